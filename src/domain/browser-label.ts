/** What a browser calls itself, first match first: those that say they are another one too stand before it. */
const browsers = [
  [/\bEdgA?(?:iOS)?\//, 'Edge'],
  [/\bOPR\/|\bOpera\b/, 'Opera'],
  [/\bSamsungBrowser\//, 'Samsung Internet'],
  [/\bFirefox\/|\bFxiOS\//, 'Firefox'],
  [/\bChrome\/|\bCriOS\/|\bChromium\//, 'Chrome'],
  [/\bSafari\//, 'Safari'],
] as const

const systems = [
  [/\biPhone\b/, 'iPhone'],
  [/\biPad\b/, 'iPad'],
  [/\bAndroid\b/, 'Android'],
  [/\bWindows\b/, 'Windows'],
  [/\bCrOS\b/, 'Chromebook'],
  [/\bMacintosh\b|\bMac OS X\b/, 'Mac'],
  [/\bLinux\b/, 'Linux'],
] as const

/**
 * `Chrome on Windows`: what a resident recognizes in a list of browsers. Only words of our own, never a part of the
 * header, which anybody may write.
 */
export function browserLabel(userAgent: string | undefined): string {
  const text = (userAgent ?? '').slice(0, 500)
  const nameOf = (names: readonly (readonly [RegExp, string])[]) =>
    names.find(([sign]) => sign.test(text))?.[1]
  const [browser, system] = [nameOf(browsers), nameOf(systems)]
  return `${browser ?? 'A browser'}${system ? ` on ${system}` : ''}`
}
