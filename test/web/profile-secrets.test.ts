import { beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { matches } from '../../web/passwords.js'
import { createSessions, type Sessions } from '../../web/session.js'
import { password, type TestPortal, testPortal } from '../support/portal.js'
import { tryBadInput } from '../support/try-bad-input.js'

let portal: TestPortal
let sessions: Sessions
beforeAll(async () => {
  portal = await testPortal()
  sessions = createSessions(portal.sql, portal.deps.clock)
})
beforeEach(async () => {
  await portal.sql`delete from throttle`
})

const fresh = 'seven quiet herons wade'
const mails = async (id: string) =>
  await portal.sql<{ template: string; recipient: string }[]>`
    select template, recipient from notice where portal_account_id = ${id} order by created_at, recipient`
const rowOf = async (id: string) =>
  (
    await portal.sql<{ passwordHash: string; question: string; answerHash: string }[]>`
      select password_hash, question, answer_hash from portal_account where id = ${id}`
  )[0]!

describe('the password', () => {
  const fields = { currentPassword: password, password: fresh, passwordAgain: fresh }

  test('S9, T9: changes with the current one; ends the rest, rotates this one, tells the owner', async () => {
    const browser = await portal.signedIn()
    const { id, email } = browser.resident
    const other = await portal.browserOf(browser.resident)
    const before = browser.cookies.get('sid')!
    const sent = await browser.fill('/profile/password', fields)
    expect(sent.location).toBe('/profile?saved=password')
    expect((await browser.follow(sent)).text).toContain('Your password is changed.')
    expect((await other.get('/profile')).status).toBe(303)
    const copy = portal.browser()
    copy.cookies.set('sid', before)
    expect((await copy.get('/profile')).status).toBe(303)
    expect(await mails(id)).toEqual([{ template: 'password_changed', recipient: email }])
    const { passwordHash } = await rowOf(id)
    expect(await matches(passwordHash, fresh)).toBe(true)
    expect(await matches(passwordHash, password)).toBe(false)
    const trail = await portal.sql`
      select 1 from audit where subject = ${id} and action = 'password_changed'`
    expect(trail).toHaveLength(1)
  })

  test('other browsers are no longer known, and a mailed temporary password is over', async () => {
    const dana = await portal.addResident()
    const browser = portal.browser()
    const token = await sessions.start(dana.id, { deviceNonce: `mine ${dana.id}` })
    browser.cookies.set('sid', token)
    for (const nonce of ['mine', 'theirs'])
      await portal.sql`
        insert into device (nonce, portal_account_id, label)
        values (${`${nonce} ${dana.id}`}, ${dana.id}, 'Firefox on Linux')`
    await portal.sql`
      insert into temporary_password (id, portal_account_id, hash)
      values (gen_random_uuid(), ${dana.id}, ${`hash ${dana.id}`})`
    await browser.fill('/profile/password', fields)
    const devices = await portal.sql<{ nonce: string }[]>`
      select nonce from device where portal_account_id = ${dana.id} and revoked_at is null`
    expect(devices.map(({ nonce }) => nonce)).toEqual([`mine ${dana.id}`])
    const [temporary] = await portal.sql`
      select superseded_at is not null as over from temporary_password where portal_account_id = ${dana.id}`
    expect(temporary?.over).toBe(true)
  })

  test('ux 10: the address of up to 72 hours ago is told too', async () => {
    const browser = await portal.signedIn()
    const { id, email } = browser.resident
    for (const [old, hours, undone] of [
      ['two-days@example.com', 48, false],
      ['four-days@example.com', 96, false],
      ['undone@example.com', 1, true],
    ] as const)
      await portal.sql`
        insert into email_change (id, portal_account_id, old_email, new_email, confirm_hash, confirmed_at, undone_at)
        values (gen_random_uuid(), ${id}, ${old}, ${email}, ${old + id},
                portal_now() - make_interval(hours => ${hours}), ${undone ? new Date() : null})`
    await browser.fill('/profile/password', fields)
    expect((await mails(id)).map(({ recipient }) => recipient).sort()).toEqual(
      [email, 'two-days@example.com'].sort(),
    )
  })

  test.each([
    [{ currentPassword: '' }, 'Enter your current password'],
    [{ currentPassword: 'not this one' }, 'That is not your current password'],
    [{ password: 'short', passwordAgain: 'short' }, 'Use at least 12 characters. You used 5.'],
    [{ passwordAgain: `${fresh} ` }, 'Enter the same password in both boxes'],
    [{ password, passwordAgain: password }, 'Choose a password that is not your current one'],
  ])('%o: %s', async (wrong, words) => {
    const browser = await portal.signedIn()
    const before = await rowOf(browser.resident.id)
    const page = await browser.fill('/profile/password', { ...fields, ...wrong })
    expect(page.status).toBe(422)
    expect(page.text).toContain(words)
    expect(page.html).not.toMatch(/not this one|value="[^"]*(herons|long enough)/)
    expect(await rowOf(browser.resident.id)).toEqual(before)
    expect(await mails(browser.resident.id)).toEqual([])
  })

  test('6.2.7: password managers know the boxes', async () => {
    const { html } = await (await portal.signedIn()).get('/profile/password')
    expect(html.match(/autocomplete="(current|new)-password"/g)).toHaveLength(3)
  })

  test('two at once from two browsers: one wins, the other one is signed out', async () => {
    const first = await portal.signedIn()
    const second = await portal.browserOf(first.resident)
    const pages = await Promise.all([first, second].map((one) => one.get('/profile/password')))
    await Promise.all([
      first.submit(pages[0]!, fields),
      second.submit(pages[1]!, { ...fields, password: `${fresh}!`, passwordAgain: `${fresh}!` }),
    ])
    const [a, b] = await Promise.all([first, second].map((one) => one.get('/profile')))
    expect([a!.status, b!.status].sort()).toEqual([200, 303])
    expect(await mails(first.resident.id)).toHaveLength(1)
  })

  test.each(Object.keys(fields))('T33: the bad-input corpus in %s', async (field) => {
    const browser = await portal.signedIn()
    await tryBadInput({
      browser,
      page: '/profile/password',
      fields,
      field,
      secret: true,
      before: () => portal.sql`delete from throttle`,
    })
  })
})

describe('the security question', () => {
  const fields = {
    currentPassword: password,
    question: 'first_car',
    answer: 'Saturn',
    answerAgain: ' sat-urn ',
  }

  test('S10, S11: changes with the current password; the owner is told; the session gets a new token', async () => {
    const browser = await portal.signedIn()
    const { id, email } = browser.resident
    const before = browser.cookies.get('sid')
    const page = await browser.get('/profile/question')
    expect(page.html.match(/<option value="[^"]+"/g)).toHaveLength(10)
    const sent = await browser.submit(page, fields)
    expect((await browser.follow(sent)).text).toContain('What was the make of your first car?')
    expect(browser.cookies.get('sid')).not.toBe(before)
    const row = await rowOf(id)
    expect(row.question).toBe('first_car')
    expect(await matches(row.answerHash, 'saturn')).toBe(true)
    expect(await mails(id)).toEqual([{ template: 'question_changed', recipient: email }])
  })

  test.each([
    [{ currentPassword: '' }, 'Enter your current password'],
    [{ currentPassword: 'not this one' }, 'That is not your current password'],
    [{ question: '' }, 'Choose a question'],
    [{ question: 'toString' }, 'Choose a question'],
    [{ answerAgain: 'other' }, 'Enter the same answer in both boxes'],
    [{ answer: '123', answerAgain: '123' }, 'Choose an answer that is harder to guess'],
    [
      { answer: password, answerAgain: password },
      'Choose an answer that is not your username, email address or password',
    ],
  ])('%o: %s', async (wrong, words) => {
    const browser = await portal.signedIn()
    const before = await rowOf(browser.resident.id)
    const page = await browser.fill('/profile/question', { ...fields, ...wrong })
    expect(page.status).toBe(422)
    expect(page.text).toContain(words)
    expect(page.html).not.toContain('Saturn')
    expect(await rowOf(browser.resident.id)).toEqual(before)
  })

  test.each(['currentPassword', 'question', 'answer', 'answerAgain'])(
    'T33: the bad-input corpus in %s',
    async (field) => {
      const browser = await portal.signedIn()
      await tryBadInput({
        browser,
        page: '/profile/question',
        fields,
        field,
        secret: true,
        before: () => portal.sql`delete from throttle`,
      })
    },
  )
})
