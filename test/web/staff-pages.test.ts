import { beforeAll, describe, expect, test } from 'vitest'
import { type TestPortal, testPortal } from '../support/portal.js'
import { type StaffBrowser, staffBrowser, verifiedCall } from '../support/staff.js'
import { whitfields } from '../support/whitfields.js'

let portal: TestPortal
let city: Awaited<ReturnType<typeof whitfields>>
beforeAll(async () => {
  portal = await testPortal()
  city = await whitfields(portal)
})

const path = () => `/staff/residents/${city.dana.resident.id}`
const withDana = async (roles: Parameters<typeof staffBrowser>[1] = {}) => {
  const browser = await staffBrowser(portal, roles)
  await verifiedCall(browser, city.dana.resident, city.home)
  return browser
}

describe('5.3: a resident, beside the picture', () => {
  test('the accounts as Home orders them, with what is due and what is owed', async () => {
    const page = await (await withDana()).get(path())
    const rows = [...page.html.matchAll(/<tr[^>]*>([\s\S]*?)<\/tr>/g)].map(([, row]) =>
      row!
        .replace(/<[^>]+>/g, ' ')
        .replace(/\s+/g, ' ')
        .trim(),
    )
    expect(rows.slice(1, 5)).toEqual([
      '0193662-007415 908 Laurel Avenue Off Off Past due Nov 9 $212.46',
      '0048830-119204 57 Mill Lane, Unit B On Off Dec 4 $168.92',
      '0048291-533710 1234 Elm Street On Off Dec 14 $84.17',
      '0770154-002286 2210 Commonwealth Avenue First bill about Dec 3 Not yet – $0.00',
    ])
  })

  test('A12: one story out of the portal, newest first, with who did it', async () => {
    const browser = await withDana()
    const page = await browser.get(path())
    const story = /What happened([\s\S]*)Every look-up/.exec(page.text)![1]!
    expect(story.indexOf('Caller verified')).toBeLessThan(story.indexOf('Call began'))
    expect(story).toMatch(/Caller verified \d+:\d\d [AP]M ?, M\. Okafor/)
    expect(story).not.toContain('Looked')
  })

  test('T23: the story of an unverified caller’s resident tells no money', async () => {
    const { payment } = (await import('../support/city.js')).city(portal.sql)
    await payment(city.dana.resident, city.home, {
      cents: 12_34,
      payOn: '2026-11-20',
      status: 'rejected',
      reason: 'R01',
    })
    const unverified = await (await staffBrowser(portal)).get(path())
    expect(unverified.html).not.toContain('$12.34')
    const verified = await (await withDana()).get(path())
    expect(verified.text).toContain('Rejected R01: $12.34')
    expect(verified.text).toContain('Scheduled: $12.34')
  })
})

describe('5.3: as the resident sees it', () => {
  test('shows Home in a blue frame, where nothing leads on', async () => {
    const page = await (await withDana()).get(`${path()}/home`)
    expect(page.text).toContain('You see Home as Dana Whitfield sees it.')
    expect(page.text).toContain('You owe $465.55 on three accounts')
    expect(page.text).toContain('Pay $84.17')
    const main = /<main[\s\S]*<\/main>/.exec(page.html)![0]
    expect([...main.matchAll(/<a [^>]*href="([^"]*)"/g)].map(([, href]) => href)).toEqual([path()])
    expect(main).not.toMatch(/<form|<button|<input|hx-get/)
    // The resident's own stays as it was.
    expect((await city.dana.get('/home')).html).toContain(`href="/pay/${city.home.id}/bank"`)
  })

  test('only with the caller verified', async () => {
    const page = await (await staffBrowser(portal)).get(`${path()}/home`)
    expect(page.status).toBe(409)
    expect(page.text).not.toContain('$465.55')
  })
})

describe('1.3: a service account', () => {
  const at = () => `/staff/accounts/${city.home.id}`

  test('bills, payments and who is linked, with a verified caller who sees it', async () => {
    const page = await (await withDana()).get(at())
    expect(page.title).toBe('Account 0048291-533710 – 311 Console')
    expect(page.text).toContain('1234 Elm Street, Charlotte, NC 28202')
    expect(page.text).toMatch(/Nov 20, 2026 Dec 14, 2026 – \$84\.17/)
    expect(page.text).toContain('City bank draft')
    expect(page.text).toMatch(/Who is linked .*Dana Whitfield dwhitfield/)
  })

  test('T23: without one, where it is and nothing else; a supervisor sees who is linked', async () => {
    const agent = await (await staffBrowser(portal)).get(at())
    const supervisor = await (await staffBrowser(portal, { roles: ['supervisor'] })).get(at())
    for (const page of [agent, supervisor]) {
      expect(page.text).toContain('Account ending 3710')
      for (const secret of ['$', '0048291-533710', '1234', 'Nov 20'])
        expect(page.text).not.toContain(secret)
    }
    expect(agent.text).not.toContain('dwhitfield')
    expect(supervisor.text).toContain('dwhitfield')
  })

  test('another resident’s verified call shows nothing of it', async () => {
    const other = await portal.addResident()
    const shop = await portal.addServiceAccount({ streetNumber: '99' })
    await portal.link(other, shop)
    const browser = await staffBrowser(portal)
    await verifiedCall(browser, other, shop, '99')
    expect((await browser.get(at())).text).not.toContain('$')
  })
})

describe('7.4.5: signing a resident out', () => {
  const out = () => `${path()}/sign-out`
  const sessions = () =>
    portal.sql`select 1 from session where portal_account_id = ${city.dana.resident.id}`

  test('an agent needs the resident on the phone; then every browser is signed out', async () => {
    const stranger = await staffBrowser(portal)
    expect((await stranger.get(out())).status).toBe(409)
    const { _token } = (await stranger.get('/staff')).forms.find(
      ({ fields }) => fields._token,
    )!.fields
    expect((await stranger.post(out(), { _token })).status).toBe(409)
    expect(await sessions()).not.toEqual([])
    const agent = await withDana()
    const sent = await agent.fill(out(), {}, out())
    expect((await agent.follow(sent)).text).toContain('The resident is signed out everywhere.')
    expect(await sessions()).toEqual([])
    expect((await city.dana.get('/home')).status).toBe(303)
  })

  test('a supervisor may without a call, and it is written down that there was none', async () => {
    await portal.browserOf(city.dana.resident)
    const boss = await staffBrowser(portal, { roles: ['supervisor'] })
    expect((await boss.fill(out(), {}, out())).status).toBe(303)
    expect(await sessions()).toEqual([])
    const [row] = await portal.sql`
      select facts ->> 'call' as call from audit where action = 'sessions_ended' and actor = ${boss.staff.id}`
    expect(row).toEqual({ call: null })
  })
})

describe('1.3: the activity log', () => {
  let boss: StaffBrowser
  let kim: StaffBrowser
  beforeAll(async () => {
    boss = await staffBrowser(portal, { roles: ['supervisor'], name: 'Bo Boss' })
    kim = await withDana({ name: 'Kim Lee' })
    await kim.get(path())
    await kim.get(`/staff?q=dwhitfield`)
  })
  const log = async (query: Record<string, string> = {}) =>
    (await boss.get(`/staff/log?${new URLSearchParams(query)}`)).text.replace(
      /^.*Call Nov/,
      'Call Nov',
    )

  test('T23: who looked at what, in which call, and who changed what', async () => {
    const text = await log()
    expect(text).toMatch(/Kim Lee Looked at a resident Dana Whitfield 311-\d{7}/)
    expect(text).toContain('Kim Lee Verified the caller Dana Whitfield')
    expect(text).toContain('Kim Lee Searched by username: 1 Dana Whitfield –')
    expect(text).toContain('Signed the resident out Dana Whitfield')
  })

  test('looking at the log is in the log', async () => {
    await log({ group: 'calls' })
    expect(await log()).toContain('Bo Boss Looked at this log')
  })

  test.each<[string, () => Record<string, string>, string, string]>([
    ['who', () => ({ staff: kim.staff.id }), 'Kim Lee', 'Bo Boss'],
    ['what', () => ({ group: 'calls' }), 'Verified the caller', 'Looked at'],
    [
      'outside a call',
      () => ({ alone: '1' }),
      'Searched by',
      'Looked at a resident Dana Whitfield 311',
    ],
    ['about whom', () => ({ subject: kim.staff.id }), 'Nothing fits', 'Kim Lee Looked'],
    ['until when', () => ({ to: '2026-11-01' }), 'Nothing fits', 'Kim Lee Looked'],
    ['from when', () => ({ from: '2026-11-23' }), 'Kim Lee', 'Nothing fits'],
  ])('filters by %s', async (_, query, there, gone) => {
    const text = await log(query())
    expect(text).toContain(there)
    expect(text.replace(/^.*Show everything/, '')).not.toContain(gone)
  })

  test.each([
    'staff=x',
    "group='",
    'from=2026-02-30',
    'before=-1',
    'subject=%',
    'group=constructor',
  ])('what is no filter filters nothing: %s', async (query) => {
    const page = await boss.get(`/staff/log?${query}`)
    expect(page.status).toBe(200)
    expect(page.text).toContain('Kim Lee')
  })

  test('fifty rows, and older ones', async () => {
    for (let nth = 0; nth < 55; nth += 1) await kim.get('/staff/payments?confirmation=none&x=1')
    for (let nth = 0; nth < 55; nth += 1) await kim.get(path())
    const first = await boss.get('/staff/log')
    expect(first.html.match(/<tr/g)).toHaveLength(51)
    const older = /href="(\/staff\/log\?before=\d+)"/.exec(first.html)![1]!
    expect((await boss.get(older)).html.match(/<tr/g)!.length).toBeGreaterThan(5)
  })
})

describe('F22: the settings in effect', () => {
  test('are shown to operators', async () => {
    const page = await (await staffBrowser(portal, { roles: ['operator'] })).get('/staff/settings')
    expect(page.text).toMatch(/Shortest password PASSWORD_MIN 12/)
    expect(page.text).toMatch(/CONVENIENCE_FEE_CENTS \$1\.25/)
    expect(page.text).toMatch(/LOCKOUT_SCOPE unknown-browsers/)
  })
})
