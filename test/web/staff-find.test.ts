import { beforeAll, describe, expect, test } from 'vitest'
import * as doors from '../../sql/sign-in-doors.js'
import { type TestPortal, type TestResident, testPortal } from '../support/portal.js'
import { type StaffBrowser, staffBrowser } from '../support/staff.js'

let portal: TestPortal
let agent: StaffBrowser
let dana: TestResident
let account: { accountNumber: string }
beforeAll(async () => {
  portal = await testPortal()
  agent = await staffBrowser(portal)
  dana = await portal.addResident({ username: 'dwhitfield', name: 'Dana Whitfield' })
  await portal.sql`update portal_account set phone = '704-555-0142' where id = ${dana.id}`
  const home = await portal.addServiceAccount({ streetNumber: '1234', street: 'Elm Street' })
  account = home
  await portal.link(dana, home)
  await portal.link(
    dana,
    await portal.addServiceAccount({ streetNumber: '57', street: 'Mill Lane', unit: 'Unit B' }),
  )
  await portal.addResident({ username: 'somebody', name: 'Some Body' })
})

const find = (q: string) => agent.get(`/staff?q=${encodeURIComponent(q)}`)

describe('5.1: finding a resident', () => {
  test.each([
    ['the account number', () => account.accountNumber],
    [
      'the account number with its hyphen',
      () => `${account.accountNumber.slice(0, 7)}-${account.accountNumber.slice(7)}`,
    ],
    ['the username in any case', () => 'DWhitfield'],
    ['the email', () => dana.email],
    ['the phone, however it is written', () => '(704) 555-0142'],
    ['the beginning of the street address', () => '1234 elm'],
    ['the whole street address of another linked account', () => '57 Mill Lane, Unit B'],
  ])('by %s', async (_, q) => {
    const page = await find(q())
    expect(page.text).toMatch(/Dana Whitfield.*dwhitfield.*2.*Charlotte, NC.*Open/)
    expect(page.text).not.toContain('Some Body')
  })

  test.each([
    ['half a username', 'dwhitf'],
    ['a middle of the address', '34 Elm'],
    ['a wildcard', '1234 %'],
    ['another wildcard', '1___ elm'],
    ['an account number that nobody has', '0000000000000'],
  ])('not by %s', async (_, q) => {
    expect((await find(q)).text).toContain(
      'No match. Check the spelling, or search by account number.',
    )
  })

  test('T23: what it shows is no money, no email, no account number and no address', async () => {
    const { html } = await find('dwhitfield')
    for (const secret of [dana.email, 'Elm', 'Mill Lane', account.accountNumber, '$'])
      expect(html.replaceAll('value="dwhitfield"', '')).not.toContain(secret)
  })

  test('nothing typed finds nothing; too little says what to type', async () => {
    expect((await find('')).text).not.toMatch(/No match|Go on typing/)
    expect((await find('12')).text).toContain('Go on typing')
  })

  test('who is locked is seen at once', async () => {
    const locked = await portal.addResident({ username: 'lockedout' })
    const at = { nameKey: 'lockedout', door: doors.strangers, account: locked.id }
    const rules = { tries: 3, lockoutScope: 'unknown-browsers' } as const
    for (const tried of [...Array(3).fill({ password: 'wrong' }), { answer: 'wrong' }])
      await doors.walk(portal.sql, at, tried, rules)
    expect((await find('lockedout')).text).toMatch(/Locked since \d+:\d\d [AP]M/)
  })

  test('twenty rows, and how many there are', async () => {
    const hotel = await portal.addServiceAccount({ streetNumber: '900', street: 'Hotel Way' })
    for (let nth = 0; nth < 23; nth += 1) await portal.link(await portal.addResident(), hotel)
    const page = await find('900 hotel')
    expect(page.forms.filter(({ action }) => /\/call$/.test(action))).toHaveLength(20)
    expect(page.text).toContain('20 of 23. Add to the address, or search by account number.')
  })

  test('7.2: htmx gets the results alone, and how many are said', async () => {
    const headers = { 'hx-request': 'true', 'hx-request-type': 'partial' }
    const part = await agent.get('/staff?q=dwhitfield', headers)
    expect(part.html).toMatch(/^<section id="found"/)
    expect(part.html).toContain('<div hx-swap-oob="innerHTML:#live">1 resident found</div>')
    expect((await agent.get('/staff?q=nobodyhere', headers)).text).toContain('No resident found')
  })

  test('T23: a search that found somebody is in the audit, without what was typed', async () => {
    await find('dwhitfield')
    const [row] = await portal.sql`
      select actor, subject, facts from audit where action = 'resident_found' order by seq desc limit 1`
    expect(row).toEqual({
      actor: agent.staff.id,
      subject: dana.id,
      facts: { by: 'username', found: 1, call: null },
    })
    const before = await portal.sql`select 1 from audit`
    await find('nobodyhere')
    expect(await portal.sql`select 1 from audit`).toHaveLength(before.length)
  })
})
