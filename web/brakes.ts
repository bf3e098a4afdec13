import type { Sql } from '../sql/database.js'
import * as siteCounts from '../sql/site-counts.js'
import * as brake from '../src/domain/brake.js'
import { log } from '../src/log.js'

/** The brakes of the whole site: what is counted, and whether they are on (security.md 1.3; src/domain/brake.ts). */

export async function noteFailedSignIn(sql: Sql): Promise<void> {
  await siteCounts.count(sql, 'sign-in-fail')
}

/**
 * Whether a sign-in has to take the slow lane (`matches` in passwords.ts): while the site is under attack, browsers that
 * this username never signed in with.
 *
 * @param known The browser has a device cookie of this username.
 */
export async function signInBraked(sql: Sql, known: boolean): Promise<boolean> {
  if (known) return false
  const counts = await siteCounts.read(sql, ['sign-in-fail'])
  const on = brake.signInBraked(counts['sign-in-fail'])
  if (on) await alert(sql, 'sign-in-brake', counts['sign-in-fail'])
  return on
}

/** @param right Whether account number and proof belonged together. */
export async function noteLinkTry(sql: Sql, right: boolean): Promise<void> {
  await siteCounts.count(sql, 'link-try')
  if (!right) await siteCounts.count(sql, 'link-fail')
}

/** Whether linking is for residents alone whose email was confirmed more than a day ago. */
export async function linkBraked(sql: Sql): Promise<boolean> {
  const counts = await siteCounts.read(sql, ['link-try', 'link-fail'])
  const on = brake.linkBraked(counts['link-try'], counts['link-fail'])
  if (on) await alert(sql, 'link-brake', counts['link-fail'])
  return on
}

/** One line an hour, from whichever process saw it first. */
async function alert(sql: Sql, what: string, counts: brake.HourCounts): Promise<void> {
  if (!(await siteCounts.firstThisHour(sql, what))) return
  const lastHour = Math.round(brake.lastHour(counts))
  log.error(
    { event: 'site_brake_on', alert: true, brake: what, lastHour },
    'too many fails on the whole site: a brake is on',
  )
}
