import type { FC } from 'hono/jsx'
import { cityDay, showShortDay, showTime } from '../../src/domain/city-date.js'

/** Tags and moments that several pages of the console show alike. */

/** `10:31 AM`; with its day when that is not the one of `beside`. */
export function when(moment: Date, beside: Date | undefined): string {
  const day = cityDay(moment)
  const time = showTime(moment)
  return beside && cityDay(beside) === day ? time : `${showShortDay(day)}, ${time}`
}

export const When: FC<{ at: Date; now?: Date | undefined }> = ({ at, now }) => (
  <time datetime={at.toISOString()}>{when(at, now)}</time>
)

export const LockedTag: FC<{ since: Date; now?: Date | undefined }> = ({ since, now }) => (
  <span class="tag bad">Locked since {when(since, now)}</span>
)

/** With JavaScript a form's answer takes the place of the resident's page, so that the focus and what is said follow it. */
export const inPlace = (action: string) => ({
  'hx-post': action,
  'hx-target': '#resident',
  'hx-swap': 'outerHTML',
})
