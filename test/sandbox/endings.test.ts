import { afterAll, beforeAll, expect, test } from 'vitest'
import { ProcessorSilence } from '../../src/ports.js'
import { freshDatabase } from '../support/database.js'
import { order, type Rig, sandboxRig } from '../support/sandbox.js'
import { until } from '../support/until.js'

const sql = await freshDatabase()
let rig: Rig
beforeAll(async () => {
  rig = await sandboxRig(sql.url)
})
afterAll(() => rig.stop())

test.each([
  ['4471', ['approved']],
  ['0092', ['approved']], // there is no R92 (F20)
  ['9092', ['approved']],
  ['0000', ['approved']],
  ['0001', ['rejected']],
  ['0029', ['rejected']],
  ['9007', ['approved', 'returned']],
])('an account that ends in %s is pending, then %j', async (last4, statuses) => {
  const wanted = order(last4)
  expect(await rig.processor().submit(wanted)).toMatchObject({ status: 'pending' })
  await until(() => rig.portal.of(wanted.key).length === statuses.length)
  expect(rig.portal.statuses(wanted.key)).toEqual(statuses)
  expect(await rig.line(wanted.key)).toMatchObject({ status: statuses.at(-1), calls: 1 })
})

test.each([
  ['0001', 'R01'],
  ['0016', 'R16'],
  ['9001', 'R01'],
])('%s comes to its end with %s', async (last4, code) => {
  const wanted = order(last4)
  await rig.processor().submit(wanted)
  const reason = await until(async () => (await rig.processor().findByKey(wanted.key))?.reason)
  expect(reason).toBe(code)
})

test('9500 is taken without an answer, and answers the second time', async () => {
  const wanted = order('9500')
  await expect(rig.processor(300).submit(wanted)).rejects.toThrow(ProcessorSilence)
  expect(await rig.processor().findByKey(wanted.key)).toMatchObject({ key: wanted.key })
  expect(await rig.processor().submit(wanted)).toMatchObject({ key: wanted.key })
  expect(await rig.line(wanted.key)).toMatchObject({ calls: 2 })
})

test('9503 is unavailable three times, not taken by then, and works the fourth time', async () => {
  const wanted = order('9503')
  for (let tries = 0; tries < 3; tries += 1) {
    await expect(rig.processor().submit(wanted)).rejects.toThrow(ProcessorSilence)
    expect(await rig.processor().findByKey(wanted.key)).toBeUndefined()
  }
  expect(await rig.processor().submit(wanted)).toMatchObject({ status: 'pending' })
  expect(await rig.line(wanted.key)).toMatchObject({ calls: 4 })
})

test('none of these is a fault of the sandbox', () => {
  expect(rig.faults).toEqual([])
})
