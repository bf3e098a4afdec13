import { html } from 'hono/html'
import type { FC } from 'hono/jsx'
import type { UseBar, UseChart } from '../../src/domain/use-chart.js'
import { showNumber } from '../../src/domain/water-use.js'
import { ours } from '../fixed.js'

/**
 * The chart as a picture (ux.md 12): across in percent, up in pixels, so that bars stretch and words stay as large as
 * they are. Written as text: as JSX its hundred elements would cost more than the rest of the page.
 */

/** Pixels above the scale, and below it for the months' names. */
const above = 24
const below = 24

/** Where each of the twelve months stands, in percent of the width. */
const places = Array.from({ length: 12 }, (_, month) => {
  const left = 6 + 7.85 * month
  const at = (shift: number) => `${Number((left + shift).toFixed(2))}%`
  return { before: at(0), latest: at(2.95), value: at(4.5), name: at(3) }
})

const hatch =
  '<defs><pattern id="hatch" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><path class="hatch" d="M0 0V6"/></pattern></defs>'

/** @param height Of the picture, in pixels. */
export const ChartPicture: FC<{ chart: UseChart; height: number }> = ({ chart, height }) =>
  html`<svg height="${height}" role="img" aria-labelledby="use-title use-desc"><title id="use-title">${chart.title}</title><desc id="use-desc">${chart.description} All values are in the table.</desc>${ours(shapes(chart, height))}</svg>`

/** Numbers, names of months, and nothing else. */
function shapes({ scale, groups, estimated }: UseChart, height: number): string {
  const base = height - below
  const room = base - above
  const top = scale.at(-1)!
  let svg = estimated ? hatch : ''
  for (const value of scale) {
    const y = tenths(base - (value / top) * room)
    svg += `<line x1="5%" x2="100%" y1="${y}" y2="${y}"/><text x="3.6%" y="${y + 4}" text-anchor="end">${showNumber(value)}</text>`
  }
  for (let month = 0; month < groups.length; month += 1) {
    const { name, before, latest } = groups[month]!
    const x = places[month]!
    if (before) svg += bar('b0', before, x.before, '2.6%', base, room)
    if (latest) {
      const y = tenths(base - latest.height * room - 5)
      svg += bar('b1', latest, x.latest, '3.1%', base, room)
      svg += `<text class="v" x="${x.value}" y="${y}" text-anchor="middle">${short(latest.ccf)}</text>`
    }
    // Every other name goes where they would run into each other; the newest one stays.
    const odd = month % 2 === 0 ? ' class="odd"' : ''
    svg += `<text${odd} x="${x.name}" y="${height - 7}" text-anchor="middle">${name}</text>`
  }
  return svg
}

function bar(kind: string, use: UseBar, x: string, width: string, base: number, room: number) {
  const height = tenths(use.height * room)
  const look = use.estimated ? `est ${kind}" fill="url(#hatch)` : kind
  return `<rect class="${look}" x="${x}" width="${width}" y="${tenths(base - height)}" height="${height}" rx="2"/>`
}

const tenths = (pixels: number) => Math.round(pixels * 10) / 10

/** Above a bar there is room for few digits; the table has all of them. */
const short = (ccf: number) => showNumber(ccf < 100 ? Math.round(ccf * 10) / 10 : Math.round(ccf))
