import { randomUUID } from 'node:crypto'
import { beforeAll, describe, expect, test } from 'vitest'
import { type TestPortal, testPortal } from '../support/portal.js'
import { tryBadInput } from '../support/try-bad-input.js'

let portal: TestPortal
beforeAll(async () => {
  portal = await testPortal()
})

describe('Profile', () => {
  test('S16: is at the top right of every signed-in page', async () => {
    const browser = await portal.signedIn()
    for (const path of ['/link', '/help', '/profile'])
      expect((await browser.get(path)).html).toMatch(/<nav class="you"[\s\S]*href="\/profile"/)
    expect((await portal.browser().get('/help')).html).not.toContain('href="/profile"')
  })

  test('shows what the portal knows, the address masked, bank accounts by their last four', async () => {
    const browser = await portal.signedIn({
      username: 'dwhitfield',
      email: 'dana.whitfield@example.com',
      name: 'Dana Whitfield',
    })
    const banks = [
      ['checking', '4471', true, false],
      ['savings', '0092', true, false],
      ['checking', '1111', false, false],
      ['savings', '2222', true, true],
    ] as const
    for (const [kind, last4, saved, removed] of banks) {
      await portal.sql`
        insert into bank_account (id, portal_account_id, kind, name, last4, fingerprint, saved, removed_at)
        values (${randomUUID()}, ${browser.resident.id}, ${kind}, 'Dana Whitfield', ${last4}, ${last4}, ${saved},
                ${removed ? new Date() : null})`
    }
    await portal.sql`
      update portal_account set password_changed_at = '2026-03-03 12:00:00-05' where id = ${browser.resident.id}`
    const { text } = await browser.get('/profile')
    for (const words of [
      'Dana Whitfield',
      'dwhitfield (cannot be changed)',
      'd•••••d@example.com',
      'Changed Mar 3, 2026',
      'What was the name of your first pet?',
      'Checking ending 4471',
      'Savings ending 0092',
    ])
      expect(text).toContain(words)
    for (const words of ['dana.whitfield@example.com', '1111', '2222', 'argon2'])
      expect(text).not.toContain(words)
  })

  test('T9: shows the last sign-ins', async () => {
    await portal.addResident({ username: 'comes-often' })
    const browser = portal.browser()
    await browser.fill('/sign-in', { username: 'comes-often', password: 'a long enough password' })
    expect((await browser.get('/profile')).text).toMatch(
      /Recent sign-ins [A-Z][a-z]{2} \d+, \d{4}, \d+:\d\d [AP]M/,
    )
  })
})

describe('name and phone', () => {
  test('F18: are optional; saved, changed and taken away', async () => {
    const browser = await portal.signedIn()
    const saved = await browser.fill('/profile/name', {
      name: ' Dana  Whitfield ',
      phone: '(704) 555-0142',
    })
    expect(saved.location).toBe('/profile?saved=1')
    const page = await browser.follow(saved)
    expect(page.text).toContain('Saved.')
    expect(page.text).toContain('Dana Whitfield 704-555-0142')
    await browser.fill('/profile/name', { name: '', phone: '' })
    expect((await browser.get('/profile')).text).toContain('No name No phone number')
    const trail = await portal.sql`
      select 1 from audit where subject = ${browser.resident.id} and action = 'name_and_phone_saved'`
    expect(trail).toHaveLength(2)
  })

  test.each([
    [{ name: 'x'.repeat(101) }, 'Use 100 characters or fewer. You used 101.'],
    [{ phone: '555-0142' }, 'Enter a phone number like 704-555-0142'],
  ])('%o: %s', async (fields, words) => {
    const page = await (await portal.signedIn()).fill('/profile/name', fields)
    expect(page.status).toBe(422)
    expect(page.text).toContain(words)
  })

  test('T13: what else is sent is refused, and changes nothing', async () => {
    const browser = await portal.signedIn()
    const page = await browser.fill('/profile/name', { name: 'Dana', phone: '', username: 'other' })
    expect(page.status).toBe(422)
    const [row] =
      await portal.sql`select username, name from portal_account where id = ${browser.resident.id}`
    expect(row).toEqual({ username: browser.resident.username, name: null })
  })

  test.each(['name', 'phone'])('T33: the bad-input corpus in %s', async (field) => {
    const browser = await portal.signedIn()
    await tryBadInput({
      browser,
      page: '/profile/name',
      fields: { name: 'Dana', phone: '' },
      field,
      before: async () => {
        const shown = await browser.get('/profile')
        expect(shown.status).toBe(200)
        expect(shown.html).not.toContain('<script>alert')
      },
    })
  })
})

describe('pages that only tell something', () => {
  test.each([
    ['/help', 'Where is my account number'],
    ['/security', 'Your connection is encrypted.'],
    ['/accessibility', 'WCAG 2.2'],
    ['/pay/locations', 'Pay only at an authorized location.'],
  ])('S8, S62: %s is open to everybody and names the help line', async (path, words) => {
    const page = await portal.browser().get(path)
    expect(page.status).toBe(200)
    expect(page.text).toMatch(new RegExp(words))
    expect(page.text).toContain('704-336-7600')
    expect(page.html).not.toMatch(/ style=| onclick=/)
  })
})
