import { describe, expect, test } from 'vitest'
import { bankPayment, expectedBill } from '../../src/domain/paperless.js'

describe('S37, F2: may it be paid from a bank account', () => {
  test.each([
    ['not without paperless billing', undefined, 'not enrolled'],
    ['not before the first electronic bill', { firstBillOn: null }, 'waiting'],
    ['from the first electronic bill on', { firstBillOn: '2026-12-03' }, 'open'],
  ] as const)('%s', (_, enrollment, expected) => {
    expect(bankPayment(enrollment)).toBe(expected)
  })
})

describe('when the next bill is expected', () => {
  test.each([
    ['about a month after the newest one', '2026-11-03', '2026-11-23', '2026-12-03'],
    ['of January 31 on the last of February', '2026-01-31', '2026-02-01', '2026-02-28'],
    ['any day, when it is late by then', '2026-10-03', '2026-11-23', '2026-11-23'],
    ['35 days from now, without any bill', undefined, '2026-11-23', '2026-12-28'],
  ])('%s', (_, newest, today, expected) => {
    expect(expectedBill(newest, today)).toBe(expected)
  })
})
