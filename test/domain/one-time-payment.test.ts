import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { momentOf } from '../../src/domain/city-date.js'
import {
  amountProblem,
  dayProblem,
  lastDay,
  mostPayable,
  oneTimeAuthorization,
  sendMoment,
  takenOn,
  usuallyBy,
} from '../../src/domain/one-time-payment.js'

describe('F5: the amount', () => {
  test.each([
    ['all that is owed', 84_17, 84_17, undefined],
    ['one cent over', 84_18, 84_17, 'You owe $84.17. Enter that or less.'],
    ['a dollar', 1_00, 84_17, undefined],
    ['less than a dollar', 99, 84_17, 'Enter $1.00 or more'],
    ['nothing', 0, 84_17, 'Enter $1.00 or more'],
    ['all of less than a dollar', 50, 50, undefined],
    ['a part of less than a dollar', 49, 50, 'Enter $0.50, all that is owed'],
  ])('%s', (_, cents, most, words) => {
    expect(amountProblem(cents, most)).toBe(words)
  })

  test('what is scheduled already is said, so that the sum is understood', () => {
    expect(mostPayable(84_17, 50_00)).toBe(34_17)
    expect(amountProblem(50_00, 34_17, 50_00)).toBe(
      'You already scheduled $50.00. Enter $34.17 or less.',
    )
    expect(mostPayable(84_17, 100_00)).toBe(0)
  })

  test('an amount without a problem is never more than the most', () => {
    const cents = fc.integer({ min: 0, max: 1_000_000 })
    fc.assert(
      fc.property(cents, cents, cents, (amount, owed, scheduled) => {
        const most = mostPayable(owed, scheduled)
        if (amountProblem(amount, most, scheduled) === undefined)
          expect(amount + scheduled <= owed || most === 0).toBe(true)
      }),
    )
  })
})

describe('F4: the day', () => {
  const today = '2026-11-23'
  test.each([
    ['2026-11-23', undefined],
    ['2026-11-22', 'Choose November 23 or later'],
    ['2026-11-26', 'Banks are closed on Thursday, November 26. Choose another day.'],
    ['2026-11-28', 'Banks are closed on Saturday, November 28. Choose another day.'],
    ['2027-01-22', undefined],
    ['2027-01-23', 'Choose January 22 or earlier'],
    ['9999-12-31', 'Choose January 22 or earlier'],
  ])('%s: %s', (day, words) => {
    expect(dayProblem(day, today)).toBe(words)
  })

  test('on a Sunday the first day is the Monday', () => {
    expect(dayProblem('2026-11-21', '2026-11-22')).toBe('Choose November 23 or later')
    expect(lastDay(today)).toBe('2027-01-22')
  })

  test.each([
    [
      'a dated payment goes at six',
      '2026-12-08',
      'date',
      '2026-11-23T10:42:00-05:00',
      '2026-12-08T06:00:00-05:00',
    ],
    [
      'today after six goes at once',
      '2026-11-23',
      'date',
      '2026-11-23T10:42:00-05:00',
      '2026-11-23T10:42:00-05:00',
    ],
    [
      'today before six waits for six',
      '2026-11-23',
      'date',
      '2026-11-23T05:00:00-05:00',
      '2026-11-23T06:00:00-05:00',
    ],
    [
      'ASAP goes at once, at night too',
      '2026-11-23',
      'asap',
      '2026-11-23T03:00:00-05:00',
      '2026-11-23T03:00:00-05:00',
    ],
    [
      'in summer six is six too',
      '2027-07-06',
      'date',
      '2027-06-30T10:00:00-04:00',
      '2027-07-06T06:00:00-04:00',
    ],
  ] as const)('%s', (_, payOn, when, now, sendAt) => {
    expect(sendMoment(payOn, when, new Date(now))).toEqual(new Date(sendAt))
  })

  test.each([
    ['2026-11-23', '2026-11-24', 'a Monday'],
    ['2026-11-22', '2026-11-23', 'a Sunday'],
    ['2026-11-25', '2026-11-27', 'the eve of Thanksgiving'],
  ])('sent on %s the bank takes it on %s: %s', (today, taken) => {
    expect(takenOn(momentOf(today, 10))).toBe(taken)
  })

  test('"usually by" is two banking days after the pay date', () => {
    expect(usuallyBy('2026-12-11')).toBe('2026-12-15')
  })
})

test('S40: the sentence names the button, the amount, the account and the day', () => {
  const text = oneTimeAuthorization({
    amountCents: 84_17,
    bank: { kind: 'checking', last4: '4471' },
    payOn: '2026-12-08',
    button: 'Pay $84.17',
  })
  expect(text).toBe(
    'By choosing Pay $84.17, I allow the City of Charlotte to take $84.17 once from my checking account ending 4471 on or after December 8, 2026. I can cancel here while it is listed as scheduled.',
  )
})
