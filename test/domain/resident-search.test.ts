import fc from 'fast-check'
import { expect, test } from 'vitest'
import { readSearch } from '../../src/domain/resident-search.js'

test.each([
  ['0048291-533710', { by: 'account number', accountNumber: '0048291533710' }],
  ['0048291 533710', { by: 'account number', accountNumber: '0048291533710' }],
  ['Dana@Example.com', { by: 'email', email: 'Dana@Example.com' }],
  ['704-555-0142', { by: 'phone', phone: '704-555-0142' }],
  ['(704) 555 0142', { by: 'phone', phone: '704-555-0142' }],
  ['+1 704 555 0142', { by: 'phone', phone: '704-555-0142' }],
  ['1234 Elm St', { by: 'address', beginning: '1234 elm st' }],
  ['57  Mill Lane, Unit B', { by: 'address', beginning: '57 mill lane unit b' }],
  ['123', { by: 'address', beginning: '123' }],
  ['dwhitfield', { by: 'username', username: 'dwhitfield' }],
  [' dwhitfield ', { by: 'username', username: 'dwhitfield' }],
])('T23: %j is looked for as %j', (typed, wanted) => {
  expect(readSearch(typed)).toEqual(wanted)
})

test.each([
  ['nothing', ''],
  ['spaces', '   '],
  ['an address that is not typed to its end', 'dana@'],
  ['two addresses', 'a@b.example, c@d.example'],
  ['a beginning that fits half the city', '12'],
  ['a name with a space', 'Dana Whitfield'],
  ['a short username', 'dana'],
])('%s is looked for as nothing', (_, typed) => {
  expect(readSearch(typed)).toBeUndefined()
})

test('no text is a fault', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (typed) => {
      readSearch(typed)
    }),
  )
})
