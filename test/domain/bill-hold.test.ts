import { expect, test } from 'vitest'
import { nextReminder } from '../../src/domain/bill-hold.js'
import { momentOf } from '../../src/domain/city-date.js'

test.each([
  ['first three days before the due date', '2026-11-16', null, '2026-12-01'],
  ['then on the due date', '2026-11-16', '2026-12-01', '2026-12-04'],
  ['then no more', '2026-11-16', '2026-12-04', undefined],
  ['a bill that came late is reminded of on the due date alone', '2026-12-02', null, '2026-12-04'],
  ['not on the day on which it was asked about', '2026-12-01', null, '2026-12-04'],
  ['one that came on its due date is not', '2026-12-04', null, undefined],
  ['one that was missed is made up for', '2026-11-16', '2026-12-02', '2026-12-04'],
])('N7: a hold is reminded of: %s', (_, openedOn, remindedOn, expected) => {
  const found = nextReminder({ dueOn: '2026-12-04', openedOn, remindedOn })
  expect(found).toEqual(expected && momentOf(expected, 8))
})
