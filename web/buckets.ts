import type { Sql } from '../sql/database.js'
import type { Bucket } from '../sql/throttles.js'
import * as throttles from '../sql/throttles.js'
import { log } from '../src/log.js'

/** The buckets of security.md 1.3 that guard identity, linking and SpeedPay. */
const hour = 3600
const day = 24 * hour

export const buckets = {
  /** All requests but static files; counted in memory (request-meter.ts). */
  requests: { name: 'requests', limit: 300, seconds: 300 },
  /** Processor events without a right signature, by their source; counted in memory too. */
  badSignature: { name: 'bad-signature', limit: 100, seconds: 60 },
  signInAddress: { name: 'sign-in-address', limit: 20, seconds: 300, pauseSeconds: 600 },
  signInNameAddress: { name: 'sign-in-name-address', limit: 5, seconds: 60 },
  registerHour: { name: 'register-hour', limit: 5, seconds: hour },
  registerDay: { name: 'register-day', limit: 20, seconds: day },
  usernameMinute: { name: 'username-minute', limit: 10, seconds: 60 },
  usernameDay: { name: 'username-day', limit: 100, seconds: day },
  answerHour: { name: 'answer-hour', limit: 20, seconds: hour },
  /** The confirming link, or "you are registered", to one address. */
  confirmMail: { name: 'confirm-mail', limit: 3, seconds: hour },
  /** Both forgotten things together: by the client's address, and by the email address. */
  forgotAddress: { name: 'forgot-address', limit: 5, seconds: hour },
  forgotEmailHour: { name: 'forgot-email-hour', limit: 3, seconds: hour },
  forgotEmailDay: { name: 'forgot-email-day', limit: 10, seconds: day },
  /** Wrong current passwords on Profile. */
  currentPassword: { name: 'current-password', limit: 5, seconds: 900 },
  testMail: { name: 'test-mail', limit: 3, seconds: hour },
  emailChange: { name: 'email-change', limit: 5, seconds: day },
  /** Files that a resident takes away, all kinds together. */
  downloads: { name: 'downloads', limit: 30, seconds: 60 },
  /** Hand-offs to SpeedPay (T38). */
  speedpayResident: { name: 'speedpay-resident', limit: 10, seconds: hour },
  speedpayAddress: { name: 'speedpay-address', limit: 30, seconds: hour },
  /** Account numbers that we do not have, typed at SpeedPay signed out. */
  speedpayNumber: { name: 'speedpay-number', limit: 10, seconds: hour },
  /** The console's own, as the resident's above; codes are counted only where the password was right. */
  staffAddress: { name: 'staff-address', limit: 20, seconds: 300 },
  staffNameAddress: { name: 'staff-name-address', limit: 5, seconds: 60 },
  staffCode: { name: 'staff-code', limit: 5, seconds: hour },
  /** Facts that did not match, of one resident: whoever calls again and again learns nothing more. */
  callerMisses: { name: 'caller-misses', limit: 10, seconds: day },
  linkResident: { name: 'link-resident', limit: 5, seconds: day },
  linkNumber: { name: 'link-number', limit: 5, seconds: day },
  linkAddress: { name: 'link-address', limit: 20, seconds: day },
} as const satisfies Record<string, Bucket>

/** A bucket and whose place in it. */
export type Place = throttles.Place

/**
 * Takes a place in each bucket, or in none.
 *
 * @returns The first bucket that was full.
 */
export async function takePlaces(sql: Sql, places: readonly Place[]): Promise<Bucket | undefined> {
  for (const [at, [bucket, key]] of places.entries()) {
    if (await throttles.take(sql, bucket, key)) continue
    await giveBackPlaces(sql, places.slice(0, at))
    log.warn({ event: 'excess_rate_limit_exceeded', bucket: bucket.name }, 'a throttle is full')
    return bucket
  }
  return undefined
}

/** The try was right, so it does not count. */
export async function giveBackPlaces(sql: Sql, places: readonly Place[]): Promise<void> {
  for (const [bucket, key] of places) await throttles.giveBack(sql, bucket, key)
}
