import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { tellBars, useChart } from '../../src/domain/use-chart.js'
import type { MonthUse } from '../../src/domain/water-use.js'

/** Ccf of the mock, from December 2024 to November 2026. */
const mock = [5, 5, 4, 5, 6, 7, 9, 11, 10, 8, 6, 5, 5, 4, 5, 5, 6, 8, 10, 12, 11, 8, 7, 6]
const month = (place: number) => new Date(Date.UTC(2024, 11 + place, 1)).toISOString().slice(0, 7)
const months = (ccf: readonly number[], estimated: readonly number[] = []): MonthUse[] =>
  ccf.map((use, place) => ({
    month: month(place),
    ccf: use,
    estimated: estimated.includes(place),
  }))

describe('ux 12: the chart', () => {
  test('says the facts of the mock as a sentence', () => {
    const chart = useChart(months(mock, [14]))!
    expect(chart.title).toBe('Water use for 24 months, in Ccf')
    expect(chart.description).toBe(
      'November 2026: 6 Ccf. November 2025: 5 Ccf. Highest: 12 Ccf in July 2026. Lowest: 4 Ccf in January 2026 and February 2025. February 2026 was estimated.',
    )
    expect(chart.latestYear).toBe('Dec 2025 – Nov 2026')
  })

  test('twelve groups, the year before beside the latest, each as high as its share', () => {
    const { groups, scale } = useChart(months(mock, [14]))!
    expect(scale).toEqual([0, 4, 8, 12])
    expect(groups.map(({ name }) => name).join(' ')).toBe(
      'Dec Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov',
    )
    expect(groups[2]).toEqual({
      name: 'Feb',
      before: { ccf: 4, estimated: false, height: 1 / 3 },
      latest: { ccf: 5, estimated: true, height: 5 / 12 },
    })
    expect(groups[7]?.latest?.height).toBe(1)
  })

  test('a month without a bill is a gap, and said so', () => {
    const chart = useChart(months(mock).filter(({ month }) => month !== '2026-02'))!
    expect(chart.groups[2]).toMatchObject({ before: { ccf: 4 }, latest: undefined })
    expect(tellBars(chart)).toContain('Jan: 5, then 4. Feb: 4, then no bill. Mar: 5, then 5.')
  })

  test('many months that are alike are counted, not named', () => {
    const { description } = useChart(months(Array.from({ length: 24 }, () => 5)))!
    expect(description).toContain('Highest: 5 Ccf in 24 months. Lowest: 5 Ccf in 24 months.')
  })

  test('one month is nothing to compare', () => {
    expect(useChart(months([5]))).toBeUndefined()
    expect(useChart([])).toBeUndefined()
    expect(useChart(months([5, 6]))).toBeDefined()
  })

  test.each([
    [0, [0, 1, 2, 3]],
    [3, [0, 1, 2, 3]],
    [3.1, [0, 2, 4, 6]],
    [12, [0, 4, 8, 12]],
    [13, [0, 5, 10, 15]],
    [16, [0, 6, 12, 18]],
    [1201, [0, 500, 1000, 1500]],
  ])('the scale of %d', (highest, scale) => {
    expect(useChart(months([0, highest]))?.scale).toEqual(scale)
  })

  test('no bar is ever higher than the scale, whatever was used', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: -50, max: 1e6, noNaN: true }), { minLength: 2, maxLength: 30 }),
        (ccf) => {
          const { groups } = useChart(months(ccf))!
          const bars = groups.flatMap(({ before, latest }) => [before, latest])
          for (const bar of bars) {
            expect(bar?.height ?? 0).toBeGreaterThanOrEqual(0)
            expect(bar?.height ?? 0).toBeLessThanOrEqual(1)
          }
        },
      ),
    )
  })
})
