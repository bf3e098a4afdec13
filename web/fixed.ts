import { html, raw } from 'hono/html'
import type { Child } from 'hono/jsx'

/** HTML of a part; a text is escaped, as everywhere in JSX. */
export const drawn = (part: Child): string => String(html`${part}`)

/**
 * A part of pages that is always the same, drawn once: as text it costs a page nothing, as JSX each of its elements
 * is made anew for every request. Only what this code says may stand in it, never anything of a resident.
 */
export const fixed = (part: Child) => raw(drawn(part))

/** HTML that this code wrote of its own words and of numbers alone; a text of anybody else has no business in it. */
export const ours = (text: string) => raw(text)

/** What changes from one drawing of a frame to the next. */
export type Gaps = Readonly<Record<string, Child>>

const edge = '\u0001' // no text of ours has it, and JSX lets it through

/** Stands where {@link fill} puts something. */
export const gap = (name: string): string => `${edge}${name}${edge}`

export type Frame = readonly string[]

/** Draws a frame once: texts at the even places, names of gaps at the odd ones. */
export const frame = (part: Child): Frame => drawn(part).split(edge)

/** @returns The frame as HTML with its gaps filled. */
export const fill = (frame: Frame, gaps: Gaps): string =>
  frame.map((text, place) => (place % 2 === 0 ? text : drawn(gaps[text]))).join('')
