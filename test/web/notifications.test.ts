import { beforeAll, describe, expect, test } from 'vitest'
import * as notices from '../../sql/notices.js'
import type { Browser } from '../support/browser.js'
import { type TestPortal, type TestResident, testPortal } from '../support/portal.js'
import { whitfields } from '../support/whitfields.js'

/** Notifications and Reminders (ux.md 4.10; S60, S61, F13), and an address that no longer takes mail. */

const here = '/paperless/notifications'
const htmx = { 'hx-request': 'true', 'hx-request-type': 'partial' }
let portal: TestPortal
let facts: Awaited<ReturnType<typeof whitfields>>
beforeAll(async () => {
  portal = await testPortal()
  facts = await whitfields(portal)
})

/** A resident with so many linked accounts, in the order of their nicknames. */
async function resident(...nicknames: string[]) {
  const browser = await portal.signedIn()
  const accounts = []
  for (const nickname of nicknames) {
    const account = await portal.addServiceAccount()
    await portal.link(browser.resident, account, nickname)
    accounts.push(account)
  }
  return { browser, accounts }
}
const save = (browser: Browser, fields: Record<string, string | undefined>) =>
  browser.fill(here, fields, here)
const boxesOf = async (browser: Browser, page = here) => {
  const { forms } = await browser.get(page)
  const { _token, ...fields } = forms.find(({ action }) => action === here)!.fields
  return fields
}

describe('the three boxes', () => {
  test('S60, S61: to a masked address, with what is always sent, where mail may be found, and the bill online', async () => {
    const { text } = await facts.dana.get(here)
    expect(text).toContain('We send these to d•••••d@example.com. Change email address')
    expect(text).toContain('New Document Email me when a bill is ready to view')
    expect(text).toContain('Due date reminder 3 days before the due date, if the bill is not paid')
    expect(text).toContain('Payment updates When a payment is sent or approved')
    expect(text).toContain(
      'We always email you about scheduled, canceled, rejected and returned payments, bills over your limit, and security changes.',
    )
    expect(text).toContain(
      'Not there? Look in your SPAM, JUNK or BULK mail folder, and add customercare@ci.charlotte.nc.us to your approved senders.',
    )
    expect(text).toContain('Your bill is always here, too.')
  })

  test('before anybody chose, only the reminder is on', async () => {
    const { browser } = await resident()
    expect(await boxesOf(browser)).toEqual({ dueReminder: 'on' })
  })

  test('saved, and said so; from View/Pay Bill too', async () => {
    const { browser } = await resident()
    const chosen = { newDocument: 'on', dueReminder: undefined, paymentUpdates: 'on' }
    const answer = await save(browser, chosen)
    expect([answer.status, answer.location]).toEqual([303, `${here}?saved=1`])
    expect((await browser.follow(answer)).text).toContain('Saved. Changes start now.')
    expect(await boxesOf(browser)).toEqual({ newDocument: 'on', paymentUpdates: 'on' })
    expect(await boxesOf(browser, '/paperless')).toEqual(await boxesOf(browser))
  })

  test('T13: a box of nobody’s is refused, with no effect', async () => {
    const { browser } = await resident()
    const answer = await save(browser, { newDocument: 'on', portal_account_id: 'x' })
    expect(answer.status).toBe(422)
    expect(answer.text).toContain('This form has an answer that we do not know.')
    expect(await boxesOf(browser)).toEqual({ dueReminder: 'on' })
  })
})

describe('“Different for one account?”', () => {
  test('is not asked of who has one account', async () => {
    const { browser } = await resident('Home')
    expect((await browser.get(here)).text).not.toContain('Different for')
  })

  test('begins with the general boxes, closed; open while something is different', async () => {
    const { browser, accounts } = await resident('Home', 'Rental')
    const [home, rental] = accounts
    const page = await browser.get(here)
    expect(page.text).toContain('Different for one account?')
    expect(page.html).not.toContain('<details open')
    expect(await boxesOf(browser)).toEqual({
      dueReminder: 'on',
      [`dueReminder-${home!.id}`]: 'on',
      [`dueReminder-${rental!.id}`]: 'on',
    })
    const own = { [`different-${rental!.id}`]: 'on', [`newDocument-${rental!.id}`]: 'on' }
    await save(browser, { ...own, [`dueReminder-${rental!.id}`]: undefined })
    expect((await browser.get(here)).html).toContain('<details open')
    expect(await boxesOf(browser)).toEqual({
      dueReminder: 'on',
      [`dueReminder-${home!.id}`]: 'on',
      ...own,
    })
    await save(browser, { [`different-${rental!.id}`]: undefined })
    expect((await browser.get(here)).html).not.toContain('<details open')
    expect(
      await portal.sql`
      select 1 from notice_override where portal_account_id = ${browser.resident.id}`,
    ).toHaveLength(0)
  })

  test('saving the three boxes on View/Pay Bill keeps what is different', async () => {
    const { browser, accounts } = await resident('Home', 'Rental')
    await save(browser, { [`different-${accounts[0]!.id}`]: 'on' })
    await browser.fill('/paperless', { newDocument: 'on' }, here)
    expect(await boxesOf(browser)).toMatchObject({
      newDocument: 'on',
      [`different-${accounts[0]!.id}`]: 'on',
    })
  })

  test('T12: another’s account is an answer that nobody knows', async () => {
    const { browser } = await resident('Home', 'Rental')
    const answer = await save(browser, { [`different-${facts.home.id}`]: 'on' })
    expect(answer.status).toBe(422)
    expect(
      await portal.sql`
      select 1 from notice_override where service_account_id = ${facts.home.id}`,
    ).toHaveLength(0)
  })

  test('T11: a nickname with markup is text', async () => {
    const { browser } = await resident('<b>x</b>', 'Rental')
    expect((await browser.get(here)).html).not.toContain('<b>x</b>')
  })
})

describe('ux 7.2: with htmx', () => {
  test('Save brings the form back alone, with the note that has the focus', async () => {
    const { browser } = await resident('Home', 'Rental')
    const fragment = await browser.get(`${here}?saved=1`, htmx)
    expect(fragment.html).toMatch(/^<form [^>]*id="choices"/)
    expect(fragment.html).toContain(`hx-post="${here}" hx-target="#choices"`)
    expect(fragment.html).toMatch(/role="status" tabindex="-1" autofocus=""/)
    expect(fragment.text).toContain('Saved. Changes start now.')
    expect(fragment.html).not.toContain('<title>')
    expect(fragment.text).not.toContain('Send me a test email')
  })

  test('a refused form comes back alone too', async () => {
    const { browser } = await resident()
    const { forms } = await browser.get(here)
    const { fields } = forms.find(({ action }) => action === here)!
    const answer = await browser.post(here, { ...fields, odd: 'x' }, { headers: htmx })
    expect(answer.status).toBe(422)
    expect(answer.html).toMatch(/^<form [^>]*id="choices"/)
    expect(answer.text).toContain('Check 1 answer')
  })

  test('the test email’s part comes back alone, so that no unsaved box is lost', async () => {
    const { browser } = await resident()
    const fragment = await browser.get(`${here}?tested=1`, htmx)
    expect(fragment.html).toMatch(/^<div id="test-email"/)
    expect(fragment.html).not.toContain('name="newDocument"')
  })
})

describe('Send me a test email', () => {
  const tested = `${here}/test`
  const mails = async (who: TestResident) =>
    await portal.sql<{ recipient: string; nudged: boolean }[]>`
      select recipient, exists (select from nudge d where d.kind = 'notice' and d.id = notice.id) as nudged
        from notice where portal_account_id = ${who.id} and template = 'test'`

  test('is sent to the address as it is, and said with where to look', async () => {
    const { browser } = await resident()
    const answer = await browser.fill(here, {}, tested)
    expect([answer.status, answer.location]).toEqual([303, `${here}?tested=1`])
    const { text } = await browser.follow(answer)
    expect(text).toContain('We sent a test email to r')
    expect(text).toContain('Look in your SPAM, JUNK or BULK mail folder')
    expect(await mails(browser.resident)).toEqual([
      { recipient: browser.resident.email, nudged: true },
    ])
  })

  test('three an hour; the fourth is said, and nothing is sent', async () => {
    const { browser } = await resident()
    const page = await browser.get(here)
    for (const _ of [1, 2, 3]) expect((await browser.submit(page, {}, tested)).status).toBe(303)
    const answer = await browser.submit(page, {}, tested)
    expect(answer.status).toBe(429)
    expect(answer.text).toContain('You asked for several test emails in the last hour.')
    expect(await mails(browser.resident)).toHaveLength(3)
    const { fields } = page.forms.find(({ action }) => action === tested)!
    const fragment = await browser.post(tested, fields, { headers: htmx })
    expect(fragment.status).toBe(429)
    expect(fragment.html).toMatch(/^<div id="test-email"/)
  })

  test('F13: nothing goes to an address that was never confirmed', async () => {
    const { browser } = await resident()
    await portal.sql`update portal_account set email_confirmed_at = null where id = ${browser.resident.id}`
    await browser.fill(here, {}, tested)
    expect(await mails(browser.resident)).toEqual([])
  })

  test('a form without its token is refused', async () => {
    const { browser } = await resident()
    expect((await browser.post(tested, {})).status).toBe(403)
    expect(await mails(browser.resident)).toEqual([])
  })
})

describe('an address that the mail server refuses for good', () => {
  const words =
    /Email to r•••••\w@example\.com came back\. Update your email address so you do not miss a bill\./
  const owe = (who: TestResident) =>
    portal.sql.begin((tx) => notices.owe(tx, { template: 'welcome', params: {}, to: who }))

  test('is said on top of every page, and no longer once mail gets through', async () => {
    const { browser } = await resident('Home')
    await notices.failed(portal.sql, await owe(browser.resident), 'refused', 'refused')
    const pages = ['/home', '/paperless', here, '/pay', '/payment-activity', '/profile', '/help']
    for (const path of [...pages, '/no-such-page']) {
      const page = await browser.get(path)
      expect(page.text, path).toMatch(words)
      expect(page.html).toMatch(
        /<main[^>]*><div class="wrap"><div class="after noprint"><div class="note bad"/,
      )
      expect(page.html).toContain('<a href="/profile/email"><strong>Update your email address')
    }
    await notices.sent(portal.sql, await owe(browser.resident))
    expect((await browser.get('/home')).text).not.toMatch(words)
  })

  test('is nobody else’s to read', async () => {
    const { browser } = await resident()
    await notices.failed(portal.sql, await owe(browser.resident), 'refused', 'refused')
    expect((await facts.dana.get('/home')).text).not.toContain('came back')
    expect((await portal.browser().get('/')).text).not.toContain('came back')
  })
})
