import { describe, expect, test } from 'vitest'
import {
  type CallerCheck,
  type CheckableAccount,
  callState,
  compare,
  type Said,
  showCallNumber,
} from '../../src/domain/caller-check.js'
import type { ServiceAccountId } from '../../src/domain/ids.js'

const hmac = (last4: string) => (number: string) => `${number}/${last4}`
const home: CheckableAccount = {
  id: 'home' as ServiceAccountId,
  accountNumber: '0048291533710',
  streetNumber: '1234',
  taxIdHmac: hmac('4417')('0048291533710'),
  lastPayment: { day: '2026-11-12', cents: 91_40 },
}
const rental: CheckableAccount = {
  id: 'rental' as ServiceAccountId,
  accountNumber: '0048830119204',
  streetNumber: '57',
  taxIdHmac: hmac('4417')('0048830119204'),
  lastPayment: null,
}
const accounts = [home, rental]
const fresh: CallerCheck = { matched: [], candidates: null, misses: 0 }
const compared = (said: Said, check = fresh, of: readonly CheckableAccount[] = accounts) =>
  compare(check, said, of)

describe('T24: two facts of one account verify a caller', () => {
  test.each<[string, Said, string]>([
    [
      'account and street number',
      { accountNumber: '0048291533710', streetNumber: '1234' },
      'verified',
    ],
    [
      'street number, as it is said',
      { accountNumber: '0048291533710', streetNumber: ' 1234 ' },
      'verified',
    ],
    [
      'account number and SSN',
      { accountNumber: '0048830119204', taxIdHmac: hmac('4417') },
      'verified',
    ],
    [
      'street number and last payment',
      { streetNumber: '1234', lastPayment: { day: '2026-11-12', cents: 91_40 } },
      'verified',
    ],
    ['one fact alone', { accountNumber: '0048291533710' }, 'open'],
    ['facts of two accounts', { accountNumber: '0048291533710', streetNumber: '57' }, 'open'],
    ['a wrong street number', { accountNumber: '0048291533710', streetNumber: '12' }, 'open'],
    [
      'one that does not match among three',
      { accountNumber: '0048291533710', streetNumber: '99', taxIdHmac: hmac('4417') },
      'verified',
    ],
  ])('%s', (_, said, outcome) => {
    expect(compared(said).outcome).toBe(outcome)
  })

  test.each([
    ['the day itself', '2026-11-12', 91_40, 'match'],
    ['three days later, as a bank shows it', '2026-11-15', 91_40, 'match'],
    ['four days later', '2026-11-16', 91_40, 'no match'],
    ['a cent less', '2026-11-12', 91_39, 'no match'],
  ])('the last payment: %s', (_, day, cents, answer) => {
    expect(compared({ lastPayment: { day, cents } }).answers).toEqual({ last_payment: answer })
  })

  test('an account that nobody paid has no last payment', () => {
    const said = { lastPayment: { day: '2026-11-12', cents: 0 } }
    expect(compared(said, fresh, [rental]).answers).toEqual({ last_payment: 'no match' })
  })

  test('an account without a tax id never matches one', () => {
    const without = [{ ...home, taxIdHmac: null }]
    expect(compared({ taxIdHmac: hmac('4417') }, fresh, without).misses).toBe(1)
  })

  test('facts add up over several tries, of the same account', () => {
    const first = compared({ taxIdHmac: hmac('4417') })
    expect(first).toMatchObject({ matched: ['tax_id'], candidates: ['home', 'rental'] })
    const second = compared({ streetNumber: '57' }, first)
    expect(second).toMatchObject({ candidates: ['rental'], outcome: 'verified' })
  })

  test('the same fact twice is one fact', () => {
    const first = compared({ accountNumber: '0048291533710' })
    const again = compared({ accountNumber: '0048291533710' }, first)
    expect(again).toMatchObject({ matched: ['account_number'], outcome: 'open', answers: {} })
  })

  test('three that do not match end it, over several tries too, and nothing verifies any more', () => {
    const two = compared({ accountNumber: '1', streetNumber: '1' })
    expect(two).toMatchObject({ misses: 2, outcome: 'open', candidates: null })
    expect(compared({ taxIdHmac: hmac('0000') }, two).outcome).toBe('failed')
    const all = { accountNumber: '1', streetNumber: '1', taxIdHmac: hmac('0000') }
    expect(compared(all).outcome).toBe('failed')
  })

  test('nothing linked: nothing matches', () => {
    expect(compared({ accountNumber: '0048291533710' }, fresh, []).answers).toEqual({
      account_number: 'no match',
    })
  })
})

describe('a call', () => {
  const startedAt = new Date('2026-11-23T15:42:00Z')
  const minutes = (count: number) => new Date(startedAt.getTime() + count * 60_000)
  const begun = { startedAt, verifiedAt: null, failedAt: null, endedAt: null }

  test.each([
    ['is open when it began', begun, minutes(0), 'open'],
    ['is open for 30 minutes', begun, minutes(29), 'open'],
    ['is over after 30 minutes', begun, minutes(30), 'over'],
    [
      'that was verified is good for 30 minutes from then',
      { ...begun, verifiedAt: minutes(20) },
      minutes(49),
      'verified',
    ],
    [
      'that was verified is over after them',
      { ...begun, verifiedAt: minutes(20) },
      minutes(50),
      'over',
    ],
    ['that failed says so', { ...begun, failedAt: minutes(3) }, minutes(4), 'failed'],
    [
      'that was ended is over, verified or not',
      { ...begun, verifiedAt: minutes(1), endedAt: minutes(2) },
      minutes(2),
      'over',
    ],
  ] as const)('%s', (_, call, now, state) => {
    expect(callState(call, now)).toBe(state)
  })

  test('has a number that both can quote', () => {
    expect(showCallNumber(2_048_817)).toBe('311-2048817')
  })
})
