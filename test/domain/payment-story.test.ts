import { describe, expect, test } from 'vitest'
import type { PaymentStatus } from '../../src/domain/payment.js'
import {
  canceledWords,
  changesByItself,
  isBeingChecked,
  isDue,
  isLate,
  isSending,
  type StoryFacts,
  storySteps,
} from '../../src/domain/payment-story.js'

const moment = (day: string, time = '06:00') => new Date(`${day}T${time}:00-05:00`)
const now = moment('2026-11-23', '10:42')

function facts(way: readonly (readonly [PaymentStatus, string])[], more: Partial<StoryFacts> = {}) {
  return {
    status: way.at(-1)![0],
    payOn: '2026-12-11',
    sendAt: moment('2026-12-11'),
    held: false,
    story: way.map(([status, day]) => ({ status, at: moment(day) })),
    now,
    ...more,
  }
}

/** `*` is where it stands, `!` a refusal, `x` an end without one, `?` what is ahead. */
const marks = { done: '', current: '*', refused: '!', off: 'x', ahead: '?' }
const told = (payment: StoryFacts) =>
  storySteps(payment).map(
    ({ title, mark, says }) => `${title}${marks[mark]}${says ? `: ${says}` : ''}`,
  )

describe('S56: the timeline', () => {
  test.each([
    [
      'scheduled',
      facts([['scheduled', '2026-11-20']]),
      [
        'Scheduled*: You can still cancel',
        'Pending?: Sent to the payment processor, Dec 11',
        'Approved or rejected?: Usually by Dec 15',
      ],
    ],
    [
      'ASAP, not claimed yet',
      facts([['scheduled', '2026-11-23']], { payOn: '2026-11-23', sendAt: now }),
      [
        'Scheduled*: We are sending it now',
        'Pending?: Sent to the payment processor',
        'Approved or rejected?: Usually by Nov 25',
      ],
    ],
    [
      '5.6: due for a minute, while nobody is there to send it',
      facts([['scheduled', '2026-11-23']], {
        payOn: '2026-11-23',
        sendAt: new Date(now.getTime() - 60_000),
      }),
      [
        'Scheduled*: We will send it shortly. You can still cancel',
        'Pending?: Sent to the payment processor',
        'Approved or rejected?: Usually by Nov 25',
      ],
    ],
    [
      'F16: due, and held by finance',
      facts([['scheduled', '2026-11-23']], { payOn: '2026-11-23', sendAt: now, held: true }),
      [
        'Scheduled*: It waits to be sent. You can still cancel',
        'Pending?: Sent to the payment processor',
        'Approved or rejected?: Usually by Nov 25',
      ],
    ],
    [
      'A5: without an answer',
      facts([
        ['scheduled', '2026-11-20'],
        ['submitting', '2026-11-21'],
        ['unknown', '2026-11-21'],
      ]),
      [
        'Scheduled',
        'Pending*: We are still checking. Do not pay again.',
        'Approved or rejected?: We email you as soon as we know',
      ],
    ],
    [
      'pending',
      facts([
        ['scheduled', '2026-11-20'],
        ['submitting', '2026-11-20'],
        ['unknown', '2026-11-20'],
        ['pending', '2026-11-21'],
      ]),
      [
        'Scheduled',
        'Pending*: Sent to the payment processor, Nov 21',
        'Approved or rejected?: Usually by Dec 15',
      ],
    ],
    [
      'pending for longer than usual',
      facts(
        [
          ['scheduled', '2026-11-10'],
          ['submitting', '2026-11-10'],
          ['pending', '2026-11-10'],
        ],
        { payOn: '2026-11-10' },
      ),
      [
        'Scheduled',
        'Pending*: Sent to the payment processor, Nov 10',
        'Approved or rejected?: It takes longer than usual',
      ],
    ],
    [
      'approved',
      facts([
        ['scheduled', '2026-11-10'],
        ['submitting', '2026-11-11'],
        ['pending', '2026-11-11'],
        ['approved', '2026-11-12'],
      ]),
      ['Scheduled', 'Pending', 'Approved'],
    ],
    [
      'rejected',
      facts([
        ['scheduled', '2026-10-27'],
        ['submitting', '2026-10-30'],
        ['pending', '2026-10-30'],
        ['rejected', '2026-11-03'],
      ]),
      ['Scheduled', 'Pending', 'Rejected!'],
    ],
    [
      'A1: returned after it was approved',
      facts([
        ['scheduled', '2026-11-10'],
        ['submitting', '2026-11-11'],
        ['pending', '2026-11-11'],
        ['approved', '2026-11-12'],
        ['returned', '2026-11-13'],
      ]),
      ['Scheduled', 'Pending', 'Approved', 'Returned!'],
    ],
    [
      'canceled',
      facts([
        ['scheduled', '2026-11-20'],
        ['canceled', '2026-11-21'],
      ]),
      ['Scheduled', 'Canceledx'],
    ],
    ['by SpeedPay, which is approved at once', facts([['approved', '2026-11-20']]), ['Approved']],
  ] as const)('%s', (_, payment, steps) => {
    expect(told(payment)).toEqual(steps)
  })

  test('"Pending" has the time at which it was with the processor', () => {
    const steps = storySteps(
      facts([
        ['scheduled', '2026-11-20'],
        ['submitting', '2026-11-20'],
        ['pending', '2026-11-21'],
      ]),
    )
    expect(steps[1]?.at).toEqual(moment('2026-11-21'))
  })
})

test.each([
  ['scheduled for later', facts([['scheduled', '2026-11-20']]), [false, false, false]],
  ['due', facts([['scheduled', '2026-11-20']], { sendAt: now }), [true, true, true]],
  [
    'due and held',
    facts([['scheduled', '2026-11-20']], { sendAt: now, held: true }),
    [true, false, false],
  ],
  ['submitting', facts([['submitting', '2026-11-20']]), [false, true, true]],
  ['pending', facts([['pending', '2026-11-20']]), [false, false, true]],
  ['approved', facts([['approved', '2026-11-20']]), [false, false, false]],
] as const)('%s: due, being sent, worth looking again', (_, payment, [due, sending, changes]) => {
  expect(isDue(payment)).toBe(due)
  expect(isSending(payment)).toBe(sending)
  expect(changesByItself(payment)).toBe(changes)
})

test('only what nobody knows is being checked', () => {
  const all = [
    'scheduled',
    'submitting',
    'unknown',
    'pending',
    'needs_attention',
    'approved',
  ] as const
  expect(all.filter(isBeingChecked)).toEqual(['unknown', 'needs_attention'])
})

test('late is what was due half a minute ago, and is not held', () => {
  const due = (seconds: number, held = false) =>
    isLate(
      facts([['scheduled', '2026-11-20']], {
        sendAt: new Date(now.getTime() - seconds * 1000),
        held,
      }),
    )
  expect([due(0), due(30), due(31), due(31, true)]).toEqual([false, false, true, false])
})

test.each([
  ['by_payer', 'You canceled it.'],
  ['by_311', 'CharMeck 311 canceled it for you.'],
  ['nothing_owed', 'Nothing was owed any more.'],
  ['replaced', 'A newer bill includes it.'],
  [null, 'It was canceled.'],
])('canceled, %s: %s', (reason, words) => {
  expect(canceledWords(reason)).toBe(words)
})
