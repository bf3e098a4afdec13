import { expect, test } from 'vitest'
import { type PostedBill, type PostedPayment, postings } from '../../src/domain/bill-posting.js'

const bill = (other: Partial<PostedBill> = {}): PostedBill => ({
  id: 'bill',
  serviceAccountId: 'home',
  billedOn: '2026-11-20',
  currentCents: 8417,
  amountDueCents: 9000,
  replacedCents: undefined,
  ...other,
})

const payment = (other: Partial<PostedPayment> = {}): PostedPayment => ({
  id: 'payment',
  serviceAccountId: 'home',
  receivedOn: '2026-11-22',
  amountCents: 500,
  ...other,
})

const known = new Map([['home', '2026-10-20']])
const none = new Map<string, string>()

test.each([
  ['F3 a first bill books its whole amount due', [bill()], [], none, [9000]],
  ['F3 a later one its current charges', [bill()], [], known, [8417]],
  ['F3 two of a new account: the first whole', [bill(), bill({ id: 'b' })], [], none, [9000, 8417]],
  ['F3 another account is its own', [bill({ serviceAccountId: 'shop' })], [], known, [9000]],
  ['F14 a corrected bill books the difference', [bill({ replacedCents: 8500 })], [], known, [-83]],
  ['F14 of nothing, too: each bill has one line', [bill({ replacedCents: 8417 })], [], known, [0]],
  ['F3 a payment is a credit', [], [payment()], known, [-500]],
  ['F3 taken back it is a charge', [], [payment({ amountCents: -500 })], known, [500]],
  [
    'F3 on the first bill’s day it counts',
    [],
    [payment({ receivedOn: '2026-10-20' })],
    known,
    [-500],
  ],
  ['F3 the day before it does not', [], [payment({ receivedOn: '2026-10-19' })], known, []],
  ['F3 without a bill it waits', [], [payment()], none, []],
  ['F3 a bill of the same batch tells the day', [bill()], [payment()], none, [9000, -500]],
] as const)('%s', (_, bills, payments, firstDays, cents) => {
  const lines = postings(bills, payments, firstDays)
  expect(lines.map(({ amountCents }) => amountCents)).toEqual(cents)
  for (const line of lines) expect(line.kind === 'bill').toBe(line.billId !== undefined)
})
