import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Sql } from '../../sql/database.js'
import * as locations from '../../sql/locations.js'
import { locationsCommand } from '../../src/commands/locations.js'
import { locationHeader } from '../../src/domain/location-file.js'
import { locationFile } from '../../src/local/sample-city/locations.js'
import { freshDatabase } from '../support/database.js'

const folder = mkdtempSync(join(tmpdir(), 'locations-'))
let sql: Sql
beforeAll(async () => {
  sql = await freshDatabase()
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

async function portal(...args: string[]) {
  const lines: string[] = []
  const context = { config: {} as never, sql: () => sql, say: (line: string) => lines.push(line) }
  return { code: await locationsCommand(args, context), lines }
}
function file(name: string, text: string): string {
  writeFileSync(join(folder, name), text)
  return join(folder, name)
}
const names = async () => (await locations.find(sql, '')).map(({ name }) => name)

test('S55: a list is imported whole, in place of the one before, as often as one likes', async () => {
  const whole = file('whole.csv', locationFile)
  expect(await portal('import', whole)).toEqual({
    code: 0,
    lines: ['imported 12 locations, in place of 0'],
  })
  expect(await portal('import', whole)).toEqual({
    code: 0,
    lines: ['imported 12 locations, in place of 12'],
  })
  expect(await names()).toHaveLength(12)
  const one = file('one.csv', `${locationHeader}\nCity Hall,1 Elm Street,Charlotte,NC,28202,,\n`)
  expect((await portal('import', one)).lines).toEqual(['imported 1 locations, in place of 12'])
  expect(await names()).toEqual(['City Hall'])
})

test('S55: a refused file writes nothing, and names line and column', async () => {
  const before = await names()
  const wrong = file(
    'wrong.csv',
    `${locationHeader}\nA,1 Elm Street,Charlotte,NC,28202,,\nB,2 Elm Street,Charlotte,NC,2820,,\n`,
  )
  expect(await portal('import', wrong)).toEqual({
    code: 1,
    lines: [
      'line 3, column zip: “2820” a zip code is 5 digits',
      'refused: 1 fault, nothing was written',
    ],
  })
  expect(await names()).toEqual(before)
})

test('a file that is not there, and words that are not understood', async () => {
  await expect(portal('import', join(folder, 'absent.csv'))).rejects.toThrow(
    /can’t be read \(ENOENT\)/,
  )
  expect((await portal('export', 'x')).code).toBe(2)
  expect((await portal()).code).toBe(2)
})
