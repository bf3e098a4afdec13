/**
 * Money is a whole number of cents. Nothing here, and nothing anywhere else, holds dollars as a float.
 */

const dollars = /^\$?\s?(\d{1,3}(?:,\d{3})+|\d+)(?:\.(\d{2}))?$/

/** @returns `$1,234.56`; a credit as `–$12.40`, with an en dash as on the bill. */
export function showMoney(cents: number): string {
  return `${cents < 0 ? '–' : ''}$${decimalMoney(Math.abs(cents)).replace(/\B(?=(\d{3})+\.)/g, ',')}`
}

/** @returns `84.17`, the form of the bill file and of form fields; negative as `-84.17`. */
export function decimalMoney(cents: number): string {
  const digits = String(Math.abs(cents)).padStart(3, '0')
  return `${cents < 0 ? '-' : ''}${digits.slice(0, -2)}.${digits.slice(-2)}`
}

/**
 * Reads what a person typed: `84.17`, `84`, `$84.17`, `1,234.56`. Never a sign, an exponent or a third decimal.
 *
 * @returns Cents, or undefined when it is not an amount (or is past ten million dollars).
 */
export function readMoney(text: string): number | undefined {
  const match = dollars.exec(text.trim())
  if (!match) return undefined
  const whole = match[1]!.replaceAll(',', '')
  if (whole.length > 8) return undefined
  return Number(whole) * 100 + Number(match[2] ?? 0)
}
