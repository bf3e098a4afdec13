import { randomUUID } from 'node:crypto'
import { beforeAll, expect, test } from 'vitest'
import { createSessions, type Sessions } from '../../web/session.js'
import { password, type TestPortal, testPortal } from '../support/portal.js'

let portal: TestPortal
let sessions: Sessions
beforeAll(async () => {
  portal = await testPortal()
  sessions = createSessions(portal.sql, portal.deps.clock)
})

test('T8: the list names each browser; one can be ended, the asking one stays', async () => {
  const browser = await portal.signedIn()
  const { id } = browser.resident
  const phone = portal.browser()
  phone.cookies.set('sid', await sessions.start(id, { label: 'Safari on iPhone' }))
  await sessions.start(id, { label: '<script>alert(1)</script>' })
  const page = await browser.get('/profile/sign-ins')
  expect(page.text).toContain('This browser')
  expect(page.text).toContain('Safari on iPhone')
  expect(page.html).not.toContain('<script>alert')
  const ends = page.forms.filter(({ action }) => action === '/profile/sign-ins/end')
  expect(ends).toHaveLength(2)
  const [row] = await portal.sql<{ publicId: string }[]>`
    select public_id from session where portal_account_id = ${id} and label = 'Safari on iPhone'`
  const form = ends.find(({ fields }) => fields.session === row!.publicId)!
  const done = await browser.post(form.action, form.fields)
  expect(done.location).toBe('/profile/sign-ins?ended=1')
  expect((await browser.follow(done)).text).toContain('That browser is signed out.')
  expect((await phone.get('/profile')).status).toBe(303)
  expect((await browser.get('/profile')).status).toBe(200)
})

test('T12: nobody ends the session of another, nor one that is none', async () => {
  const browser = await portal.signedIn()
  const other = await portal.signedIn()
  const [row] = await portal.sql<{ publicId: string; id: string }[]>`
    select public_id, id from session where portal_account_id = ${other.resident.id}`
  const { fields } = (await browser.get('/profile/sign-ins')).forms.at(-1)!
  for (const session of [row!.publicId, row!.id, randomUUID(), 'x', "' or 1=1", '']) {
    const sent = await browser.post('/profile/sign-ins/end', { _token: fields._token, session })
    expect(sent.status).toBe(303)
  }
  expect((await other.get('/profile')).status).toBe(200)
  const trail = await portal.sql`
    select 1 from audit where action = 'session_ended' and subject = ${browser.resident.id}`
  expect(trail).toHaveLength(0)
})

test('T9: "Sign out everywhere" ends all, this one too', async () => {
  const browser = await portal.signedIn()
  const second = await portal.browserOf(browser.resident)
  const page = await browser.get('/profile/sign-ins')
  const out = await browser.submit(page, {}, '/profile/sign-ins/end-all')
  expect(out.location).toBe('/signed-out')
  expect(browser.cookies.has('sid')).toBe(false)
  expect((await second.get('/profile')).status).toBe(303)
  expect(
    await portal.sql`select 1 from session where portal_account_id = ${browser.resident.id}`,
  ).toHaveLength(0)
})

test('the last sign-ins stand below', async () => {
  const dana = await portal.addResident()
  const browser = portal.browser()
  await browser.fill('/sign-in', { username: dana.username, password })
  expect((await browser.get('/profile/sign-ins')).text).toMatch(
    /Recent sign-ins [A-Z][a-z]{2} \d+, \d{4}, \d+:\d\d [AP]M/,
  )
})
