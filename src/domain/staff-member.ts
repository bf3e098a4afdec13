import { readName } from './portal-account.js'

/** What a staff member may be called, and how long what they hold lives (security.md 2.8, T23). */

/** Without a request that counts; residents have 30. */
export const staffIdleMinutes = 15
/** However busy. */
export const staffLifeHours = 8
/** At once; the oldest ends. */
export const maxStaffSessions = 2
/** A code that was not used by then opens nothing (6.4.1). */
export const enrollmentHours = 24

export const isStaffUsername = (text: string): boolean => /^[a-z][a-z0-9._-]{2,29}$/.test(text)

export const staffNameMax = 60

/** A name as pages and the audit's readers see it: one line. @returns undefined when it is empty or too long. */
export function readStaffName(text: string): string | undefined {
  const reading = readName(text)
  const name = 'name' in reading ? reading.name : null
  return name && [...name].length <= staffNameMax ? name : undefined
}
