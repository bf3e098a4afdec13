import { describe, expect, test } from 'vitest'
import type { AccountFacts } from '../../src/domain/account-standing.js'
import { homeSentence } from '../../src/domain/home-sentence.js'
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

describe('Home’s heading and second sentence (ux.md 4.1)', () => {
  const paying = (part: Partial<AccountFacts>) => ({ ...home, ...part })
  test.each([
    ['You owe $465.55 on three accounts', 'One is past due.', [home, rental, shop, moms]],
    [
      'You owe $465.55 on three accounts',
      'One is past due, and one is waiting for your OK.',
      [paying({ autopay, autopayPayment }), { ...rental, hold }, shop, moms],
    ],
    [
      'You owe $84.17 by Monday, December 14',
      'Autopay takes it on Friday, December 11.',
      [paying({ autopay, autopayPayment })],
    ],
    [
      'You owe $168.92 by Friday, December 4',
      'It is waiting for your OK.',
      [{ ...rental, hold }, shop],
    ],
    [
      'You owe $168.34 on two accounts',
      'Autopay takes both.',
      [paying({ autopay, autopayPayment }), paying({ autopay, autopayPayment })],
    ],
    ['You owe $253.09 on two accounts', 'The first is due Friday, December 4.', [home, rental]],
    [
      'You owe $253.09 on two accounts',
      'One is scheduled.',
      [paying({ scheduled: scheduled(84_17) }), rental],
    ],
    ['You owe $424.92 on two accounts', 'Both are past due.', [moms, moms]],
    [
      'You owe $465.55 on three accounts',
      'One is past due, one was not paid by your bank, and one is scheduled.',
      [moms, paying({ latest: payment('rejected') }), { ...rental, scheduled: scheduled(168_92) }],
    ],
    ['You owe $84.17 by Monday, December 14', undefined, [home]],
    [
      'You owe $84.17 by Monday, December 14',
      'Nothing is due on your other account.',
      [home, shop],
    ],
    [
      'You owe $84.17 by Monday, December 14',
      'Nothing is due on your other three accounts.',
      [home, shop, shop, shop],
    ],
    [
      'You owe $84.17 by Monday, December 14',
      'Your payment goes out on Tuesday, December 8.',
      [paying({ scheduled: scheduled(84_17) })],
    ],
    [
      'You owe $84.17 by Monday, December 14',
      '$50.00 of it is scheduled for Tuesday, December 8.',
      [paying({ scheduled: scheduled(50_00) })],
    ],
    [
      'You owe $84.17 by Monday, December 14',
      '$60.00 of it is scheduled, the first on Tuesday, December 8.',
      [paying({ scheduled: scheduled(60_00, 2) })],
    ],
    [
      'You owe $34.17 by Monday, December 14',
      'Another $50.00 is on its way.',
      [paying({ pendingCents: 50_00 })],
    ],
    [
      'You owe $84.17 by Monday, December 14',
      'Your bank did not pay $84.17.',
      [paying({ latest: payment('rejected') })],
    ],
    ['You owe $212.46, and $97.30 of it is past due', undefined, [moms]],
    [
      'You owe $84.17, and it is past due',
      undefined,
      [paying({ newest: bill('2026-11-20', 84_17) })],
    ],
    [
      'You owe $212.46, and $97.30 of it is past due',
      'Water service is off until the past due amount is posted.',
      [{ ...moms, status: 'interrupted' as const }],
    ],
    [
      'Nothing is due right now',
      'Your next bill should arrive about December 16.',
      [facts({ newest: bill('2026-12-04', 0) })],
    ],
    ['Nothing is due right now', 'Your next bill should arrive about December 28.', [facts({})]],
    [
      'Nothing is due right now',
      '$84.17 is on its way. We know the result by Nov 24.',
      [paying({ pendingCents: 84_17, latest: payment('pending') })],
    ],
    [
      'Nothing is due right now',
      'We are still checking your $84.17 payment. Do not pay again.',
      [paying({ pendingCents: 84_17, latest: payment('unknown') })],
    ],
    [
      'You have a $12.40 credit',
      'We use it on your next bill.',
      [facts({ balanceCents: -12_40 }), shop],
    ],
    [
      'You have $20.00 in credits',
      'We use them on your next bills.',
      [facts({ balanceCents: -12_40 }), facts({ balanceCents: -7_60 })],
    ],
    ['Nothing is due right now', 'This account is closed.', [facts({ status: 'closed' })]],
    ['Link your first bill', 'You need your account number and your street number.', []],
  ] as const)('%s: %s', (heading, lede, accounts) => {
    expect(homeSentence(shown(...accounts), today)).toEqual({ heading, lede })
  })
})
