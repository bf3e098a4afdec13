import { beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Browser, Page } from '../support/browser.js'
import { cpuTime, median } from '../support/cpu-time.js'
import {
  answer,
  password,
  type TestPortal,
  type TestResident,
  testPortal,
} from '../support/portal.js'
import { tryBadInput } from '../support/try-bad-input.js'

let portal: TestPortal
beforeAll(async () => {
  portal = await testPortal()
})
beforeEach(async () => await portal.sql`delete from throttle`)

const wrong = 'wrong wrong wrong'
const tryIn = async (browser: Browser, username: string, typed: string) => {
  await portal.sql`delete from throttle` // what is looked at here is the machine
  return await browser.fill('/sign-in', { username, password: typed })
}
async function toQuestion(browser: Browser, username: string): Promise<Page> {
  for (const _ of [1, 2]) await tryIn(browser, username, wrong)
  return await browser.follow(await tryIn(browser, username, wrong))
}
async function toLock(browser: Browser, username: string): Promise<Page> {
  return await browser.submit(await toQuestion(browser, username), { answer: 'no idea' })
}
const signsIn = async (browser: Browser, { username }: TestResident) =>
  (await tryIn(browser, username, password)).location === '/home'
/** A browser that signed in once and left. */
async function knownBrowser(dana: TestResident): Promise<Browser> {
  const browser = portal.browser()
  expect(await signsIn(browser, dana)).toBe(true)
  browser.cookies.delete('sid')
  return browser
}
const lockoutsOf = (dana: TestResident) =>
  portal.sql`select scope from lockout where portal_account_id = ${dana.id} and unlocked_at is null`
const noticesOf = async (dana: TestResident) =>
  (
    await portal.sql<{ template: string }[]>`
      select template from notice where portal_account_id = ${dana.id}`
  ).map(({ template }) => template)

describe('three wrong passwords', () => {
  test('S12: the third leads to the question, in these words; no name in the address', async () => {
    const dana = await portal.addResident()
    const browser = portal.browser()
    for (const left of ['2 tries', '1 try']) {
      const page = await tryIn(browser, dana.username, wrong)
      expect([page.status, page.text.includes(`You have ${left} left before`)]).toEqual([422, true])
    }
    const third = await tryIn(browser, dana.username, wrong)
    expect([third.status, third.location]).toEqual([303, '/sign-in/question'])
    const page = await browser.follow(third)
    expect(page.status).toBe(200)
    for (const words of [
      'Answer your security question',
      'You have one try. If the answer does not match, we lock the portal account to protect it, and CharMeck 311 can unlock it.',
      'What was the name of your first pet?',
      'Call 311 instead',
    ])
      expect(page.text).toContain(words)
    expect(page.html).not.toContain(dana.username)
  })

  test('a right password, while the question waits, is asked the question', async () => {
    const dana = await portal.addResident()
    const browser = portal.browser()
    await toQuestion(browser, dana.username)
    const page = await tryIn(browser, dana.username, password)
    expect([page.status, page.location]).toEqual([303, '/sign-in/question'])
    expect(browser.cookies.has('sid')).toBe(false)
  })

  test.each([answer, ` ${answer.toUpperCase()}! `, answer.replaceAll(' ', '-')])(
    'S12, T4: the answer "%s" matches, is no sign-in, and gives three more tries',
    async (typed) => {
      const dana = await portal.addResident()
      const browser = portal.browser()
      const answered = await browser.submit(await toQuestion(browser, dana.username), {
        answer: typed,
      })
      expect([answered.status, answered.location]).toEqual([303, '/sign-in?matched=1'])
      expect(browser.cookies.has('sid')).toBe(false)
      const page = await browser.follow(answered)
      expect(page.text).toContain('Answer matched. Enter your password.')
      expect(page.forms.at(-1)?.fields.username).toBe(dana.username)
      expect((await tryIn(browser, dana.username, wrong)).text).toContain('You have 2 tries left')
      expect(await signsIn(browser, dana)).toBe(true)
    },
  )

  test('S13: a wrong answer locks; then right password and right answer meet the same page', async () => {
    const dana = await portal.addResident()
    const browser = portal.browser()
    const question = await toQuestion(browser, dana.username)
    const out = await browser.submit(question, { answer: 'no idea' })
    expect([out.status, out.location]).toEqual([303, '/locked'])
    const page = await browser.follow(out)
    expect(page.status).toBe(403)
    for (const words of [
      'Your portal account is locked',
      'This protects your information. Your water service and scheduled payments are not affected.',
      'Call CharMeck 311 (dial 311, or 704-336-7600 outside Mecklenburg County) and ask to unlock your portal account. Have your bill account number ready.',
      'Meanwhile: Pay Now with Western Union SpeedPay',
    ])
      expect(page.text).toContain(words)
    for (const typed of [wrong, password])
      expect((await tryIn(browser, dana.username, typed)).location).toBe('/locked')
    expect((await browser.submit(question, { answer })).location).toBe('/sign-in')
    expect(await lockoutsOf(dana)).toEqual([{ scope: 'strangers' }])
  })

  test('an empty answer is no try', async () => {
    const dana = await portal.addResident()
    const browser = portal.browser()
    const empty = await browser.submit(await toQuestion(browser, dana.username), { answer: ' ' })
    expect([empty.status, empty.text.includes('Enter your answer')]).toEqual([422, true])
    expect((await browser.submit(empty, { answer })).location).toBe('/sign-in?matched=1')
  })

  test('T4: after two right answers in a day the third round locks', async () => {
    const dana = await portal.addResident()
    const browser = portal.browser()
    for (const _ of [1, 2])
      await browser.submit(await toQuestion(browser, dana.username), { answer })
    expect((await toQuestion(browser, dana.username)).title).toContain('is locked')
  })

  test('the page that was asked for comes after question and password', async () => {
    const dana = await portal.addResident()
    const browser = portal.browser()
    const fields = { username: dana.username, password: wrong, next: '/bill-history' }
    let page = await browser.get('/sign-in')
    for (const _ of [1, 2, 3]) page = await browser.submit(await browser.get('/sign-in'), fields)
    const matched = await browser.submit(await browser.follow(page), { answer })
    const end = await browser.submit(await browser.follow(matched), { password })
    expect(end.location).toBe('/bill-history')
  })

  test('nobody sees the question without the cookie of three wrong passwords', async () => {
    const dana = await portal.addResident()
    await toQuestion(portal.browser(), dana.username)
    const other = portal.browser()
    expect((await other.get('/sign-in/question')).location).toBe('/sign-in')
    other.cookies.set(
      'asked',
      `${Buffer.from(`{"username":"${dana.username}"}`).toString('base64url')}.x`,
    )
    expect((await other.get('/sign-in/question')).location).toBe('/sign-in')
  })
})

describe('T3: a name that nobody has', () => {
  /** What a page is apart from its tokens and what was typed. */
  const skeleton = ({ status, location, html, headers }: Page) => ({
    status,
    location,
    html: html.replace(/value="[^"]*"/g, ''),
    headers: [...headers].filter(([name]) => name !== 'set-cookie').sort(),
    cookies: headers.getSetCookie().map((cookie) => cookie.replace(/=[^;]*/, '').length),
  })

  test('walks every edge with the same pages, statuses, headers and cookies', async () => {
    const walks = []
    for (const username of [(await portal.addResident()).username, 'nobody_1']) {
      const browser = portal.browser()
      const pages = []
      for (const _ of [1, 2, 3]) pages.push(await tryIn(browser, username, wrong))
      const question = await browser.follow(pages.at(-1)!)
      pages.push(await browser.submit(question, { answer: '' }))
      pages.push(await tryIn(browser, username, wrong))
      pages.push(await browser.submit(question, { answer: 'no idea' }))
      pages.push(await browser.follow(pages.at(-1)!))
      pages.push(await tryIn(browser, username, wrong), await browser.get('/sign-in/question'))
      walks.push(pages.map(skeleton))
    }
    const words = /What [^<]*\?|Where [^<]*\?|In what [^<]*\?/g
    const plain = JSON.parse(JSON.stringify(walks).replaceAll(words, '?'))
    expect(plain[1]).toEqual(plain[0])
  })

  test('is asked a question too, always the same one; other names are asked others', async () => {
    const asked = async (username: string) =>
      /(?:What|Where|In what) [^?]*\?/.exec((await toQuestion(portal.browser(), username)).text)![0]
    const first = await asked('nobody_2')
    await portal.sql`delete from sign_in_door`
    expect(await asked('NOBODY_2')).toBe(first)
    const others = new Set<string>()
    for (let i = 0; i < 8; i += 1) others.add(await asked(`nobody_3${i}`))
    expect(others.size).toBeGreaterThan(1)
  })

  test('question and lock cost the same work for both', { retry: 2 }, async () => {
    const dana = await portal.addResident()
    const times: Record<string, number[]> = { [dana.username]: [], nobody_4: [] }
    for (const name of Object.keys(times)) await toLock(portal.browser(), name)
    for (let round = 0; round < 15; round += 1) {
      for (const [username, list] of Object.entries(times)) {
        await portal.sql`delete from throttle`
        const browser = portal.browser()
        const page = await browser.get('/sign-in')
        list.push(await cpuTime(() => browser.submit(page, { username, password })))
      }
    }
    const [known, unknown] = Object.values(times).map(median)
    expect(unknown! / known!).toBeGreaterThan(0.6)
    expect(unknown! / known!).toBeLessThan(1.6)
  })
})

describe('T6: two doors', () => {
  test('an attacker locks; the victim’s known browser signs in, and the live session lives', async () => {
    const dana = await portal.addResident()
    const known = await knownBrowser(dana)
    const live = await portal.browserOf(dana)
    expect((await toLock(portal.browser(), dana.username)).location).toBe('/locked')
    expect((await live.get('/home')).status).toBe(200)
    expect(await signsIn(known, dana)).toBe(true)
    expect((await tryIn(portal.browser(), dana.username, password)).location).toBe('/locked')
  })

  test('a lock at the known browser locks everything and ends live sessions', async () => {
    const dana = await portal.addResident()
    const [known, other] = [await knownBrowser(dana), await knownBrowser(dana)]
    const live = await portal.browserOf(dana)
    expect((await toLock(known, dana.username)).location).toBe('/locked')
    expect((await live.get('/home')).status).toBe(303)
    for (const browser of [known, other, portal.browser()])
      expect((await tryIn(browser, dana.username, password)).location).toBe('/locked')
    expect(await lockoutsOf(dana)).toEqual([{ scope: 'everything' }])
  })

  test('LOCKOUT_SCOPE=account: strangers lock known browsers too', async () => {
    const strict = await testPortal({ city: { lockoutScope: 'account' } })
    const dana = await strict.addResident()
    const known = strict.browser()
    const fields = { username: dana.username, password }
    expect((await known.fill('/sign-in', fields)).location).toBe('/home')
    const stranger = strict.browser()
    let page = await stranger.get('/sign-in')
    for (const _ of [1, 2, 3])
      page = await stranger.fill('/sign-in', { ...fields, password: wrong })
    await stranger.submit(await stranger.follow(page), { answer: 'no idea' })
    expect((await known.get('/home')).status).toBe(303)
    expect((await known.fill('/sign-in', fields)).location).toBe('/locked')
  })
})

test('1.3, T3: the hundredth wrong password in a row locks, known name or not; a known browser too', async () => {
  const dana = await portal.addResident()
  const [known, live] = [await knownBrowser(dana), await portal.browserOf(dana)]
  const pages = []
  for (const username of [dana.username, 'nobody_5']) {
    await tryIn(portal.browser(), username, wrong)
    await portal.sql`update sign_in_misses set misses = 99`
    const page = await tryIn(portal.browser(), username, wrong)
    pages.push({ status: page.status, to: page.location, html: page.html })
  }
  expect(pages[0]).toMatchObject({ status: 303, to: '/locked' })
  expect(pages[1]).toEqual(pages[0])
  expect((await live.get('/home')).status).toBe(303)
  expect((await tryIn(known, dana.username, password)).location).toBe('/locked')
  expect(await lockoutsOf(dana)).toEqual([{ scope: 'everything' }])
})

describe('the cookie of a known browser', () => {
  test('is strict, http only, 180 days, and no session', async () => {
    const dana = await portal.addResident()
    const browser = portal.browser()
    const page = await tryIn(browser, dana.username, password)
    const cookie = page.headers.getSetCookie().find((text) => text.startsWith('dev='))
    expect(cookie).toMatch(
      /^dev=v1\.[0-9a-f-]{36}\.[0-9a-f]{32}\.\d{10}\.[\w-]{43}; Max-Age=15552000; Path=\/; HttpOnly; SameSite=Strict$/,
    )
    browser.cookies.delete('sid')
    expect((await browser.get('/home')).status).toBe(303)
  })

  test('one that was changed, is another resident’s, revoked or too old makes a stranger', async () => {
    const dana = await portal.addResident()
    const other = await knownBrowser(await portal.addResident())
    const known = await knownBrowser(dana)
    const cookie = known.cookies.get('dev')!
    await toLock(portal.browser(), dana.username)
    const parts = cookie.split('.')
    const later = [...parts.slice(0, 3), String(Number(parts[3]) + 1), parts[4]].join('.')
    for (const bad of [`${cookie}x`, later, 'v1', '', other.cookies.get('dev')!]) {
      const browser = portal.browser()
      browser.cookies.set('dev', bad)
      expect((await tryIn(browser, dana.username, password)).location).toBe('/locked')
    }
    expect(await signsIn(known, dana)).toBe(true)
    known.cookies.delete('sid')
    await portal.sql`update device set revoked_at = portal_now() where portal_account_id = ${dana.id}`
    expect((await tryIn(known, dana.username, password)).location).toBe('/locked')
  })

  test('T8: a browser that was never seen is mailed about, but not the very first one', async () => {
    const dana = await portal.addResident()
    const first = await knownBrowser(dana)
    expect(await noticesOf(dana)).toEqual([])
    await signsIn(first, dana)
    expect(await noticesOf(dana)).toEqual([])
    await knownBrowser(dana)
    expect(await noticesOf(dana)).toEqual(['new_browser'])
  })

  test('outlives signing out', async () => {
    const dana = await portal.addResident()
    const browser = await knownBrowser(dana)
    await signsIn(browser, dana)
    await browser.submit(await browser.get('/profile'), {}, '/sign-out')
    expect(browser.cookies.has('dev')).toBe(true)
  })
})

test('T33: the bad-input corpus, as an answer', async () => {
  const dana = await portal.addResident()
  const browser = portal.browser()
  await toQuestion(browser, dana.username)
  const asked = browser.cookies.get('asked')!
  await tryBadInput({
    browser,
    page: '/sign-in/question',
    fields: {},
    field: 'answer',
    secret: true,
    before: async () => {
      browser.cookies.set('asked', asked)
      await portal.sql`delete from throttle`
      await portal.sql`update sign_in_door set state = 'question', passed_at = '{}'`
    },
  })
})
