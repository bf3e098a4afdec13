import { describe, expect, test } from 'vitest'
import { momentOf } from '../../src/domain/city-date.js'
import { dueDatesNear, reminderDay, reminderOf, uncovered } from '../../src/domain/reminder.js'

describe('F13: reminders are written from 08:00 on the city’s clocks', () => {
  test.each([
    ['a minute before eight in winter', '2026-12-11T07:59:00-05:00', undefined],
    ['eight in winter', '2026-12-11T08:00:00-05:00', '2026-12-11'],
    ['eight in summer', '2026-07-10T08:00:00-04:00', '2026-07-10'],
    ['seven in summer, which is eight in winter', '2026-07-10T07:00:00-04:00', undefined],
    ['a minute before midnight', '2026-12-11T23:59:00-05:00', '2026-12-11'],
    ['midnight', '2026-12-12T00:00:00-05:00', undefined],
    ['the day the clocks go forward, before eight', '2027-03-14T07:59:59-04:00', undefined],
    ['the day the clocks go forward, at eight', '2027-03-14T08:00:00-04:00', '2027-03-14'],
    ['the day the clocks go back, before eight', '2026-11-01T07:59:59-05:00', undefined],
    ['the day the clocks go back, at eight', '2026-11-01T08:00:00-05:00', '2026-11-01'],
  ])('%s', (_, moment, day) => {
    expect(reminderDay(new Date(moment))).toBe(day)
  })

  test('every day of ten years has exactly one first moment', () => {
    for (let day = Date.UTC(2024, 0, 1); day < Date.UTC(2034, 0, 1); day += 86_400_000) {
      const today = new Date(day).toISOString().slice(0, 10)
      const eight = momentOf(today, 8)
      expect([reminderDay(eight), reminderDay(new Date(eight.getTime() - 1))]).toEqual([
        today,
        undefined,
      ])
    }
  })
})

describe('which reminder a day owes', () => {
  const bill = { dueOn: '2026-12-14', uncoveredCents: 84_17 }
  test.each([
    ['four days before: nothing yet', '2026-12-10', undefined],
    ['three days before', '2026-12-11', 'due_reminder'],
    ['a bill that came late is reminded of at once', '2026-12-13', 'due_reminder'],
    ['the due date itself is not over', '2026-12-14', 'due_reminder'],
    ['the day after', '2026-12-15', 'past_due'],
    ['what covered it fell away weeks later', '2027-01-13', 'past_due'],
    ['by then the next bill says it', '2027-01-14', undefined],
  ] as const)('%s', (_, today, reminder) => {
    expect(reminderOf(bill, today)).toBe(reminder)
    expect(reminderOf({ ...bill, uncoveredCents: 0 }, today)).toBeUndefined()
    const { from, to } = dueDatesNear(today)
    if (reminder) expect(bill.dueOn >= from && bill.dueOn <= to).toBe(true)
  })
})

describe('what no payment covers', () => {
  test.each([
    ['nothing is under way', 84_17, 0, 0, 84_17],
    ['a payment is pending', 84_17, 84_17, 0, 0],
    ['a payment is scheduled', 84_17, 0, 84_17, 0],
    ['a part is pending, a part is scheduled', 84_17, 20_00, 30_00, 34_17],
    ['together they cover it', 84_17, 50_00, 34_17, 0],
    ['more is scheduled than is owed', 84_17, 0, 90_00, 0],
    ['a credit owes nothing', -12_40, 0, 0, 0],
  ])('%s', (_, balanceCents, pendingCents, scheduledCents, cents) => {
    expect(uncovered({ balanceCents, pendingCents, scheduledCents })).toBe(cents)
  })
})
