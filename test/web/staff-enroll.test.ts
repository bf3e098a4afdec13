import { beforeAll, describe, expect, test } from 'vitest'
import * as staff from '../../sql/staff.js'
import type { StaffRole } from '../../src/domain/access.js'
import { base32, codeOf, keyOf, stepNow } from '../../web/staff/totp.js'
import type { Page } from '../support/browser.js'
import { type TestPortal, testPortal } from '../support/portal.js'
import { addStaff, codeAt, staffBrowser } from '../support/staff.js'

let portal: TestPortal
beforeAll(async () => {
  portal = await testPortal()
})

const secret = 'quiet river stone lantern'
let people = 0
async function added(roles: readonly StaffRole[] = ['agent'], email: string | null = null) {
  people += 1
  const username = `person${people}`
  const facts = { username, name: `Person ${people}`, email, roles }
  const code = (await staff.add(portal.sql, facts, 'portal'))!
  return { username, code, path: `/staff/enroll?code=${code}` }
}
const keyOn = (page: Page) =>
  /Key: ([A-Z2-7 ]+)/.exec(page.text)![1]!.replaceAll(' ', '').slice(0, 32)
const idOf = async (username: string) =>
  (await staff.list(portal.sql)).find((one) => one.username === username)!.id

/** The code that the person's app shows, from the key that the page shows. */
async function appCode(code: string) {
  const { totpId } = (await staff.findEnrollment(portal.sql, code))!
  return codeOf(keyOf(portal.deps.seals, totpId), stepNow())
}
const fields = async (code: string) => ({
  password: secret,
  passwordAgain: secret,
  code: await appCode(code),
})

describe('6.4.1: enrolling with a code of 24 hours', () => {
  test('a person chooses a password, sets up codes, and signs in with both', async () => {
    const { username, code, path } = await added()
    const browser = portal.browser()
    const page = await browser.get(path)
    expect(page.text).toContain(`you sign in as ${username}`)
    const { totpId } = (await staff.findEnrollment(portal.sql, code))!
    expect(keyOn(page)).toBe(base32(keyOf(portal.deps.seals, totpId)))
    expect(page.html).toContain('otpauth://totp/311%20Console:')
    expect(page.html).toMatch(/<svg class="qr"[^>]*role="img"/)
    const sent = await browser.submit(page, await fields(code), '/staff/enroll')
    expect(sent).toMatchObject({ status: 303, location: '/staff/sign-in?enrolled=1' })
    const key = keyOf(portal.deps.seals, totpId)
    const signedIn = await browser.fill(
      sent.location!,
      { username, password: secret, code: codeOf(key, stepNow() + 1) },
      '/staff/sign-in',
    )
    expect(signedIn).toMatchObject({ status: 303, location: '/staff' })
  })

  test('no row keeps the key, the code or the password', async () => {
    const { username, code, path } = await added()
    const browser = portal.browser()
    const page = await browser.get(path)
    await browser.submit(page, await fields(code), '/staff/enroll')
    const rows = await portal.sql`
      select s::text as row from staff s where username = ${username}
       union all select e::text from staff_enrollment e where staff_id = ${await idOf(username)}`
    const text = JSON.stringify(rows)
    for (const secretText of [keyOn(page), code, code.replaceAll('-', ''), secret])
      expect(text).not.toContain(secretText)
  })

  test('works once, also of two at once', async () => {
    const { code, path } = await added()
    const [one, two] = [portal.browser(), portal.browser()]
    const pages = [await one.get(path), await two.get(path)] as const
    const sent = await Promise.all([
      one.submit(pages[0], await fields(code), '/staff/enroll'),
      two.submit(pages[1], await fields(code), '/staff/enroll'),
    ])
    expect(sent.map(({ status }) => status).sort()).toEqual([303, 422])
    const used = await portal.browser().get(path)
    expect(used.status).toBe(422)
    expect(used.text).toContain('is not right, was used, or is older than 24 hours')
  })

  test('opens nothing after 24 hours', async () => {
    const { code, path } = await added()
    const open = portal.browser()
    const page = await open.get(path)
    await portal.moveClock(24 * 3600 + 1)
    expect((await portal.browser().get(path)).status).toBe(422)
    const late = await open.submit(
      page,
      { password: secret, passwordAgain: secret, code: '123456' },
      '/staff/enroll',
    )
    expect(late.status).toBe(422)
    expect(await staff.findEnrollment(portal.sql, code)).toBeUndefined()
  })

  test.each([
    [
      'a short password',
      { password: 'short', passwordAgain: 'short' },
      'Use at least 12 characters',
    ],
    [
      'a common password',
      { password: 'passwordpassword', passwordAgain: 'passwordpassword' },
      'data leak',
    ],
    [
      'two passwords',
      { passwordAgain: 'another long password' },
      'Enter the same password in both boxes',
    ],
    ['no code', { code: '' }, 'Enter the code that your authenticator app shows'],
    ['a wrong code', { code: '000000' }, 'This is not the code of now'],
  ])('refuses %s, and nothing is used up', async (_, wrong, words) => {
    const { code, path } = await added()
    const browser = portal.browser()
    const sent = await browser.submit(
      await browser.get(path),
      { ...(await fields(code)), ...wrong },
      '/staff/enroll',
    )
    expect(sent.status).toBe(422)
    expect(sent.text).toContain(words)
    expect(sent.html).not.toContain('another long password')
    expect(await staff.findEnrollment(portal.sql, code)).toBeDefined()
  })

  test.each(['', 'nonsense', '0000-0000-0000-0000-0000-0000'])('%j is no code', async (code) => {
    const page = await portal.browser().get(`/staff/enroll?code=${code}`)
    expect(page.status).toBe(code === '' ? 200 : 422)
    expect(page.html).not.toContain('otpauth')
  })
})

describe('6.4.4: enrolling anew', () => {
  test('a supervisor lets somebody: old password, codes and sign-ins end at once, and they are mailed', async () => {
    const who = await addStaff(portal, { email: 'kim@example.com', name: 'Kim Lee' })
    const theirs = await staffBrowser(portal, who)
    const boss = await staffBrowser(portal, { roles: ['supervisor'] })
    const path = `/staff/people/${who.id}/enroll`
    const answer = await boss.fill(path, {}, path)
    const code = /(?:[0-9A-Z]{4}-){5}[0-9A-Z]{4}/.exec(answer.text)![0]
    expect(answer.text).toContain('Code for Kim Lee')
    expect((await theirs.get('/staff')).status).toBe(303)
    const old = await portal
      .browser()
      .fill(
        '/staff/sign-in',
        { username: who.username, password: 'a long enough password', code: codeAt(portal, who) },
        '/staff/sign-in',
      )
    expect(old.status).toBe(422)
    const mails = await portal.sql`select template from notice where recipient = 'kim@example.com'`
    expect(mails).toEqual([{ template: 'staff_enrolls_anew' }])
    const browser = portal.browser()
    const page = await browser.get(`/staff/enroll?code=${code}`)
    expect((await browser.submit(page, await fields(code), '/staff/enroll')).status).toBe(303)
  })

  test('a newer code ends the older one', async () => {
    const { username, code } = await added()
    const newer = (await staff.enrollAnew(portal.sql, await idOf(username), 'portal'))!
    expect(await staff.findEnrollment(portal.sql, code)).toBeUndefined()
    expect(await staff.findEnrollment(portal.sql, newer)).toMatchObject({ username })
  })

  test('nobody resets or removes themselves, and nobody who was removed', async () => {
    const boss = await staffBrowser(portal, { roles: ['supervisor'] })
    const gone = await addStaff(portal)
    await staff.remove(portal.sql, gone.id, 'portal')
    for (const { id } of [boss.staff, gone])
      for (const deed of ['enroll', 'remove'])
        expect((await boss.get(`/staff/people/${id}/${deed}`)).status).toBe(404)
    expect(await staff.enrollAnew(portal.sql, gone.id, 'portal')).toBeUndefined()
  })

  test('a leaver is signed out, can’t sign in, and stays in the list', async () => {
    const boss = await staffBrowser(portal, { roles: ['supervisor'] })
    const leaver = await staffBrowser(portal, { name: 'Lee Goes' })
    const path = `/staff/people/${leaver.staff.id}/remove`
    expect(await boss.fill(path, {}, path)).toMatchObject({
      status: 303,
      location: '/staff/people',
    })
    expect((await leaver.get('/staff')).status).toBe(303)
    expect((await boss.get('/staff/people')).text).toMatch(/Lee Goes .*Removed/)
  })
})
