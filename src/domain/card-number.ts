/**
 * Whether a text holds what looks like a payment card's number: 15, 16 or 19 digits, spaces and hyphens aside, of a
 * card network's prefix, with a right Luhn digit. City account numbers (13 digits) and routing numbers (9) are shorter.
 * No card number ever enters this system (security.md 1.1, P0).
 */
export function looksLikeCard(text: string): boolean {
  const runs = text.replace(ids, '').match(/\d(?:[ -]?\d){14,18}(?!\d)/g) ?? []
  return runs.some((run) => {
    const digits = run.replace(/\D/g, '')
    return (
      [15, 16, 19].includes(digits.length) &&
      /^(?:3[47]|4|5[1-5]|2[2-7]|6)/.test(digits) &&
      luhn(digits)
    )
  })
}

// Our own ids travel in forms too, and one in some ten thousand holds digits that would pass for a card's.
const ids = /[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}/gi

function luhn(digits: string): boolean {
  let sum = 0
  for (let place = 0; place < digits.length; place += 1) {
    const digit = Number(digits[digits.length - 1 - place])
    const doubled = place % 2 === 1 ? digit * 2 : digit
    sum += doubled > 9 ? doubled - 9 : doubled
  }
  return sum % 10 === 0
}
