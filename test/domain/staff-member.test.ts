import { expect, test } from 'vitest'
import { isStaffUsername, readStaffName } from '../../src/domain/staff-member.js'

test.each([
  ['mokafor', true],
  ['m.okafor-2', true],
  ['ab', false],
  ['MOkafor', false],
  ['2okafor', false],
  ['m okafor', false],
  ['m@okafor', false],
  [`m${'o'.repeat(30)}`, false],
])('%s can be a username of staff: %s', (text, can) => {
  expect(isStaffUsername(text)).toBe(can)
})

test.each([
  ['M. Okafor', 'M. Okafor'],
  ['  M.\r\n Okafor ', 'M. Okafor'],
  ['', undefined],
  ['x'.repeat(61), undefined],
])('a name is one line of at most 60: %j', (text, name) => {
  expect(readStaffName(text)).toBe(name)
})
