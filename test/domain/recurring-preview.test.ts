import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { addDays, cityDay, momentOf } from '../../src/domain/city-date.js'
import { decide } from '../../src/domain/recurring-decision.js'
import {
  countLines,
  currentBillSentence,
  decisionAtArrival,
  dotsSentence,
  everyBillOver,
  nextBill,
  nextBillSentence,
  type PastBill,
  rangeSentence,
  showDueRule,
  suggestedThresholdCents,
} from '../../src/domain/recurring-preview.js'
import { exceedsThreshold, planSentence, type Terms } from '../../src/domain/recurring-terms.js'

/** The mock's twelve bills of Rental, newest first, each due 18 days after its day. */
const cents = [
  168_92, 71_08, 78_39, 96_13, 118_70, 139_83, 127_05, 112_31, 104_74, 91_17, 88_95, 82_17,
]
const rental = cents.map((amountDueCents, place): PastBill => {
  const billedOn = addDays('2026-11-16', -30 * place)
  return { amountDueCents, billedOn, dueOn: addDays(billedOn, 18) }
})
const bill = (amountDueCents: number, days = 18): PastBill => ({
  amountDueCents,
  billedOn: '2026-11-16',
  dueOn: addDays('2026-11-16', days),
})
const terms = (daysBefore: number | null, thresholdCents: number | null = 150_00): Terms => ({
  daysBefore,
  thresholdCents,
})
const lines = (...given: Parameters<typeof countLines>) =>
  countLines(...given).map(({ bills, what }) => `${bills} ${what}`)

describe('the counts', () => {
  test('N1: the mock’s twelve bills against a limit of $150.00', () => {
    expect(lines(terms(3), rental)).toEqual([
      '11 bills paid 3 days before due',
      '1 bill waits for your OK',
    ])
  })

  test.each([
    ['1 day', terms(1), ['11 bills paid 1 day before due', '1 bill waits for your OK']],
    ['the due date', terms(0), ['11 bills paid on the due date', '1 bill waits for your OK']],
    [
      'the day it arrives',
      terms(null),
      ['11 bills paid the day it arrives', '1 bill waits for your OK'],
    ],
    ['no limit', terms(3, null), ['12 bills paid 3 days before due']],
    [
      'a low limit',
      terms(3, 80_00),
      ['2 bills paid 3 days before due', '10 bills wait for your OK'],
    ],
  ])('%s', (_, those, expected) => expect(lines(those, rental)).toEqual(expected))

  test('F6: a bill that came after its pay day is told apart, and so is one with nothing to pay', () => {
    const all = [bill(80_00), bill(80_00, 2), bill(0), bill(-12_40)]
    expect(lines(terms(3), all)).toEqual([
      '1 bill paid 3 days before due',
      '1 bill paid at once, as the day had passed',
      '2 bills with nothing to pay',
    ])
  })

  test('without bills there is nothing to count', () => expect(lines(terms(3), [])).toEqual([]))
})

describe('the words beside the dots', () => {
  test('the range', () => {
    expect(rangeSentence(rental)).toBe('Your last 12 bills were $71.08 to $168.92.')
    expect(rangeSentence([bill(80_00)])).toBe('Your last bill was $80.00.')
    expect(rangeSentence([bill(80_00), bill(80_00)])).toBe('Your last 2 bills were $80.00 each.')
    expect(rangeSentence([])).toBeUndefined()
  })

  test.each([
    [150_00, 'Eleven are $150.00 or less and one is over.'],
    [168_92, 'None is over $168.92.'],
    [75_00, 'One is $75.00 or less and eleven are over.'],
    [50_00, 'All are over $50.00.'],
  ])('at a limit of %i cents', (limit, words) => {
    expect(dotsSentence(terms(3, limit), rental)).toBe(
      `Your last 12 bills were $71.08 to $168.92. ${words}`,
    )
  })

  test('without a limit they have no sides', () => {
    expect(dotsSentence(terms(3, null), rental)).toBe('Your last 12 bills were $71.08 to $168.92.')
  })

  test('a limit under the last bills is allowed, with a note', () => {
    expect(everyBillOver(terms(3, 50_00), rental)).toBe(
      'All of your last 12 bills were over $50.00. You would authorize every bill by hand.',
    )
    expect(everyBillOver(terms(3, 50_00), [bill(80_00)])).toBe(
      'Your last bill was over $50.00. You would authorize every bill by hand.',
    )
    expect(everyBillOver(terms(3, 71_08), rental)).toBeUndefined()
    expect(everyBillOver(terms(3, null), rental)).toBeUndefined()
    expect(everyBillOver(terms(3, 50_00), [])).toBeUndefined()
  })

  test.each([
    [null, 'the day it arrives'],
    [0, 'on the due date'],
    [1, '1 day before due'],
    [10, '10 days before due'],
  ])('S45: %s in short: %s', (daysBefore, words) =>
    expect(showDueRule(terms(daysBefore))).toBe(words),
  )
})

describe('a limit to begin with', () => {
  test('asks about the highest bill of a year like the last one at most', () => {
    expect(suggestedThresholdCents(rental)).toBe(150_00)
    expect(suggestedThresholdCents([bill(61_20), bill(58_00), bill(55_00)])).toBe(60_00)
    expect(suggestedThresholdCents([bill(80_00)])).toBeUndefined()
    expect(suggestedThresholdCents([bill(80_00), bill(0)])).toBeUndefined()
    expect(suggestedThresholdCents([bill(200_000_00), bill(100_000_00)])).toBe(99_999_99)
  })

  test('whatever the bills, it is a round amount that at most one of them is over', () => {
    const any = fc.array(fc.integer({ min: 1, max: 2_000_00 }), { minLength: 2, maxLength: 12 })
    fc.assert(
      fc.property(any, (amounts) => {
        const bills = amounts.map((amount) => bill(amount))
        const limit = suggestedThresholdCents(bills)!
        expect(limit % 10_00).toBe(0)
        const over = bills.filter((one) => exceedsThreshold(terms(3, limit), one.amountDueCents))
        expect(over.length).toBeLessThanOrEqual(1)
      }),
    )
  })
})

describe('the current bill', () => {
  const money = { owedCents: 84_17, scheduledCents: 0 }
  const said = (
    those: Terms,
    current: PastBill,
    part: Partial<Parameters<typeof decide>[0]> = {},
  ) => {
    const now = momentOf('2026-11-23', 10)
    const facts = { terms: those, bill: current, money, paused: false, settledBefore: false }
    const decision = decide({ ...facts, today: cityDay(now), now, ...part })
    return currentBillSentence(those, current, decision)
  }
  const home = { ...bill(84_17), billedOn: '2026-11-20', dueOn: '2026-12-14' }

  test('N1: is said in the very words of the plan', () => {
    expect(said(terms(3), home)).toBe(
      'We take $84.17 on Friday, December 11, under your $150.00 limit. You can stop it until 6:00 AM on that day.',
    )
  })
  test('S46: over the limit it waits for the OK', () => {
    expect(said(terms(3, 80_00), home)).toBe(
      'The bill of $84.17 is over your $80.00 limit, so it waits for your OK.',
    )
  })
  test('F6: with nothing owed, or all of it scheduled by hand, it is not spoken of', () => {
    expect(said(terms(3), home, { money: { owedCents: 0, scheduledCents: 0 } })).toBeUndefined()
    expect(
      said(terms(3), home, { money: { owedCents: 84_17, scheduledCents: 84_17 } }),
    ).toBeUndefined()
  })
})

describe('the next bill', () => {
  const newest = { billedOn: '2026-11-20', dueOn: '2026-12-14' }
  const said = (those: Terms, known: typeof newest | undefined = newest) =>
    nextBillSentence(those, nextBill(those, known, '2026-11-23'))

  test('comes a month after the newest one, and is due as long after its day', () => {
    expect(nextBill(terms(3), newest, '2026-11-23')).toMatchObject({
      arrivesOn: '2026-12-20',
      dueOn: '2027-01-13',
      moment: { payOn: '2027-01-08' },
    })
    expect(nextBill(terms(0), undefined, '2026-11-23')).toMatchObject({
      arrivesOn: '2026-12-28',
      dueOn: '2027-01-22',
    })
  })

  test.each([
    [
      terms(3),
      'Your next bill is due about January 13. At $150.00 or less, we take it about Friday, January 8. You can stop it until 6:00 AM on its pay day.',
    ],
    [
      terms(0, null),
      'Your next bill is due about January 13. We take it about Wednesday, January 13. You can stop it until 6:00 AM on its pay day.',
    ],
    [
      terms(null),
      'Your next bill should arrive about December 20. At $150.00 or less, we take it at once when it is here, so there is no time to cancel it.',
    ],
  ])('in words', (those, words) => expect(said(those)).toBe(words))
})

test('N1: the preview of any bill says what the rule decides when that bill arrives', () => {
  const anyTerms = fc.record({
    daysBefore: fc.option(fc.integer({ min: 0, max: 10 })),
    thresholdCents: fc.option(fc.integer({ min: 10_00, max: 300_00 })),
  })
  const anyBill = fc.record({
    amountDueCents: fc.integer({ min: -50_00, max: 400_00 }),
    start: fc.integer({ min: 0, max: 5_000 }),
    days: fc.integer({ min: 0, max: 40 }),
    hour: fc.integer({ min: 0, max: 23 }),
  })
  fc.assert(
    fc.property(anyTerms, anyBill, (those, { amountDueCents, start, days, hour }) => {
      const billedOn = addDays('2024-01-01', start)
      const one = { amountDueCents, billedOn, dueOn: addDays(billedOn, days) }
      const previewed = decisionAtArrival(those, one)
      // The same bill at another hour of its day, with the money that F3 and F6 speak of.
      const now = momentOf(billedOn, hour)
      const money = { owedCents: Math.max(0, amountDueCents), scheduledCents: 0 }
      const facts = { terms: those, bill: one, money, paused: false, settledBefore: false }
      const decided = decide({ ...facts, today: billedOn, now })
      expect(previewed.do).toBe(decided.do)
      const [line] = countLines(those, [one])
      const words = {
        leave: /^with nothing to pay$/,
        ask: /^waits for your OK$/,
        schedule: /^paid /,
      }
      expect(line?.what).toMatch(words[decided.do])
      if (decided.do === 'leave') return
      expect(previewed).toMatchObject({
        amountCents: amountDueCents,
        moment: { payOn: decided.moment.payOn },
      })
      if (decided.do === 'schedule')
        expect(currentBillSentence(those, one, decided)).toBe(planSentence(those, decided))
    }),
    { numRuns: 1000 },
  )
})
