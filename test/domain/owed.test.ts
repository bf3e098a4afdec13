import { describe, expect, test } from 'vitest'
import { credit, owed, pastDue } from '../../src/domain/owed.js'
import { bill, today } from '../support/standings.js'

describe('F3: owed', () => {
  test.each([
    ['is the balance', 84_17, 0, 84_17],
    ['is the balance minus pending', 84_17, 50_00, 34_17],
    ['is never below zero', 84_17, 100_00, 0],
    ['is nothing while there is a credit', -12_40, 0, 0],
  ])('%s', (_, balanceCents, pendingCents, expected) => {
    expect(owed({ balanceCents, pendingCents })).toBe(expected)
  })

  test('a balance below zero is a credit', () => {
    expect(credit({ balanceCents: -12_40 })).toBe(12_40)
    expect(credit({ balanceCents: 12_40 })).toBe(0)
  })
})

describe('F3: past due', () => {
  const newest = bill('2026-12-09', 212_46, 97_30)
  test.each([
    ['is the past-due part of the bill', newest, 212_46, today, 97_30],
    ['payments cover the oldest first', newest, 150_00, today, 34_84],
    ['is gone once only new charges are left', newest, 115_16, today, 0],
    ['is never more than the bill said', newest, 300_00, today, 97_30],
    ['is nothing on the due date itself', bill('2026-11-23', 84_17), 84_17, today, 0],
    ['is all that is owed when the due date is over', newest, 212_46, '2026-12-10', 212_46],
    ['is nothing before the first bill', undefined, 10_00, today, 0],
    ['is nothing of a credit bill', bill('2026-12-09', -5_00), 0, today, 0],
  ] as const)('%s', (_, bill, owedCents, day, expected) => {
    expect(pastDue({ newest: bill, owedCents, today: day })).toBe(expected)
  })
})
