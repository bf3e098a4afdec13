import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { cityDay, momentOf } from '../../src/domain/city-date.js'
import { type DecisionFacts, decide, payableCents } from '../../src/domain/recurring-decision.js'

const now = momentOf('2026-11-20', 10)
const facts = (other: Partial<DecisionFacts> = {}): DecisionFacts => ({
  terms: { daysBefore: 3, thresholdCents: 150_00 },
  bill: { amountDueCents: 84_17, dueOn: '2026-12-14' },
  money: { owedCents: 84_17, scheduledCents: 0 },
  paused: false,
  settledBefore: false,
  today: cityDay(now),
  now,
  ...other,
})
const owing = (cents: number) => ({
  bill: { amountDueCents: cents, dueOn: '2026-12-14' },
  money: { owedCents: cents, scheduledCents: 0 },
})

describe('F6: what is taken', () => {
  test.each([
    ['the amount due', 84_17, 84_17, 0, 84_17],
    ['never more than the bill', 84_17, 120_00, 0, 84_17],
    ['no more than is still owed', 84_17, 34_17, 0, 34_17],
    ['less what is scheduled by hand', 84_17, 84_17, 50_00, 34_17],
    ['nothing when that covers it', 84_17, 84_17, 84_17, 0],
    ['never below zero', 84_17, 10_00, 84_17, 0],
    ['nothing of a credit bill', -5_00, 0, 0, 0],
  ])('%s', (_, amountDueCents, owedCents, scheduledCents, expected) => {
    expect(payableCents({ amountDueCents }, { owedCents, scheduledCents })).toBe(expected)
  })
})

describe('what becomes of a bill', () => {
  test.each([
    ['S44: it is scheduled', facts(), { do: 'schedule', amountCents: 84_17 }],
    ['S46: exactly the threshold is scheduled', facts(owing(150_00)), { do: 'schedule' }],
    ['S46: one cent over asks', facts(owing(150_01)), { do: 'ask', amountCents: 150_01 }],
    [
      'F7: the bill as loaded counts, not what is left of it',
      facts({ ...owing(150_01), money: { owedCents: 20_00, scheduledCents: 0 } }),
      { do: 'ask', amountCents: 20_00 },
    ],
    [
      'F6: nothing owed is left alone, also over the threshold',
      facts({ ...owing(150_01), money: { owedCents: 0, scheduledCents: 0 } }),
      { do: 'leave', why: 'nothing_owed' },
    ],
    [
      'F8: a paused one leaves it to the resident',
      facts({ paused: true }),
      { do: 'leave', why: 'paused' },
    ],
    [
      'F14: a correction of what was sent is left',
      facts({ settledBefore: true }),
      { do: 'leave', why: 'corrects_a_settled_bill' },
    ],
  ] as const)('%s', (_, given, expected) => {
    expect(decide(given)).toMatchObject(expected)
  })

  test('I10: whatever the bill and the money, nothing over the threshold is scheduled, and nothing is taken that is not owed', () => {
    const cents = fc.integer({ min: -10_000, max: 60_000 })
    fc.assert(
      fc.property(
        fc.record({
          amountDueCents: cents,
          balance: cents,
          scheduledCents: fc.nat(30_000),
          thresholdCents: fc.option(fc.integer({ min: 10_00, max: 500_00 })),
          daysBefore: fc.option(fc.integer({ min: 0, max: 10 })),
        }),
        ({ amountDueCents, balance, scheduledCents, thresholdCents, daysBefore }) => {
          const owedCents = Math.max(0, balance)
          const decision = decide(
            facts({
              terms: { daysBefore, thresholdCents },
              bill: { amountDueCents, dueOn: '2026-12-14' },
              money: { owedCents, scheduledCents },
            }),
          )
          if (decision.do === 'leave') return
          expect(decision.amountCents).toBeGreaterThan(0)
          expect(decision.amountCents).toBeLessThanOrEqual(Math.min(amountDueCents, owedCents))
          const over = thresholdCents !== null && amountDueCents > thresholdCents
          expect(decision.do).toBe(over ? 'ask' : 'schedule')
        },
      ),
      { numRuns: 1000 },
    )
  })
})
