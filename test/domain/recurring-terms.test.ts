import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { isBankingDay } from '../../src/domain/banking-day.js'
import { addDays, cityDay, daysBetween, momentOf, showTime } from '../../src/domain/city-date.js'
import {
  exceedsThreshold,
  payMoment,
  planSentence,
  showPayRule,
  standingAuthorization,
} from '../../src/domain/recurring-terms.js'

const terms = (daysBefore: number | null, thresholdCents: number | null = 150_00) => ({
  daysBefore,
  thresholdCents,
})
const at = (day: string, hour = 10) => momentOf(day, hour)
const moment = (daysBefore: number | null, dueOn: string, now: Date) =>
  payMoment(terms(daysBefore), dueOn, cityDay(now), now)

test.each([
  ['S46: exactly the threshold is paid', 150_00, false],
  ['S46: one cent over waits', 150_01, true],
  ['S46: under it is paid', 84_17, false],
])('%s', (_, amountDueCents, expected) => {
  expect(exceedsThreshold(terms(3), amountDueCents)).toBe(expected)
})

test('S46: without a threshold every bill is paid in full', () => {
  expect(exceedsThreshold(terms(3, null), 9_999_999)).toBe(false)
})

describe('S45: the pay day', () => {
  const monday = at('2026-11-23')
  test.each([
    ['the due date', 0, '2026-12-14', '2026-12-14'],
    ['three days before the due date', 3, '2026-12-14', '2026-12-11'],
    ['a weekend rolls back to the Friday', 1, '2026-12-14', '2026-12-11'],
    ['a bank holiday rolls back too', 0, '2026-12-25', '2026-12-24'],
    ['Thanksgiving rolls back to the Wednesday', 0, '2026-11-26', '2026-11-25'],
    ['a holiday on a Saturday leaves the Friday open', 0, '2027-12-25', '2027-12-24'],
    ['a holiday on a Sunday closes the Monday', 0, '2027-07-05', '2027-07-02'],
    ['across the year end', 10, '2027-01-08', '2026-12-29'],
    ['over a leap day', 1, '2028-03-01', '2028-02-29'],
  ])('%s', (_, daysBefore, dueOn, expected) => {
    const found = moment(daysBefore, dueOn, monday)
    expect(found).toMatchObject({ payOn: expected, atOnce: false })
    expect(found.sendAt).toEqual(momentOf(expected, 6))
  })

  test('F6: a pay day that has passed means now, and so does the day the bill arrives', () => {
    const now = at('2026-12-12', 3)
    for (const daysBefore of [3, null])
      expect(moment(daysBefore, '2026-12-14', now)).toEqual({
        payOn: '2026-12-12',
        sendAt: now,
        atOnce: true,
      })
  })

  test('on the pay day itself it goes at 06:00, and at once after that', () => {
    expect(moment(3, '2026-12-14', at('2026-12-11', 5))).toMatchObject({
      sendAt: at('2026-12-11', 6),
      atOnce: false,
    })
    const late = at('2026-12-11', 9)
    expect(moment(3, '2026-12-14', late)).toMatchObject({ sendAt: late, atOnce: true })
  })

  // The process's own zone must not matter: a worker may run anywhere.
  test.each(['UTC', 'America/New_York', 'Pacific/Kiritimati', 'Pacific/Pago_Pago'])(
    'I15: from 2024 to 2040, in a process in %s: never before now, never after the due date, always at 06:00 of a banking day',
    (zone) => {
      const before = process.env.TZ
      process.env.TZ = zone
      try {
        expect(Intl.DateTimeFormat().resolvedOptions().timeZone).toBe(zone)
        holdsFrom2024To2040()
      } finally {
        if (before === undefined) delete process.env.TZ
        else process.env.TZ = before
      }
    },
  )

  function holdsFrom2024To2040() {
    const first = '2024-01-01'
    const days = daysBetween(first, '2040-12-31')
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: days }),
        fc.integer({ min: 0, max: 45 }),
        fc.integer({ min: 0, max: 10 }),
        fc.integer({ min: 0, max: 23 }),
        (start, ahead, daysBefore, hour) => {
          const today = addDays(first, start)
          const now = at(today, hour)
          const dueOn = addDays(today, ahead)
          const { payOn, sendAt, atOnce } = payMoment(terms(daysBefore), dueOn, cityDay(now), now)
          expect(sendAt.getTime()).toBeGreaterThanOrEqual(now.getTime())
          expect(payOn >= cityDay(now)).toBe(true)
          expect(payOn <= dueOn).toBe(true)
          expect(cityDay(sendAt)).toBe(payOn)
          if (atOnce) expect(sendAt).toEqual(now)
          else {
            expect(isBankingDay(payOn)).toBe(true)
            expect(sendAt).toEqual(momentOf(payOn, 6))
            // 06:00 on the city's clocks, in summer and in winter.
            expect(showTime(sendAt)).toBe('6:00 AM')
          }
        },
      ),
      { numRuns: 1000 },
    )
  }
})

describe('N1: what will happen, in one sentence', () => {
  const plan = (daysBefore: number | null, thresholdCents: number | null, now: Date) => {
    const those = terms(daysBefore, thresholdCents)
    return planSentence(those, {
      amountCents: 84_17,
      moment: payMoment(those, '2026-12-14', cityDay(now), now),
    })
  }
  test.each([
    [
      'with a limit',
      plan(3, 150_00, at('2026-11-23')),
      'We take $84.17 on Friday, December 11, under your $150.00 limit. You can stop it until 6:00 AM on that day.',
    ],
    [
      'without one',
      plan(0, null, at('2026-11-23')),
      'We take $84.17 on Monday, December 14. You can stop it until 6:00 AM on that day.',
    ],
    [
      'on arrival there is no time to cancel, and it says so (F6)',
      plan(null, 150_00, at('2026-11-23')),
      'We take $84.17 at once, under your $150.00 limit. There is no time to cancel it.',
    ],
  ])('%s', (_, said, expected) => expect(said).toBe(expected))
})

describe('S44, A17: what the resident agrees to', () => {
  const bank = { kind: 'checking', last4: '4471' } as const
  const text = (daysBefore: number | null, thresholdCents: number | null, dueOn?: string) =>
    standingAuthorization(terms(daysBefore, thresholdCents), {
      bank,
      from: dueOn ? { dueOn } : undefined,
      button: 'Start recurring payment',
    })

  test('names the day, the limit, the bank account and the first bill', () => {
    expect(text(3, 150_00, '2027-01-08')).toBe(
      'By choosing Start recurring payment, I allow the City of Charlotte to take the balance due each month from my checking account ending 4471, 3 days before the due date, starting with the bill due January 8, 2027. Bills over $150.00 wait for my OK. The amount changes with each bill, and I get it by email first. I can stop at any time in Paperless Billing; payments already pending still go through.',
    )
  })

  test('F12: without a threshold it says any amount; on arrival, that the notice comes the same day', () => {
    expect(text(null, null)).toContain('It may be any amount.')
    expect(text(null, null)).toContain('I get it by email on the same day.')
    expect(text(null, null)).toContain('starting with my next bill')
  })

  test.each([
    [null, 'the day the bill arrives'],
    [0, 'on the due date'],
    [1, '1 day before the due date'],
    [10, '10 days before the due date'],
  ])('S45: %s reads as %s', (daysBefore, expected) => {
    expect(showPayRule(terms(daysBefore))).toBe(expected)
  })
})
