/**
 * Quantities and meter reads are exact decimals of up to 3 places, kept as whole thousandths: 4.5 Ccf is 4500. A
 * float would make 0.1 + 0.2 a usage that no meter shows.
 */
export type Thousandths = number

const decimal = /^-?\d{1,11}(?:\.\d{1,3})?$/

/** @returns undefined when it is not such a decimal. */
export function readThousandths(text: string): Thousandths | undefined {
  if (!decimal.test(text)) return undefined
  const [whole, places = ''] = text.replace('-', '').split('.')
  const size = Number(whole) * 1000 + Number(places.padEnd(3, '0'))
  return text.startsWith('-') && size !== 0 ? -size : size
}

/** @returns `4`, `4.5`, `-0.125`: no zeros at the end. */
export function showThousandths(value: Thousandths): string {
  const size = Math.abs(value)
  const places = String(size % 1000)
    .padStart(3, '0')
    .replace(/0+$/, '')
  return `${value < 0 ? '-' : ''}${Math.floor(size / 1000)}${places ? `.${places}` : ''}`
}
