import type { Browser, BrowserContext, Locator, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { connect } from '../../sql/database.js'
import { bankingDayFrom } from '../../src/domain/banking-day.js'
import { addDays, cityDay } from '../../src/domain/city-date.js'
import { expectNoAxeViolations, launch } from '../support/chromium.js'
import { remoteBrowser } from '../support/remote.js'
import { type Stack, startStack } from '../support/stack.js'
import { until } from '../support/until.js'

/** The 311 console as an agent uses it on the phone: few actions, the keyboard alone, a phone without JavaScript. */

let stack: Stack
let chromium: Browser
let checker: BrowserContext
let dark: BrowserContext
beforeAll(async () => {
  ;[stack, chromium] = await Promise.all([startStack(), launch()])
  checker = await chromium.newContext()
  dark = await chromium.newContext({ colorScheme: 'dark', viewport: { width: 390, height: 800 } })
})
afterAll(async () => {
  await chromium?.close()
  await stack?.stop()
})

let page: Page
const faults: string[] = []
// What the agent saw, when it went wrong.
afterEach(async ({ task }) => {
  if (task.result?.state === 'fail')
    console.log(page?.url(), await page?.locator('body').innerText())
})

async function open(options: Parameters<Browser['newContext']>[0]): Promise<void> {
  const context = await chromium.newContext(options)
  page = await context.newPage()
  page.setDefaultTimeout(15_000)
  page.on('console', (message) => {
    if (message.type() === 'error' && !/status of 4\d\d/.test(message.text()))
      faults.push(message.text())
  })
}

const button = (name: string | RegExp) =>
  page.getByRole('button', { name, exact: typeof name === 'string' })
const axe = async () => {
  await expectNoAxeViolations(page, checker)
  await expectNoAxeViolations(page, dark)
}

/** The sample city's staff member, with a code that was not used yet: at most two in half a minute. */
async function signIn(): Promise<void> {
  await until(
    async () => {
      await page.goto(`${stack.origin}/staff`)
      if (!page.url().includes('/staff/sign-in')) return true
      const { staff } = await stack.get<{
        staff: { username: string; password: string; code: string }[]
      }>('/dev.json')
      await page.getByLabel('Username').fill(staff[0]!.username)
      await page.getByLabel('Password').fill(staff[0]!.password)
      await page.getByLabel('One-time code').fill(staff[0]!.code)
      await button('Sign in').click()
      await page.waitForLoadState()
      return !page.url().includes('/staff/sign-in')
    },
    { ms: 90_000, every: 3_000 },
  )
}

interface Caller {
  readonly username: string
  readonly name: string
  readonly accountNumber: string
  readonly streetNumber: string
}

/** A resident whom a stranger has locked out, and what they know of their bill. */
async function lockedOut(username: string): Promise<Caller> {
  const browser = remoteBrowser(stack.origin)
  const wrong = { username, password: 'not the password' }
  for (let tries = 0; tries < 3; tries += 1) await browser.fill('/sign-in', wrong, '/sign-in')
  await browser.fill('/sign-in/question', { answer: 'not the answer' }, '/sign-in/question')
  const sql = connect(stack.run().databaseUrl, { max: 1 })
  const [caller] = await sql<Caller[]>`
    select a.username, coalesce(a.name, a.username) as name, s.account_number, s.street_number
      from portal_account a
      join lockout k on k.portal_account_id = a.id and k.unlocked_at is null
      join account_link l on l.portal_account_id = a.id
      join service_account s on s.id = l.service_account_id
     where a.username = ${username} order by l.linked_at limit 1`
  await sql.end()
  return caller!
}

/** A browser that nobody knows gets in again. */
async function canSignIn(username: string): Promise<boolean> {
  const { residents } = await stack.get<{ residents: { username: string; password: string }[] }>(
    '/dev.json',
  )
  const { password } = residents.find((one) => one.username === username)!
  const answer = await remoteBrowser(stack.origin).fill(
    '/sign-in',
    { username, password },
    '/sign-in',
  )
  return answer.status === 303 && answer.location === '/home'
}

/** A resident schedules a payment from the first saved bank account. @returns Its confirmation number. */
async function schedules(username: string): Promise<string> {
  const { residents, now } = await stack.get<{
    residents: { username: string; password: string }[]
    now: string
  }>('/dev.json')
  const own = residents.find((one) => one.username === username)!
  const context = await chromium.newContext()
  const theirs = await context.newPage()
  await theirs.goto(`${stack.origin}/sign-in`)
  await theirs.getByLabel('Username').fill(own.username)
  await theirs.getByLabel('Password', { exact: true }).fill(own.password)
  await theirs.getByRole('button', { name: 'Sign in' }).click()
  await theirs.getByRole('link', { name: 'Pay early' }).click()
  await theirs.getByLabel('On a date I choose').check()
  await theirs.getByLabel('Payment date').fill(bankingDayFrom(addDays(cityDay(new Date(now)), 7)))
  await theirs.getByLabel(/Checking ending 4471/i).check()
  await theirs.getByRole('button', { name: 'Continue' }).click()
  await theirs.getByRole('button', { name: /^Schedule \$/ }).click()
  await theirs.getByRole('heading', { name: /^Scheduled: / }).waitFor()
  const text = await theirs.getByRole('main').innerText()
  await context.close()
  return /CSS-[0-9A-Z]{4}-[0-9A-Z]{4}/.exec(text)![0]
}

/** One action: what is typed, and Enter at its end. */
async function typed(field: Locator, text: string): Promise<void> {
  await field.fill(text)
  await field.press('Enter')
}

describe.sequential('with JavaScript', () => {
  beforeAll(async () => {
    await open({ viewport: { width: 1280, height: 900 } })
    await signIn()
  })
  afterAll(async () => await page.context().close())

  test('A12: a locked caller is unlocked in five actions from the first page', async () => {
    const caller = await lockedOut('resident001')
    expect(await canSignIn(caller.username)).toBe(false)
    await page.goto(`${stack.origin}/staff`)
    let actions = 0
    const act = async (deed: () => Promise<unknown>) => {
      actions += 1
      await deed()
    }
    await act(() => page.locator(':focus').fill(caller.username)) // the field has the focus, and finds as one types
    await axe()
    await act(() => page.getByRole('button', { name: caller.name }).click())
    await page.getByText('Caller check – not verified').waitFor()
    await axe()
    await act(() => page.getByLabel('Account number').fill(caller.accountNumber))
    await act(() => typed(page.getByLabel('Street number'), caller.streetNumber))
    await page.getByText('Caller verified').first().waitFor()
    await axe()
    await act(() => button('Unlock portal account').click())
    await page.getByText(/Unlocked at \d+:\d\d [AP]M\. We emailed the resident\./).waitFor()
    await axe()
    expect(actions).toBeLessThanOrEqual(5)
    expect(await page.locator('#tags').innerText()).not.toContain('Locked')
    expect(await canSignIn(caller.username)).toBe(true)
    await button('End call').click()
    await page.waitForURL('**/staff')
  })

  test('8: unlocked by the keyboard alone, with a temporary password for the resident', async () => {
    const caller = await lockedOut('resident002')
    await page.goto(`${stack.origin}/staff`)
    const keys = page.keyboard
    /** Tab until this has the focus; nobody should need more than two dozen. */
    const tabTo = async (target: Locator) => {
      for (let tabs = 0; tabs < 24; tabs += 1) {
        if (await target.and(page.locator(':focus')).count()) return
        await keys.press('Tab')
      }
      throw new Error(`${target} was not reached by Tab`)
    }
    await keys.type(caller.accountNumber)
    const found = page.getByRole('button', { name: caller.name })
    await found.waitFor()
    await tabTo(found)
    await keys.press('Enter')
    await page.getByText('Caller check – not verified').waitFor()
    await tabTo(page.getByLabel('Account number'))
    await keys.type(caller.accountNumber)
    await tabTo(page.getByLabel('Street number'))
    await keys.type('0')
    await keys.press('Enter')
    // What does not match says so, and has the focus.
    await page.getByRole('alert').getByText('Street number: no match').waitFor()
    await page.locator('[role=alert]:focus').waitFor()
    await tabTo(page.getByLabel('Street number'))
    await keys.press('Control+A')
    await keys.type(caller.streetNumber)
    await keys.press('Enter')
    await page.getByText('Caller verified').first().waitFor()
    // The next thing to do has the focus.
    await page.locator('h2:focus', { hasText: 'Portal account is locked' }).waitFor()
    await tabTo(page.getByRole('radio', { name: 'Caller forgot password' }))
    await keys.press('ArrowDown')
    await tabTo(button('Unlock and email a temporary password'))
    await keys.press('Enter')
    await page.getByText(/Unlocked at/).waitFor()
    await page.locator('h2:focus', { hasText: 'Portal account is unlocked' }).waitFor()
    expect(await page.locator('#live').innerText()).toBe('Unlocked')
    const mails = await until(
      async () => {
        const all = await stack.mails(`${caller.username}@example.com`)
        return all.some(({ subject }) => subject === 'Your temporary password') && all
      },
      { ms: 30_000 },
    )
    expect(mails.map(({ subject }) => subject)).toContain('Your portal account is unlocked')
    await page.getByText('Asked for an unlock: Caller forgot security answer').waitFor()
  })

  test('S13: with the worker away it says that the unlock is queued, and it happens when it is back', async () => {
    const caller = await lockedOut('resident003')
    await page.goto(`${stack.origin}/staff`)
    await page.locator('#q').fill(caller.username)
    await page.getByRole('button', { name: caller.name }).click()
    await page.getByLabel('Account number').fill(caller.accountNumber)
    await typed(page.getByLabel('Street number'), caller.streetNumber)
    const [worker] = stack.run().pids.worker
    process.kill(worker!, 'SIGSTOP')
    try {
      await button('Unlock portal account').click()
      await page.getByText('It is asked for, and will happen by itself in a while.').waitFor()
      await axe()
    } finally {
      process.kill(worker!, 'SIGCONT')
    }
    await page.getByText(/Unlocked at/).waitFor({ timeout: 60_000 })
  })

  test('5.3: cancels a payment for the caller, sees what the resident sees, and finds it all in the log', async () => {
    const confirmation = await schedules('dwhitfield')
    await page.goto(`${stack.origin}/staff/payments`)
    await page.getByLabel('Confirmation').fill(confirmation)
    await button('Find').click()
    await axe()
    await page.getByRole('link', { name: confirmation }).click()
    await page.getByRole('heading', { name: 'Facts' }).waitFor() // with the role Finance, no caller is needed
    await axe()
    await page.goto(`${stack.origin}/staff?q=dwhitfield`)
    await button('Dana Whitfield').click()
    await page.getByLabel('Account number').fill('0048291-533710')
    await typed(page.getByLabel('Street number'), '1234')
    await page.getByText('Caller verified').first().waitFor()
    await page.getByRole('link', { name: `Cancel ${confirmation}` }).click()
    await page.getByText('Read aloud:').waitFor()
    await axe()
    await button('Cancel this payment').click()
    await page.locator('[data-status=canceled]').first().waitFor()
    await axe()
    const mail = await until(
      async () =>
        (await stack.mails('dwhitfield@example.com')).find(({ subject }) =>
          subject.startsWith('Canceled'),
        ),
      { ms: 20_000 },
    )
    expect(mail.text).toContain('311 canceled it for you.')
    await page.getByRole('link', { name: 'Dana Whitfield' }).click()
    await page.getByRole('link', { name: 'View as the resident sees it' }).click()
    await page.getByText('You see Home as Dana Whitfield sees it.').waitFor()
    await page.getByText('Authorize $168.92').waitFor()
    expect(await page.getByRole('main').getByRole('link').allInnerTexts()).toEqual([
      'Back to Dana Whitfield',
    ])
    await axe()
    await page.getByRole('link', { name: 'Back to Dana Whitfield' }).click()
    await page.getByRole('link', { name: '0048291-533710' }).click()
    await page.getByText('Who is linked').waitFor()
    await axe()
    for (const [path, heading] of [
      ['/staff/log', 'Activity log'],
      ['/staff/people', 'Staff'],
      ['/staff/settings', 'Settings'],
      ['/staff/help', 'Console help'],
      ['/staff/enroll', 'Enroll in the 311 Console'],
    ] as const) {
      await page.goto(stack.origin + path)
      await page.getByRole('heading', { name: heading, level: 1 }).waitFor()
      await axe()
    }
    await page.goto(`${stack.origin}/staff/log?group=changes`)
    await page.getByText('Asked for an unlock').first().waitFor()
  })

  test('T25: what was done here is sealed, and the audit holds', async () => {
    await until(async () => (await stack.portal('audit', 'verify')).code === 0, {
      ms: 20_000,
      every: 500,
    })
  })
})

describe.sequential('without JavaScript, on a phone', () => {
  beforeAll(async () => {
    await open({ javaScriptEnabled: false, viewport: { width: 390, height: 800 } })
    await signIn()
  })
  afterAll(async () => await page.context().close())

  test('15.1: finds, checks, unlocks, and the page says so by itself', async () => {
    const caller = await lockedOut('resident004')
    await page.goto(`${stack.origin}/staff`)
    await page.getByLabel('Account number, username').fill(caller.accountNumber)
    await button('Find').click()
    await page.getByRole('button', { name: caller.name }).click()
    await page.getByLabel('Account number').fill('0000000000000')
    await button('Check').click()
    await page.getByText('Account number: no match').first().waitFor()
    expect(await page.title()).toMatch(/^Error: /)
    await page.getByLabel('Account number').fill(caller.accountNumber)
    await page.getByLabel('Street number').fill(caller.streetNumber)
    await button('Check').click()
    await page.getByText('Caller verified').first().waitFor()
    await button('Unlock portal account').click()
    await page.getByText(/Unlocked at/).waitFor({ timeout: 30_000 })
    expect(await canSignIn(caller.username)).toBe(true)
    await page.getByRole('contentinfo').getByRole('button', { name: 'Sign out' }).click()
    await page.getByRole('heading', { name: 'Staff sign in' }).waitFor()
  })

  test('T11: no page broke its own rules', () => {
    expect(faults).toEqual([])
  })
})

test('8.11: no page of the console scrolls sideways at 320 px', async () => {
  await open({ viewport: { width: 320, height: 800 } })
  await signIn()
  const caller = await lockedOut('resident005')
  await page.goto(`${stack.origin}/staff?q=${caller.username}`)
  const fits = async () => {
    const over = await page.evaluate<number>('document.documentElement.scrollWidth - innerWidth')
    expect(over, page.url()).toBeLessThanOrEqual(0)
  }
  await fits()
  await page.getByRole('button', { name: caller.name }).click()
  await page.getByLabel('Account number').fill(caller.accountNumber)
  await fits()
  await typed(page.getByLabel('Street number'), caller.streetNumber)
  await page.getByText('Caller verified').first().waitFor()
  await fits()
  for (const path of [
    '/staff/payments',
    '/staff/log',
    '/staff/people',
    '/staff/settings',
    '/staff/help',
  ]) {
    await page.goto(stack.origin + path)
    await fits()
  }
  await page.context().close()
})
