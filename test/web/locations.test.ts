import { beforeAll, expect, test } from 'vitest'
import * as locations from '../../sql/locations.js'
import { readLocationFile } from '../../src/domain/location-file.js'
import { locationFile } from '../../src/local/sample-city/locations.js'
import { type TestPortal, testPortal } from '../support/portal.js'

let portal: TestPortal
beforeAll(async () => {
  portal = await testPortal()
})
const warning =
  'Pay only at an authorized location. Some stores take City payments without the City’s permission. We cannot guarantee those payments or check those receipts.'
const open = async (query = '') => await portal.browser().get(`/pay/locations${query}`)

test('S55: without a list, 311 tells the nearest place', async () => {
  const { text, forms } = await open()
  expect(text).toContain(warning)
  expect(text).toContain('Call 311 for the nearest authorized location.')
  expect(forms.filter(({ method }) => method === 'get')).toEqual([])
})

test('S55: the list, for everybody, narrowed by town or zip code', async () => {
  const read = readLocationFile(Buffer.from(locationFile))
  if ('faults' in read) throw new Error('the sample is wrong')
  await locations.replaceAll(portal.sql, read.places, 'test')
  const all = await open()
  expect(all.text).toContain(warning)
  expect(all.text).toContain('12 locations')
  expect(all.text).toContain(
    'City Hall Cashier 600 East Fourth Street Charlotte, NC 28202 Mon to Fri 8 AM to 5 PM 704-555-0110',
  )
  for (const [find, count] of [
    ['matthews', '1 location for “matthews”'],
    ['28205', '2 locations for “28205”'],
    ['char', '6 locations for “char”'],
    ['  Mint  ', '1 location for “Mint”'],
  ])
    expect((await open(`?find=${encodeURIComponent(find!)}`)).text).toContain(count)
  const none = await open('?find=%25')
  expect(none.text).toContain('No location in “%”.')
  expect((await open(`?find=${'x'.repeat(5_000)}`)).status).toBe(200)
})
