import fc from 'fast-check'
import { expect, test } from 'vitest'
import { browserLabel } from '../../src/domain/browser-label.js'

const mozilla = (rest: string) => `Mozilla/5.0 ${rest}`
const webkit = 'AppleWebKit/537.36 (KHTML, like Gecko)'

test.each([
  [
    mozilla(`(Windows NT 10.0; Win64; x64) ${webkit} Chrome/142.0.0.0 Safari/537.36`),
    'Chrome on Windows',
  ],
  [
    mozilla(`(Windows NT 10.0) ${webkit} Chrome/142.0.0.0 Safari/537.36 Edg/142.0`),
    'Edge on Windows',
  ],
  [
    mozilla(`(Macintosh; Intel Mac OS X 10_15_7) ${webkit} Version/18.1 Safari/605.1`),
    'Safari on Mac',
  ],
  [
    mozilla(`(iPhone; CPU iPhone OS 18_1 like Mac OS X) ${webkit} Version/18.1 Safari/604.1`),
    'Safari on iPhone',
  ],
  [
    mozilla(`(Linux; Android 15) ${webkit} SamsungBrowser/27.0 Chrome/125 Safari/537`),
    'Samsung Internet on Android',
  ],
  [mozilla('(X11; Linux x86_64; rv:133.0) Gecko/20100101 Firefox/133.0'), 'Firefox on Linux'],
  [mozilla(`(X11; CrOS x86_64) ${webkit} Chrome/142.0 Safari/537.36`), 'Chrome on Chromebook'],
  ['curl/8.5', 'A browser'],
  ['', 'A browser'],
  [undefined, 'A browser'],
])('%s is "%s"', (header, label) => {
  expect(browserLabel(header)).toBe(label)
})

test('T11: says only words of our own, whatever the header says', () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 2000 }), (text) => {
      expect(browserLabel(`Chrome/1 ${text}`)).toMatch(/^[A-Z][A-Za-z ]{2,40}$/)
    }),
  )
})
