import { showMonth, showMonthName } from './city-date.js'
import { type MonthUse, monthBefore, showCcf, showNumber, yearBesideYear } from './water-use.js'

/** The one chart (ux.md 12): what is drawn and what is said of it, for screen, paper and PDF alike. */

export interface UseBar {
  readonly ccf: number
  readonly estimated: boolean
  /** Of the scale's height, 0 to 1. */
  readonly height: number
}

export interface UseChart {
  readonly title: string
  /** The same facts as a sentence, for whoever can't see the bars. */
  readonly description: string
  /** From 0 up, evenly apart; the last one is the top of the scale. */
  readonly scale: readonly number[]
  /** Twelve, the newest last. A missing bar is a month without a bill. */
  readonly groups: readonly {
    readonly name: string
    readonly before: UseBar | undefined
    readonly latest: UseBar | undefined
  }[]
  /** `Dec 2025 – Nov 2026` */
  readonly latestYear: string
  readonly estimated: boolean
}

const steps = 3

/** @param months Oldest first. @returns undefined where there is nothing to compare: then a table is enough. */
export function useChart(months: readonly MonthUse[]): UseChart | undefined {
  const rows = yearBesideYear(months)
  const shown = [...rows.map(({ before }) => before), ...rows.map(({ latest }) => latest)].filter(
    (use) => !!use,
  )
  if (shown.length < 2) return undefined
  const step = stepFor(Math.max(...shown.map(({ ccf }) => ccf)))
  const bar = (use: MonthUse | undefined): UseBar | undefined =>
    use && {
      ccf: use.ccf,
      estimated: use.estimated,
      height: Math.max(0, use.ccf) / (step * steps),
    }
  return {
    title: 'Water use for 24 months, in Ccf',
    description: describe(shown),
    scale: Array.from({ length: steps + 1 }, (_, place) => place * step),
    groups: rows.map(({ name, before, latest }) => ({
      name,
      before: bar(before),
      latest: bar(latest),
    })),
    latestYear: `${showShort(rows[0]!.month)} – ${showShort(rows.at(-1)!.month)}`,
    estimated: shown.some(({ estimated }) => estimated),
  }
}

/** The smallest of 1, 2, 4, 5, 6, 8 and 10 times a power of ten whose triple reaches the highest bar. */
function stepFor(highest: number): number {
  for (let power = 1; ; power *= 10) {
    for (const digit of [1, 2, 4, 5, 6, 8]) {
      if (digit * power * steps >= highest) return digit * power
    }
  }
}

/** More months than this are counted, not named. */
const mostNamed = 3

/** @param shown Oldest first. */
function describe(shown: readonly MonthUse[]): string {
  const newestFirst = [...shown].reverse()
  const newest = newestFirst[0]!
  const yearAgo = newestFirst.find(({ month }) => month === monthBefore(newest.month, 12))
  const highest = Math.max(...shown.map(({ ccf }) => ccf))
  const lowest = Math.min(...shown.map(({ ccf }) => ccf))
  const of = (wanted: number) => named(newestFirst.filter(({ ccf }) => ccf === wanted))
  const estimated = newestFirst.filter((use) => use.estimated)
  return [
    `${showLong(newest)}: ${showCcf(newest.ccf)}.`,
    ...(yearAgo ? [`${showLong(yearAgo)}: ${showCcf(yearAgo.ccf)}.`] : []),
    `Highest: ${showCcf(highest)} in ${of(highest)}.`,
    `Lowest: ${showCcf(lowest)} in ${of(lowest)}.`,
    ...(estimated.length > 0
      ? [`${named(estimated)} ${estimated.length === 1 ? 'was' : 'were'} estimated.`]
      : []),
  ].join(' ')
}

const named = (months: readonly MonthUse[]) =>
  months.length > mostNamed
    ? `${months.length} months`
    : months
        .map(showLong)
        .join(', ')
        .replace(/, ([^,]*)$/, ' and $1')

/** `Nov 2026` */
const showShort = (month: string) => `${showMonth(`${month}-01`)} ${month.slice(0, 4)}`
/** `November 2026` */
const showLong = ({ month }: MonthUse) => `${showMonthName(`${month}-01`)} ${month.slice(0, 4)}`

/** Every bar in words, for a picture that has no table beside it. */
export const tellBars = ({ groups }: UseChart): string =>
  groups
    .map(({ name, before, latest }) => `${name}: ${tellBar(before)}, then ${tellBar(latest)}.`)
    .join(' ')

const tellBar = (bar: UseBar | undefined) =>
  bar ? `${showNumber(bar.ccf)}${bar.estimated ? ' (estimated)' : ''}` : 'no bill'
