import { describe, expect, test } from 'vitest'
import {
  leakHint,
  showGallons,
  useByMonth,
  useHeading,
  yearBesideYear,
} from '../../src/domain/water-use.js'

/** A bill of that month with one meter read. */
const read = (month: string, usageCcf: number, kind: 'actual' | 'estimated' = 'actual') => ({
  periodTo: `${month}-18`,
  reads: [{ usageCcf, kind }],
})

describe('water use', () => {
  test('a meter exchange gives two reads in one bill, which add up', () => {
    const both = {
      periodTo: '2026-11-18',
      reads: [2.5, 3.5].map((usageCcf) => ({ usageCcf, kind: 'actual' as const })),
    }
    const sum = [{ month: '2026-11', ccf: 6, estimated: false }]
    expect(useByMonth([both])).toEqual(sum)
    expect(useByMonth([read('2026-11', 2.5), read('2026-11', 3.5)])).toEqual(sum)
  })

  test('a bill without a meter says nothing of water', () => {
    expect(useByMonth([{ periodTo: '2026-11-18', reads: [] }])).toEqual([])
  })

  test('a month is estimated when one of its reads is', () => {
    const [month] = useByMonth([read('2026-02', 2), read('2026-02', 3, 'estimated')])
    expect(month).toEqual({ month: '2026-02', ccf: 5, estimated: true })
  })

  test('twelve months end with the newest, each beside the year before; a month without a bill is a gap', () => {
    const rows = yearBesideYear(
      useByMonth([read('2026-11', 6), read('2025-11', 5), read('2025-12', 5)]),
    )
    expect(rows.map(({ name }) => name).join(' ')).toBe(
      'Dec Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov',
    )
    expect(rows.at(-1)).toMatchObject({ before: { ccf: 5 }, latest: { ccf: 6 } })
    expect(rows[0]).toMatchObject({ before: undefined, latest: { ccf: 5 } })
    expect(rows[1]).toMatchObject({ before: undefined, latest: undefined })
  })

  test.each([
    ['You used 6 Ccf, one more than last November', 5, 6],
    ['You used 4 Ccf, two less than last November', 6, 4],
    ['You used 6 Ccf, the same as last November', 6, 6],
    ['You used 6.5 Ccf, 1.5 more than last November', 5, 6.5],
    ['You used 30 Ccf, 20 more than last November', 10, 30],
    ['You used 6 Ccf in November', undefined, 6],
  ])('%s', (heading, before, ccf) => {
    const reads = before === undefined ? [] : [read('2025-11', before)]
    expect(useHeading(useByMonth([...reads, read('2026-11', ccf)]))).toBe(heading)
  })

  test.each([
    ['over twice the same month last year is a hint', 5, 11, 'actual', true],
    ['exactly twice is none', 5, 10, 'actual', false],
    ['an estimate proves nothing', 5, 11, 'estimated', false],
  ] as const)('%s', (_, before, ccf, kind, hinted) => {
    const hint = leakHint(useByMonth([read('2025-07', before), read('2026-07', ccf, kind)]))
    expect(hint).toBe(
      hinted
        ? 'This is more than twice last July. A running toilet can use 200 gallons a day.'
        : undefined,
    )
  })

  test('6 Ccf are about 4,488 gallons', () => {
    expect(showGallons(6)).toBe('4,488')
  })
})
