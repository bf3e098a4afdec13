import { createHmac, timingSafeEqual } from 'node:crypto'
import type { Seals } from '../../src/ports.js'

/**
 * One-time codes of staff (RFC 6238: HMAC-SHA1, 30 seconds, six digits), by the machine's clock and never the moved one
 * (F19): a telephone knows no other. Written here, because all of it is one HMAC and a cut.
 */
const stepSeconds = 30

/** Steps before and after the present one whose code is taken too: clocks differ. */
const skew = 1

/** The present step by the machine's clock. */
export const stepNow = (): number => Math.floor(Date.now() / 1000 / stepSeconds)

/** 20 bytes, as the RFC wants them for SHA-1. Derived, so that no row holds what a thief could use. */
export const keyOf = (seals: Pick<Seals, 'mac'>, totpId: string): Buffer =>
  Buffer.from(seals.mac('totp', totpId), 'base64url').subarray(0, 20)

/** The code of one step (RFC 4226, 5.3). */
export function codeOf(key: Buffer, step: number, digits = 6): string {
  const counter = Buffer.alloc(8)
  counter.writeBigUInt64BE(BigInt(step))
  const hash = createHmac('sha1', key).update(counter).digest()
  const number = hash.readUInt32BE(hash.at(-1)! & 0xf) & 0x7fffffff
  return String(number % 10 ** digits).padStart(digits, '0')
}

/** Which of the steps around `now` this code is of; all are compared, whatever the first one says. */
export function stepOfCode(key: Buffer, typed: string, now: number): number | undefined {
  const given = Buffer.from(typed.replace(/\s/g, ''))
  let found: number | undefined
  for (let step = now - skew; step <= now + skew; step += 1) {
    const wanted = Buffer.from(codeOf(key, step))
    if (given.length === wanted.length && timingSafeEqual(given, wanted)) found = step
  }
  return found
}

/** The code that signs in next: that of the present step, or of the one after it when that was used. */
export const nextCode = (key: Buffer, used: number): string =>
  codeOf(key, Math.min(Math.max(stepNow(), used + 1), stepNow() + skew))

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'

/** Base 32 of RFC 4648, as authenticator apps read it. */
export function base32(bytes: Uint8Array): string {
  const bits = [...bytes].map((byte) => byte.toString(2).padStart(8, '0')).join('')
  return (bits.match(/.{1,5}/g) ?? [])
    .map((five) => alphabet[Number.parseInt(five.padEnd(5, '0'), 2)])
    .join('')
}

/** What an authenticator app opens, or reads from the picture. */
export const otpauth = (key: Buffer, username: string): string =>
  `otpauth://totp/311%20Console:${encodeURIComponent(username)}?secret=${base32(key)}&issuer=311%20Console`
