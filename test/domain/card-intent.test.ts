import { describe, expect, test } from 'vitest'
import {
  agrees,
  amountQuestion,
  cardAmountProblem,
  firstCardAmount,
  nextIntentAsk,
  nextIntentStep,
} from '../../src/domain/card-intent.js'

const start = new Date('2026-11-23T15:42:00Z')
const at = (minutes: number) => new Date(start.getTime() + minutes * 60_000)
const expiresAt = at(60)

test.each([
  [99, 'Enter $1.00 or more'],
  [100, undefined],
  [9_999_99, undefined],
  [10_000_00, 'SpeedPay takes up to $9,999.99. Enter that or less.'],
])('F5: %s cents', (cents, problem) => {
  expect(cardAmountProblem(cents)).toBe(problem)
})

describe('F15, I4: the processor speaks of what was handed over', () => {
  const told = { amountCents: 97_30, feeCents: 1_25, reference: 'CSS-7Q4M-20H8' }
  test.each([
    ['the same, in dollars', {}, true],
    ['the same, no currency told', { currency: undefined }, true],
    ['a cent less', { amountCents: 97_29 }, false],
    ['another fee', { feeCents: 0 }, false],
    ['another reference', { reference: 'CSS-7Q4M-20H9' }, false],
    ['another currency', { currency: 'CAD' }, false],
  ])('%s', (_, other, expected) => {
    expect(agrees({ ...told, currency: 'USD', ...other }, told)).toBe(expected)
  })
})

describe('what the workflow does with a hand-off', () => {
  test('waits for the next question, and says what for', () => {
    const step = nextIntentStep({ expiresAt, askAt: at(1), closed: false }, start)
    expect(step).toEqual({ do: 'wait', until: at(1), why: 'whether SpeedPay was paid' })
  })

  test('asks when it is time, after the 60 minutes too', () => {
    expect(nextIntentStep({ expiresAt, askAt: at(1), closed: false }, at(1))).toEqual({ do: 'ask' })
    expect(nextIntentStep({ expiresAt, askAt: expiresAt, closed: false }, at(61))).toEqual({
      do: 'ask',
    })
  })

  test('ends once the question after the expiry was answered', () => {
    expect(nextIntentStep({ expiresAt, askAt: at(60), closed: true }, at(61))).toEqual({
      do: 'end',
    })
  })
})

describe('when to ask again', () => {
  test('I17: with nothing to be found, after 1, 2, 4 … 15 minutes, at the expiry, and no more', () => {
    const moments: number[] = []
    let now: Date | undefined = at(1)
    for (let asks = 0; now && asks < 50; asks += 1) {
      moments.push((now.getTime() - start.getTime()) / 60_000)
      now = nextIntentAsk({ asks, expiresAt }, 'nothing', now)
    }
    expect(moments).toEqual([1, 2, 4, 8, 16, 31, 46, 60])
  })

  test.each(['nothing', 'declined'] as const)('%s after the expiry is the last word', (answer) => {
    expect(nextIntentAsk({ asks: 8, expiresAt }, answer, at(60))).toBeUndefined()
    expect(nextIntentAsk({ asks: 8, expiresAt }, answer, at(59))).toEqual(expiresAt)
  })

  test('a check that is pending is asked for beyond the expiry', () => {
    expect(nextIntentAsk({ asks: 8, expiresAt }, 'pending', at(60))).toEqual(at(75))
  })

  test('silence is asked again after seconds, and never given up', () => {
    const waitMs = (asks: number, now: Date) =>
      nextIntentAsk({ asks, expiresAt }, 'silence', now)!.getTime() - now.getTime()
    expect([0, 1, 2, 3].map((asks) => waitMs(asks, start))).toEqual([1_000, 2_000, 4_000, 8_000])
    expect(waitMs(30, start)).toBe(300_000)
    expect(waitMs(500, at(60 * 24 * 3))).toBe(300_000)
  })
})

describe('before paying', () => {
  const owing = { toPayCents: 97_30, owedCents: 212_46 }
  test.each([
    ['S30: less than what is past due is asked about', 97_29, owing, 'less'],
    ['exactly what is past due is not', 97_30, owing, undefined],
    ['all that is owed is not', 212_46, owing, undefined],
    ['a cent more than is owed is asked about', 212_47, owing, 'more'],
    ['with nothing owed, anything is', 1_00, { toPayCents: 0, owedCents: 0 }, 'more'],
  ] as const)('%s', (_, cents, facts, question) => {
    expect(amountQuestion(cents, facts)).toBe(question)
  })

  test.each([
    ['what is past due', owing, 97_30],
    ['else what is owed', { toPayCents: 0, owedCents: 84_17 }, 84_17],
    ['at most what SpeedPay takes', { toPayCents: 0, owedCents: 12_000_00 }, 9_999_99],
    ['nothing, when nothing is owed', { toPayCents: 0, owedCents: 0 }, undefined],
    ['nothing, when less than a dollar is owed', { toPayCents: 0, owedCents: 99 }, undefined],
  ])('the form begins with %s', (_, facts, cents) => {
    expect(firstCardAmount(facts)).toBe(cents)
  })
})
