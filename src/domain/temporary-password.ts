/**
 * The spelling of a temporary password: 24 characters for 120 bits (security.md 1.5), mailed in groups of four.
 * Crockford's base 32 has no I, L, O and U, so what people read as one of those can be taken for what was meant.
 */
const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
const characters = 24

/** @param bytes At least 15 bytes, of which the first 120 bits count. @returns 24 characters without groups. */
export function spellTemporaryPassword(bytes: Uint8Array): string {
  if (bytes.length < 15) throw new RangeError('a temporary password needs 120 bits')
  let text = ''
  let kept = 0
  let bits = 0
  for (const byte of bytes) {
    kept = (kept << 8) | byte
    for (bits += 8; bits >= 5; bits -= 5) text += alphabet[(kept >> (bits - 5)) & 31]
    kept &= (1 << bits) - 1
    if (text.length >= characters) break
  }
  return text.slice(0, characters)
}

/** `7Q4M-20H8-…`: as the mail shows it. */
export const showTemporaryPassword = (secret: string): string =>
  secret.match(/.{1,4}/g)?.join('-') ?? ''

/** The one spelling of what was typed or pasted: case, spaces and hyphens do not count. */
export const readTemporaryPassword = (typed: string): string =>
  typed
    .normalize('NFKC')
    .replace(/[\s\p{Pd}]+/gu, '')
    .toUpperCase()
    .replaceAll('O', '0')
    .replace(/[IL]/g, '1')
