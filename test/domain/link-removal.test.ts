import { expect, test } from 'vitest'
import { paperlessAfterRemoval, stillTakenWords } from '../../src/domain/link-removal.js'

test.each([
  ['it was off, and is', false, false, 'off'],
  ['off stays off, whoever is linked', false, true, 'off'],
  ['it ends with the last link', true, false, 'ends'],
  ['it stays on while another portal account is linked', true, true, 'stays'],
] as const)('F11: %s', (_, paperless, linkedByOthers, becomes) => {
  expect(paperlessAfterRemoval(paperless, linkedByOthers)).toBe(becomes)
})

const first = { amountCents: 84_17, payOn: '2026-12-11' }
const second = { amountCents: 10_00, payOn: '2026-12-15' }

test.each([
  ['nothing', [], ''],
  ['one', [first], '$84.17 will still be taken on December 11.'],
  ['two', [first, second], '$84.17 will still be taken on December 11, and $10.00 on December 15.'],
  ['more', [first, second, second], '3 payments, $104.17 in all, will still be taken.'],
] as const)('S25: what is still taken: %s', (_, payments, words) => {
  expect(stillTakenWords(payments)).toBe(words)
})
