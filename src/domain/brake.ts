/**
 * The brakes of the whole site (security.md 1.3): a spray over many residents and many addresses stays below each
 * bucket of its own, yet shows in the sum. A brake never refuses everybody: it slows or narrows what strangers may do.
 */

/** How often something happened, counted by the hour of the clock. */
export interface HourCounts {
  readonly thisHour: number
  readonly hourBefore: number
  /** In the 168 hours before this one. */
  readonly week: number
  /** How much of this hour is over, 0 to 1. */
  readonly hourPart: number
}

const weekHours = 168

/** In the last 60 minutes, about: a new hour of the clock must not let a running attack off. */
export function lastHour({ thisHour, hourBefore, hourPart }: HourCounts): number {
  return thisHour + hourBefore * (1 - hourPart)
}

/** Failed sign-ins: more than ten times the usual hour, and never below 200. */
export function signInBraked(fails: HourCounts): boolean {
  return lastHour(fails) > Math.max(200, (10 * fails.week) / weekHours)
}

/** Below so many fails an hour a ratio says nothing: three typing errors in a quiet night are no attack. */
export const fewestLinkFails = 20

/** Failed links: more than 100 an hour, or five times the usual part of all tries. */
export function linkBraked(tries: HourCounts, fails: HourCounts): boolean {
  const failed = lastHour(fails)
  if (failed > 100) return true
  if (failed < fewestLinkFails || tries.week === 0) return false
  return failed / lastHour(tries) > (5 * fails.week) / tries.week
}
