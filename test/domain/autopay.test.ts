import { expect, test } from 'vitest'
import { autopayFact } from '../../src/domain/autopay.js'
import type { ServiceAccountId } from '../../src/domain/ids.js'
import { autopay, autopayPayment, facts, hold, shop } from '../support/standings.js'

const account = { ...facts({}), id: 'account' as ServiceAccountId }

test.each([
  ['nothing set up', account, { says: 'Off' }],
  [
    'before the first electronic bill it can’t be (S37)',
    { ...account, ...shop },
    { says: 'You can set it up after your first electronic bill' },
  ],
  [
    'on, nothing to pay now',
    { ...account, autopay },
    { says: 'On, 3 days before the due date, up to $150.00' },
  ],
  [
    'on, any amount',
    { ...account, autopay: { ...autopay, terms: { daysBefore: null, thresholdCents: null } } },
    { says: 'On, the day the bill arrives' },
  ],
  [
    'its next payment (D7)',
    { ...account, autopay, autopayPayment },
    { payOn: '2026-12-11', from: 'checking ending 4471' },
  ],
  ['a bill over the limit', { ...account, autopay, hold }, { says: 'On hold for this bill' }],
  [
    'paused (F8)',
    { ...account, autopay: { ...autopay, status: 'paused' } },
    { says: 'Paused until you choose a bank account' },
  ],
  [
    'another portal account’s (F12)',
    { ...account, autopay: { own: false } },
    { says: 'On, set up from another portal account' },
  ],
] as const)('Home’s autopay line: %s', (_, given, expected) => {
  expect(autopayFact(given)).toEqual(expected)
})
