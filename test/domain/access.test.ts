import { expect, test } from 'vitest'
import {
  isStaffRole,
  mayEnter,
  roleName,
  type StaffRole,
  staffRoles,
} from '../../src/domain/access.js'

test.each<[string, readonly StaffRole[], readonly StaffRole[], boolean]>([
  ['an agent opens what agents open', ['agent'], ['agent'], true],
  ['an agent does not open what supervisors open', ['supervisor'], ['agent'], false],
  ['a supervisor is also an agent', ['agent'], ['supervisor'], true],
  ['a supervisor is not finance', ['finance'], ['supervisor'], false],
  ['one of several needed roles is enough', ['agent', 'finance'], ['finance'], true],
  ['one of several held roles is enough', ['operator'], ['agent', 'operator'], true],
  ['an operator does not open what agents open', ['agent'], ['operator'], false],
  ['where no role is needed, every staff member may', [], ['operator'], true],
  ['where no role is needed, nobody without any role may', [], [], false],
])('T23: %s', (_, needed, held, may) => {
  expect(mayEnter(needed, held)).toBe(may)
})

test('a role is one of four, and each has its name', () => {
  expect(staffRoles.every(isStaffRole)).toBe(true)
  expect(isStaffRole('admin')).toBe(false)
  expect(Object.keys(roleName).sort()).toEqual([...staffRoles].sort())
})
