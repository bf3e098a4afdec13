import { beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { maskEmail } from '../../src/domain/portal-account.js'
import type { Page } from '../support/browser.js'
import { city } from '../support/city.js'
import {
  type TestPortal,
  type TestResident,
  type TestServiceAccount,
  testPortal,
} from '../support/portal.js'
import { call, type StaffBrowser, say, staffBrowser, verifiedCall } from '../support/staff.js'
import { tryBadInput } from '../support/try-bad-input.js'

let portal: TestPortal
let agent: StaffBrowser
let dana: TestResident
let home: TestServiceAccount
beforeAll(async () => {
  portal = await testPortal()
})
beforeEach(async () => {
  agent = await staffBrowser(portal)
  dana = await portal.addResident({ name: 'Dana Whitfield' })
  home = await portal.addServiceAccount({ streetNumber: '1234', last4: '4417' })
  await portal.link(dana, home, 'Home')
  const { bill, received } = city(portal.sql)
  await bill(home, { billedOn: '2026-10-21', current: 91_40 })
  await received(home, '2026-11-12', 91_40)
  await bill(home, { billedOn: '2026-11-20', dueOn: '2026-12-14', current: 84_17 })
})

const path = () => `/staff/residents/${dana.id}`
const verified = (page: Page) => page.text.includes('Caller verified')

/** Nothing that a caller could be asked for, and no money. */
function expectNothing(page: Page): void {
  for (const secret of ['$84.17', '$91.40', home.accountNumber, '1234', dana.email, 'Nov 12'])
    expect(page.html.replace(/<header[\s\S]*?<\/header>/, ''), secret).not.toContain(secret)
}

describe('5.2: the caller check', () => {
  test('T23: until the caller is verified the page has no money, no email, and nothing to ask for', async () => {
    const page = await call(agent, dana)
    expect(page.text).toContain('Caller check – not verified')
    expect(page.text).toContain(maskEmail(dana.email))
    expect(page.text).toMatch(/Call 311-\d{7}, started \d+:\d\d [AP]M/)
    expectNothing(page)
  })

  test.each([
    [
      'account number and street number',
      () => ({ accountNumber: home.accountNumber, streetNumber: '1234' }),
    ],
    ['account number and last 4', () => ({ accountNumber: home.accountNumber, last4: '4417' })],
    [
      'street number and last payment',
      () => ({ streetNumber: '1234', paidOn: '2026-11-12', paid: '91.40' }),
    ],
    ['last 4 and last payment', () => ({ last4: '4417', paidOn: '2026-11-13', paid: '$91.40' })],
  ])('T24: %s verify', async (_, said) => {
    await call(agent, dana)
    const page = await agent.follow(await say(agent, dana, said()))
    expect(verified(page)).toBe(true)
    expect(page.text).toMatch(/Matched by you at \d+:\d\d [AP]M\. Good for this call only/)
    expect(page.text).toContain('$84.17')
    expect(page.text).not.toContain(dana.email)
  })

  test('one fact, and then another, verify; between them nothing is shown', async () => {
    await call(agent, dana)
    const one = await agent.follow(await say(agent, dana, { last4: '4417' }))
    expect(one.text).toContain('Ask for one more.')
    expectNothing(one)
    expect(verified(await agent.follow(await say(agent, dana, { streetNumber: '1234' })))).toBe(
      true,
    )
  })

  test('what does not match says so and nothing else; the digits of the SSN do not come back', async () => {
    await call(agent, dana)
    const page = await say(agent, dana, { streetNumber: '99', last4: '0000' })
    expect(page.status).toBe(422)
    expect(page.text).toContain('Street number: no match')
    expect(page.text).toContain('Last 4 digits: no match')
    expect(page.text).toContain('2 of 3 did not match')
    expect(page.html).not.toContain('0000')
    expectNothing(page)
  })

  test('three that do not match: could not verify, whatever is said then', async () => {
    await call(agent, dana)
    await say(agent, dana, { streetNumber: '99', last4: '0000' })
    const failed = await agent.follow(await say(agent, dana, { streetNumber: '98' }))
    const sentence =
      'Could not verify. Offer: visit in person with ID, or a letter to the address on file.'
    expect(failed.text).toContain(sentence)
    const { _token } = failed.forms.find(({ fields }) => fields._token)!.fields
    const right = { accountNumber: home.accountNumber, streetNumber: '1234' }
    const after = await agent.follow(await agent.post(`${path()}/verify`, { _token, ...right }))
    expect(after.text).toContain(sentence)
    expectNothing(after)
  })

  test('T24: a new call has new tries, but the resident only so many a day, over all agents', async () => {
    const other = await staffBrowser(portal)
    for (const browser of [agent, other, agent]) {
      await call(browser, dana)
      await say(browser, dana, {
        streetNumber: '99',
        last4: '0000',
        accountNumber: '0000000000000',
      })
      await browser.fill(path(), {}, `${path()}/call/end`)
    }
    await call(other, dana)
    // Nine did not match; one more may be wrong, and these two facts can't both be looked at.
    const right = { accountNumber: home.accountNumber, streetNumber: '1234' }
    const page = await other.follow(await say(other, dana, right))
    expect(page.text).toContain('Could not verify.')
    await portal.moveClock(86_401)
    const tomorrow = await staffBrowser(portal, other.staff)
    expect(verified(await verifiedCall(tomorrow, dana, home))).toBe(true)
  })

  test('facts of two linked accounts do not add up', async () => {
    const shop = await portal.addServiceAccount({ streetNumber: '2210' })
    await portal.link(dana, shop)
    await call(agent, dana)
    const page = await say(agent, dana, { accountNumber: shop.accountNumber, streetNumber: '1234' })
    expect(page.status).toBe(422)
    expect(page.text).toContain('Street number: no match')
  })

  test('with nothing linked there is nothing to ask for', async () => {
    const page = await call(agent, await portal.addResident())
    expect(page.text).toContain('No account is linked, so nothing can be checked.')
  })

  test('nothing typed, half a payment and no number are told', async () => {
    await call(agent, dana)
    expect((await say(agent, dana, {})).text).toContain('Enter what the caller says')
    expect((await say(agent, dana, { paid: '91.40' })).text).toContain('Choose the day, too')
    expect((await say(agent, dana, { accountNumber: '123' })).text).toContain('13 digits')
    expect((await say(agent, dana, { paidOn: '2026-02-30', paid: 'x' })).text).toContain(
      'Check 2 answers',
    )
    const [row] =
      await portal.sql`select misses from caller_check where staff_id = ${agent.staff.id}`
    expect(row).toEqual({ misses: 0 })
  })

  test.each(['accountNumber', 'streetNumber', 'last4', 'paidOn', 'paid'])(
    '4.4: bad input in %s',
    async (field) => {
      await call(agent, dana)
      await tryBadInput({
        browser: agent,
        page: path(),
        fields: {},
        field,
        ...(field === 'last4' && { secret: true }),
        before: async () => {
          await portal.sql`delete from throttle`
          await portal.sql`update caller_check set misses = 0, matched = '{}', candidates = null, failed_at = null, verified_at = null
                             where staff_id = ${agent.staff.id}`
        },
      })
    },
  )
})

describe('5.2: a verified call', () => {
  test('ends with End call: nothing is shown any more', async () => {
    const page = await verifiedCall(agent, dana, home)
    expect((await agent.submit(page, {}, `${path()}/call/end`)).location).toBe('/staff')
    const after = await agent.get(path())
    expect(after.text).toContain('No call')
    expectNothing(after)
  })

  test('ends after 30 minutes', async () => {
    await verifiedCall(agent, dana, home)
    for (const minutes of [14, 14]) {
      await portal.moveClock(minutes * 60)
      expect(verified(await agent.get(path()))).toBe(true)
    }
    await portal.moveClock(2 * 60)
    expectNothing(await agent.get(path()))
  })

  test('is one agent’s: another one sees nothing', async () => {
    await verifiedCall(agent, dana, home)
    expectNothing(await (await staffBrowser(portal)).get(path()))
  })

  test('ends when another resident is opened, and when the agent signs out', async () => {
    await verifiedCall(agent, dana, home)
    await call(agent, await portal.addResident())
    expectNothing(await agent.get(path()))
    await verifiedCall(agent, dana, home)
    await agent.fill(path(), {}, '/staff/sign-out')
    expectNothing(await (await staffBrowser(portal, agent.staff)).get(path()))
  })

  test('opening the same resident again is the same call', async () => {
    await verifiedCall(agent, dana, home)
    const again = await agent.fill(`/staff?q=${dana.username}`, {}, `${path()}/call`)
    expect(verified(await agent.follow(again))).toBe(true)
    const calls = await portal.sql`select 1 from caller_check where staff_id = ${agent.staff.id}`
    expect(calls).toHaveLength(1)
  })

  test.each(['', '/unlock'])(
    'T23: an address that calls itself a poll is a look as well: %j',
    async (below) => {
      const looks = () => portal.sql`
        select 1 from audit where action = 'resident_seen' and subject = ${dana.id} and actor = ${agent.staff.id}`
      const page = await agent.get(`${path()}${below}?poll=1`, { 'hx-request': 'true' })
      expect(page.status).toBe(200)
      expect(await looks()).toHaveLength(1)
    },
  )

  test('T23: every look is in the audit with its call, and what was said is nowhere', async () => {
    await agent.get(path())
    await verifiedCall(agent, dana, home)
    const [row] = await portal.sql<
      { id: string }[]
    >`select id from caller_check where staff_id = ${agent.staff.id}`
    const looks = await portal.sql<{ facts: { call: string | null } }[]>`
      select facts from audit where action = 'resident_seen' and subject = ${dana.id} and actor = ${agent.staff.id} order by seq`
    expect(looks[0]!.facts.call).toBeNull()
    expect(looks.at(-1)!.facts.call).toBe(row!.id)
    const kept = await portal.sql<{ row: string }[]>`
      select k::text as row from caller_check k union all select a::text from audit a where actor = ${agent.staff.id}`
    for (const said of [home.accountNumber, '1234'])
      expect(kept.map(({ row }) => row.replaceAll(/[0-9a-f-]{36}/g, '')).join(' ')).not.toMatch(
        new RegExp(`(?<!\\d)${said}(?!\\d)`),
      )
  })
})
