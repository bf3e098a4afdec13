import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  atRest,
  mayStillSend,
  nextPaymentStep,
  nextPendingAsk,
  nextUnknownAsk,
  type PaymentState,
  type PaymentStatus,
  pathTo,
  pendingStatuses,
  wordFor,
} from '../../src/domain/payment.js'

const now = new Date('2026-11-23T15:00:00Z')
const later = (ms: number) => new Date(now.getTime() + ms)
const hour = 3_600_000

const payment = (facts: Partial<PaymentState>): PaymentState => ({
  status: 'scheduled',
  sendAt: now,
  held: false,
  debitsStopped: false,
  otherUnanswered: false,
  askAt: null,
  submittedAt: null,
  unknownTold: false,
  ...facts,
})

describe('what a payment does next', () => {
  test.each([
    ['a due one is sent', payment({}), { do: 'submit' }],
    [
      'one for later waits for its moment',
      payment({ sendAt: later(hour) }),
      { do: 'wait', until: later(hour), why: 'pay day 2026-11-23' },
    ],
    [
      'F16: a held one waits',
      payment({ held: true }),
      { do: 'wait', until: null, why: 'held by finance' },
    ],
    [
      'F16: while all debits are stopped it waits',
      payment({ debitsStopped: true }),
      { do: 'wait', until: null, why: 'all debits are stopped' },
    ],
    ['a claimed one goes on', payment({ status: 'submitting', held: true }), { do: 'submit' }],
    [
      'silence waits',
      payment({ status: 'unknown', submittedAt: later(-1000), askAt: later(4000) }),
      { do: 'wait', until: later(4000), why: 'the processor did not answer' },
    ],
    [
      'then asks and may send again',
      payment({ status: 'unknown', submittedAt: later(-5000), askAt: now }),
      { do: 'submit' },
    ],
    [
      'F13: after an hour the payer is told',
      payment({ status: 'unknown', submittedAt: later(-hour), askAt: later(1) }),
      { do: 'tell-unknown' },
    ],
    [
      'an old key is asked for, never sent',
      payment({ status: 'unknown', submittedAt: later(-20 * hour), askAt: now, unknownTold: true }),
      { do: 'ask' },
    ],
    [
      'a pending one waits for the event',
      payment({ status: 'pending', askAt: later(1) }),
      { do: 'wait', until: later(1), why: "the bank's answer" },
    ],
    ['or asks', payment({ status: 'pending', askAt: now }), { do: 'ask' }],
    [
      'a person must look',
      payment({ status: 'needs_attention' }),
      { do: 'wait', until: null, why: 'a person must look at it' },
    ],
    ['approved is the end', payment({ status: 'approved' }), { do: 'end' }],
    ['rejected is the end', payment({ status: 'rejected' }), { do: 'end' }],
    ['canceled is the end', payment({ status: 'canceled' }), { do: 'end' }],
    ['returned is the end', payment({ status: 'returned' }), { do: 'end' }],
  ] as const)('%s', (_, state, step) => {
    expect(nextPaymentStep(state, 24, now)).toEqual(step)
  })

  test('I1: nothing is ever sent past four fifths of the key’s life', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 200 * hour }),
        fc.integer({ min: 1, max: 72 }),
        (age, life) => {
          const submittedAt = later(-age)
          const step = nextPaymentStep(
            payment({ status: 'unknown', submittedAt, unknownTold: true }),
            life,
            now,
          )
          expect(step.do === 'submit').toBe(age < life * hour * 0.8)
          expect(mayStillSend(submittedAt, life, now)).toBe(age < life * hour * 0.8)
        },
      ),
    )
  })

  test.each([
    [0, 1000],
    [1, 2000],
    [5, 32_000],
    [20, 300_000],
  ])('A5: after %i unanswered questions the next is in %i ms', (asks, ms) => {
    expect(nextUnknownAsk({ asks, submittedAt: now }, 24, now)).toEqual(later(ms))
  })

  test('past the key it asks after 5 minutes, an hour and daily; then a person must look', () => {
    const submittedAt = now
    const keyEnds = 24 * hour * 0.8
    const asked: number[] = []
    for (let at = later(keyEnds); ; ) {
      const next = nextUnknownAsk({ asks: 99, submittedAt }, 24, at)
      if (!next) break
      asked.push(Math.round((next.getTime() - at.getTime()) / 60_000))
      at = next
    }
    expect(asked).toEqual([5, 60, 1440, 1440, 1440, 1440, 1440])
  })

  test.each([
    [0, 1],
    [1, 5],
    [2, 15],
    [3, 60],
    [50, 60],
  ])('a pending payment is asked for: question %i after %i minutes', (asks, minutes) => {
    expect(nextPendingAsk(asks, now)).toEqual(later(minutes * 60_000))
  })
})

describe('I6: the processor’s word', () => {
  const all = Object.keys(wordFor) as PaymentStatus[]
  const outcomes = ['pending', 'approved', 'rejected', 'returned'] as const

  test.each([
    ['submitting', 'approved', ['pending', 'approved']],
    ['submitting', 'returned', ['pending', 'approved', 'returned']],
    ['unknown', 'rejected', ['pending', 'rejected']],
    ['pending', 'returned', ['approved', 'returned']],
    ['approved', 'returned', ['returned']],
    ['approved', 'pending', []],
    ['approved', 'rejected', []],
    ['rejected', 'approved', []],
    ['rejected', 'returned', []],
    ['returned', 'approved', []],
  ] as const)('%s and %s: %j', (from, outcome, path) => {
    expect(pathTo(from, outcome)).toEqual(path)
  })

  test('moves nothing that is canceled, not yet sent, or in the hands of a person', () => {
    for (const from of ['scheduled', 'canceled', 'needs_attention'] as const)
      for (const outcome of outcomes) expect(pathTo(from, outcome)).toEqual([])
  })

  test('heard again changes nothing', () => {
    for (const from of all)
      for (const outcome of outcomes) {
        const end = pathTo(from, outcome).at(-1) ?? from
        expect(pathTo(end, outcome)).toEqual([])
      }
  })
})

test('A5: a resident reads Pending while nobody knows, never Rejected', () => {
  expect(pendingStatuses.map((status) => wordFor[status])).toEqual(Array(4).fill('Pending'))
  expect(pendingStatuses.some(atRest)).toBe(false)
})
