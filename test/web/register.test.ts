import { beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Browser, Page } from '../support/browser.js'
import { type TestPortal, testPortal } from '../support/portal.js'
import { as, linkOf, notices, register, secret, stepOne, stepTwo } from '../support/registering.js'

let portal: TestPortal
beforeAll(async () => {
  portal = await testPortal()
})
beforeEach(async () => {
  await portal.sql`delete from throttle`
})

describe('the whole way', () => {
  let browser: Browser
  let sent: Page

  test('S2: two steps, then "Check your email", signed out', async () => {
    browser = portal.browser()
    const one = await browser.get('/register')
    expect(one.text).toContain('Step 1 of 3')
    expect(one.text).toContain('It cannot be an email address, so you can change your email later')
    const two = await browser.follow(await browser.submit(one, stepOne))
    expect(two.text).toContain('Step 2 of 3')
    expect(two.text).toContain('Keep it short, and easy for you to repeat exactly.')
    expect((two.html.match(/<option/g) ?? []).length).toBe(11)
    sent = await browser.submit(two, stepTwo)
    expect(sent.location).toBe('/register/sent')
    const page = await browser.follow(sent)
    expect(page.text).toContain('We sent a link to d•••••d@example.com. Open it within 24 hours.')
    expect(page.text).toContain('Look in your SPAM, JUNK or BULK mail folder')
    expect(browser.cookies.has('sid')).toBe(false)
  })

  test('S2: the portal account, the link by mail and the audit are there, and no secret in clear', async () => {
    const [account] = await portal.sql`
      select id, username, email, email_confirmed_at, password_hash, question, answer_hash
        from portal_account where username = 'dwhitfield'`
    expect(account).toMatchObject({
      email: 'dana.whitfield@example.com',
      emailConfirmedAt: null,
      question: 'first_pet',
    })
    expect(account!.passwordHash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/)
    expect(account!.answerHash).toMatch(/^\$argon2id\$/)
    expect(await portal.sql`select 1 from registration`).toHaveLength(0)
    const [mail] = await notices(portal, 'dana.whitfield@example.com')
    expect(mail!.params.token).toMatch(/^[0-9a-f]{64}$/)
    const [kept] = await portal.sql`select id from email_confirmation`
    expect(kept!.id).not.toBe(mail!.params.token)
    expect(await portal.sql`select 1 from nudge where kind = 'notice'`).toHaveLength(1)
    const [trail] = await portal.sql`select action from audit where subject = ${account!.id}`
    expect(trail!.action).toBe('registered')
  })

  test('S2: the link needs a press of a button, and the first sign-in goes to Link a bill', async () => {
    const page = await browser.get(await linkOf(portal, 'dana.whitfield@example.com'))
    expect(page.text).toContain('Confirm your email')
    expect(page.text).toContain('dwhitfield')
    const [before] =
      await portal.sql`select email_confirmed_at from portal_account where username = 'dwhitfield'`
    expect(before!.emailConfirmedAt).toBeNull()
    const done = await browser.submit(page)
    expect(done.status).toBe(303)
    const signIn = await browser.follow(done)
    expect(signIn.text).toContain('Your email is confirmed. Sign in to link your first bill.')
    const inside = await browser.submit(signIn, { username: 'dwhitfield', password: secret })
    expect(inside.location).toBe('/link')
    expect(
      (await notices(portal, 'dana.whitfield@example.com')).map(({ template }) => template),
    ).toEqual(['confirm_email', 'welcome'])
  })

  test('pressed twice, the button says yes twice and welcomes once', async () => {
    await register(portal, as('presses-twice'))
    const page = await browser.get(await linkOf(portal, 'presses-twice@example.com'))
    const answers = await Promise.all([browser.submit(page), browser.submit(page)])
    answers.push(await browser.submit(page))
    expect(answers.map(({ status }) => status)).toEqual([303, 303, 303])
    const templates = (await notices(portal, 'presses-twice@example.com')).map(
      ({ template }) => template,
    )
    expect(templates.filter((template) => template === 'welcome')).toHaveLength(1)
  })

  test('step 2 sent twice makes one portal account', async () => {
    const twice = portal.browser()
    const two = await twice.follow(
      await twice.fill('/register', { ...stepOne, ...as('sends-twice') }),
    )
    const answers = await Promise.all([twice.submit(two, stepTwo), twice.submit(two, stepTwo)])
    expect(answers.map(({ location }) => location)).toEqual(['/register/sent', '/register/sent'])
    expect(await notices(portal, 'sends-twice@example.com')).toHaveLength(1)
  })
})

describe('an address that is known', () => {
  test('T2: shows the same page, makes nothing, and says so by mail', async () => {
    await portal.addResident({ username: 'was-there', email: 'was.there@example.com' })
    const browser = portal.browser()
    const facts = { email: 'Was.There@example.com', emailAgain: 'Was.There@example.com' }
    const known = await browser.follow(
      await register(portal, { ...facts, username: 'new-name' }, browser),
    )
    const fresh = portal.browser()
    const unknown = await fresh.follow(await register(portal, as('brand-new'), fresh))
    const plain = (page: Page) => page.text.replace(/\S+•\S+/, '')
    expect(plain(known)).toBe(plain(unknown))
    expect(await portal.sql`select 1 from portal_account where username = 'new-name'`).toHaveLength(
      0,
    )
    const [mail] = await notices(portal, 'was.there@example.com')
    expect(mail).toMatchObject({ template: 'already_registered', params: {} })
  })

  test('T7: gets at most three such mails an hour', async () => {
    await portal.addResident({ username: 'flooded', email: 'flooded@example.com' })
    for (let i = 0; i < 5; i += 1) {
      const facts = { email: 'flooded@example.com', emailAgain: 'flooded@example.com' }
      expect((await register(portal, { ...facts, username: `flooder-${i}` })).location).toBe(
        '/register/sent',
      )
    }
    expect(await notices(portal, 'flooded@example.com')).toHaveLength(3)
  })

  test('F13: an unconfirmed one is sent its link again and nothing else', async () => {
    await register(portal, as('not-yet-confirmed'))
    await register(portal, { ...as('not-yet-confirmed'), username: 'second-thought' })
    const templates = (await notices(portal, 'not-yet-confirmed@example.com')).map(
      ({ template }) => template,
    )
    expect(templates).toEqual(['confirm_email', 'confirm_email'])
  })

  test('F18: an unconfirmed one of eight days ago gives way, with its name', async () => {
    await register(portal, as('gives-way'))
    await portal.sql`
      update portal_account set created_at = portal_now() - interval '8 days' where username = 'gives-way'`
    await register(portal, as('gives-way'))
    const rows = await portal.sql`
      select created_at > portal_now() - interval '1 day' as fresh
        from portal_account where username = 'gives-way'`
    expect(rows.map(({ fresh }) => fresh)).toEqual([true])
  })
})

describe('the link', () => {
  test('F18: works for 24 hours', async () => {
    await register(portal, as('sleeps-long'))
    const link = await linkOf(portal, 'sleeps-long@example.com')
    const page = await portal.browser().get(link)
    await portal.sql`update email_confirmation set created_at = created_at - interval '25 hours'`
    const browser = portal.browser()
    expect((await browser.get(link)).status).toBe(404)
    const token = page.forms.at(-1)!.fields.token
    const other = await browser.get('/register')
    const late = await browser.post('/register/confirm', {
      _token: other.forms.at(-1)!.fields._token,
      token,
    })
    expect(late.status).toBe(404)
    expect(late.text).toContain('This link does not work any more')
  })

  test.each(['', 'x', 'f'.repeat(64), '0'.repeat(5000)])(
    'T33: no token "%s" confirms',
    async (token) => {
      const page = await portal.browser().get(`/register/confirm?token=${token}`)
      expect(page.status).toBe(404)
    },
  )
})
