import { expect, test } from 'vitest'
import { nextBillRunStep, showLoaded } from '../../src/domain/bill-run.js'

const run = { status: 'loading', bills: 4, loadedBills: 0, earlier: 0, emails: 0 } as const

test.each([
  ['it loads when no other is before it', run, { do: 'load' }],
  [
    'it waits for the one before it',
    { ...run, earlier: 1 },
    { do: 'wait', why: 'earlier bill runs' },
  ],
  ['it goes on loading with emails already owed', { ...run, emails: 3 }, { do: 'load' }],
  ['loaded, it sends its emails', { ...run, status: 'loaded', emails: 3 }, { do: 'send' }],
  ['loaded and mailed, it ends', { ...run, status: 'loaded' }, { do: 'end' }],
  [
    'loaded, it waits for nobody',
    { ...run, status: 'loaded', earlier: 1, emails: 1 },
    { do: 'send' },
  ],
] as const)('F17 a bill run: %s', (_, state, step) => {
  expect(nextBillRunStep(state)).toEqual(step)
})

test('the words of the command and of Temporal’s UI', () => {
  expect(showLoaded({ loadedBills: 12_500, bills: 100_000 })).toBe('12,500 of 100,000 bills')
  expect(showLoaded({ loadedBills: 0, bills: 1 })).toBe('0 of 1 bill')
})
