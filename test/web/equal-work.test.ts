import { beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Sql } from '../../sql/database.js'
import { createApp } from '../../web/app.js'
import { Browser, type Page } from '../support/browser.js'
import { overheard } from '../support/overheard.js'
import { answer, password, type TestPortal, testPortal } from '../support/portal.js'

/** T3: what the database is asked tells nobody who is registered. How long it takes, `npm run bench` says. */

let portal: TestPortal
let heard: string[]
let browser: () => Browser
beforeAll(async () => {
  portal = await testPortal()
  const ear = overheard(portal.sql as Sql)
  heard = ear.heard
  const app = createApp({ ...portal.deps, sql: ear.sql })
  let browsers = 0
  browser = () => new Browser(app, `10.7.0.${++browsers}`)
})
beforeEach(async () => await portal.sql`delete from throttle`)

/** What whoever comes first in a second or an hour does for all. */
const nowAndThen = /^(?:insert into throttle as t [^)]*\) select|delete from site_count) /

/** What a post asks of the database. */
async function asked(page: Page, from: Browser, fields: Record<string, string>) {
  heard.length = 0
  await from.submit(page, fields)
  return heard.filter((statement) => !nowAndThen.test(statement))
}

describe.each(['/forgot-username', '/forgot-password'])('%s', (path) => {
  test('T3: asks the same for whomever', async () => {
    const known = (await portal.addResident()).email
    const unconfirmed = (await portal.addResident({ confirmed: false })).email
    const statements = []
    for (const email of [known, unconfirmed, 'nobody@example.com', known.toUpperCase()]) {
      const from = browser()
      statements.push(await asked(await from.get(path), from, { email }))
    }
    expect(statements[0]!.length).toBeGreaterThan(3)
    for (const other of statements.slice(1)) expect(other).toEqual(statements[0])
  })
})

/** Every step of the machine up to the lock and past it. */
async function steps(username: string): Promise<string[][]> {
  const from = browser()
  const wrong = { username, password: 'wrong wrong wrong' }
  const all = []
  for (let nth = 0; nth < 4; nth += 1)
    all.push(await asked(await from.get('/sign-in'), from, wrong))
  const question = await from.get('/sign-in/question')
  all.push(await asked(question, from, { answer: 'no idea' }))
  all.push(await asked(await from.get('/sign-in'), from, { username, password }))
  return all
}

test('T3: each step of the sign-in machine asks the same for a name that nobody has; a lock alone adds its row', async () => {
  const known = await steps((await portal.addResident()).username)
  const unknown = await steps('nobody_here')
  const lock = known[4]!.filter((statement) => statement.includes('insert into lockout'))
  expect(lock).toHaveLength(1)
  known[4] = known[4]!.filter((statement) => !lock.includes(statement))
  expect(unknown).toEqual(known)
})

test('T3: a right answer and a wrong one, before the door is walked, ask the same', async () => {
  const ask = async (typed: string) => {
    const from = browser()
    const { username } = await portal.addResident()
    for (let nth = 0; nth < 3; nth += 1)
      await from.fill('/sign-in', { username, password: 'wrong wrong wrong' })
    const all = await asked(await from.get('/sign-in/question'), from, { answer: typed })
    return all.slice(
      0,
      all.findIndex((statement) => statement.includes('pg_advisory_xact_lock')),
    )
  }
  expect(await ask('no idea')).toEqual(await ask(answer))
})

test('T1: a link to an account that does not exist asks what a wrong proof asks', async () => {
  const { accountNumber } = await portal.addServiceAccount({ streetNumber: '1234', last4: '6789' })
  const ask = async (number: string, proof: Record<string, string>) => {
    const from = browser()
    from.cookies.set('sid', (await portal.signedIn()).cookies.get('sid')!)
    return await asked(await from.get('/link'), from, { accountNumber: number, ...proof })
  }
  const proofs: Record<string, string>[] = [
    { proof: 'street', streetNumber: '9' },
    { proof: 'last4', last4: '0000' },
  ]
  for (const proof of proofs)
    expect(await ask('9999999999999', proof)).toEqual(await ask(accountNumber, proof))
})
