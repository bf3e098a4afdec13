import { describe, expect, test } from 'vitest'
import { inOrder, standing } from '../../src/domain/account-standing.js'
import {
  autopay,
  autopayPayment,
  bill,
  facts,
  hold,
  home,
  moms,
  payment,
  rental,
  scheduled,
  shop,
  shown,
  today,
} from '../support/standings.js'

describe('Home, one account (ux.md 4.1)', () => {
  test.each([
    ['due, nothing set up', home, 'due'],
    ['due, no paperless', { ...home, paperless: undefined }, 'due'],
    ['past due', moms, 'past due'],
    ['service interrupted', { ...moms, status: 'interrupted' }, 'interrupted'],
    [
      'interrupted, what is late only pending: off until it is posted (S30)',
      { ...moms, status: 'interrupted', pendingCents: 97_30 },
      'interrupted',
    ],
    ['interrupted, but nothing is late any more', facts({ status: 'interrupted' }), 'nothing due'],
    ['one-time scheduled', { ...home, scheduled: scheduled(84_17) }, 'scheduled'],
    ['a part scheduled', { ...home, scheduled: scheduled(50_00) }, 'scheduled'],
    ['scheduled, and nothing owed by now', facts({ scheduled: scheduled(84_17) }), 'scheduled'],
    ['past due, a payment scheduled', { ...moms, scheduled: scheduled(212_46) }, 'past due'],
    ['payment pending', { ...home, pendingCents: 84_17, latest: payment('pending') }, 'pending'],
    [
      'a payment being sent is pending',
      { ...home, pendingCents: 84_17, latest: payment('submitting') },
      'pending',
    ],
    ['another portal account’s payment pending (F9)', { ...home, pendingCents: 84_17 }, 'pending'],
    [
      'no answer from the processor (A5)',
      { ...home, pendingCents: 84_17, latest: payment('unknown') },
      'checking',
    ],
    [
      'a person looks at it: the same words',
      { ...home, pendingCents: 84_17, latest: payment('needs_attention') },
      'checking',
    ],
    [
      'no answer outranks past due: never pay twice',
      { ...moms, latest: payment('unknown') },
      'checking',
    ],
    ['last payment rejected', { ...home, latest: payment('rejected') }, 'rejected'],
    ['approved, then returned (A1)', { ...home, latest: payment('returned') }, 'returned'],
    [
      'rejected, but nothing is owed any more',
      facts({ latest: payment('rejected') }),
      'nothing due',
    ],
    [
      'rejected, then a newer bill took it up',
      { ...home, latest: { ...payment('rejected'), changedOn: '2026-11-15' } },
      'due',
    ],
    [
      'rejected, then scheduled again',
      { ...home, latest: payment('rejected'), scheduled: scheduled(84_17) },
      'scheduled',
    ],
    ['over the threshold (F7)', { ...rental, hold }, 'hold'],
    [
      'over the threshold, and past its due date: it can still be authorized',
      { ...rental, hold: { ...hold, dueOn: '2026-11-20' }, newest: bill('2026-11-20', 168_92) },
      'hold',
    ],
    ['something older is past due, beside a hold', { ...moms, hold }, 'past due'],
    [
      'on hold, but paid by hand meanwhile',
      { ...rental, hold, pendingCents: 168_92, latest: payment('pending', 168_92) },
      'pending',
    ],
    [
      'on hold, and scheduled by somebody else: nothing is left to authorize',
      { ...rental, hold, allScheduledCents: 168_92 },
      'due',
    ],
    ['autopay will pay', { ...home, autopay, autopayPayment }, 'autopay'],
    [
      'autopay will pay, a part scheduled by hand',
      { ...home, autopay, autopayPayment, scheduled: scheduled(50_00) },
      'scheduled',
    ],
    ['autopay is on, but this bill is left to the resident', { ...home, autopay }, 'due'],
    ['waiting for the first e-bill', shop, 'waiting'],
    [
      'waiting for the first e-bill, something due',
      { ...home, paperless: { firstBillOn: null } },
      'due',
    ],
    ['nothing due', facts({}), 'nothing due'],
    ['credit', facts({ balanceCents: -12_40 }), 'credit'],
    ['closed (F14)', facts({ status: 'closed' }), 'closed'],
    ['closed, something owed', { ...home, status: 'closed' }, 'closed'],
  ] as const)('%s', (_, account, expected) => {
    expect(standing(account, today).state.is).toBe(expected)
  })

  test('says since when it is late: of the bill before, then of the newest', () => {
    expect(standing(moms, today).lateSince).toBe('2026-11-09')
    expect(standing(moms, '2026-12-10').lateSince).toBe('2026-12-09')
    expect(standing(home, today).lateSince).toBeUndefined()
  })

  test('the rest is what no scheduled payment of the payer covers', () => {
    expect(standing({ ...home, scheduled: scheduled(50_00) }, today).restCents).toBe(34_17)
    expect(standing({ ...home, scheduled: scheduled(100_00) }, today).restCents).toBe(0)
  })
})

describe('D3: accounts that need the resident come first', () => {
  test('past due, then due soonest, then nothing due, as in the mock', () => {
    const ordered = inOrder(shown(home, rental, shop, moms))
    expect(ordered.map(({ balanceCents }) => balanceCents)).toEqual([212_46, 168_92, 84_17, 0])
  })

  test.each([
    ['water off before past due', [moms, { ...moms, status: 'interrupted' }], [1, 0]],
    ['refused by the bank before due', [rental, { ...home, latest: payment('rejected') }], [1, 0]],
    ['waiting for an OK before due soonest', [home, { ...rental, hold }], [1, 0]],
    ['past due before waiting for an OK', [{ ...rental, hold }, moms], [1, 0]],
    ['closed last', [facts({ status: 'closed' }), facts({})], [1, 0]],
    ['equal ones stay as they were linked', [facts({}), shop, facts({})], [0, 1, 2]],
  ] as const)('%s', (_, accounts, expected) => {
    const numbered = shown(...accounts).map((account, place) => ({ ...account, place }))
    expect(inOrder(numbered).map(({ place }) => place)).toEqual(expected)
  })
})
