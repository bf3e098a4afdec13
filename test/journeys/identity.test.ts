import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { expectNoAxeViolations, launch } from '../support/chromium.js'
import { nextAddress } from '../support/remote.js'
import { type Stack, startStack } from '../support/stack.js'
import { until } from '../support/until.js'

/** Locked out and in again, as a resident does it with CharMeck 311 on the phone; then what Profile can change. */

let stack: Stack
let chromium: Browser
let checker: BrowserContext
beforeAll(async () => {
  ;[stack, chromium] = await Promise.all([startStack(), launch()])
  checker = await chromium.newContext()
})
afterAll(async () => {
  await chromium?.close()
  await stack?.stop()
})

interface Resident {
  username: string
  password: string
  securityAnswer: string
  email: string
}

describe.sequential.each([
  ['with JavaScript', true, 1280, 'resident001'],
  ['without JavaScript, on a phone', false, 390, 'resident002'],
] as const)('%s', (_, javaScriptEnabled, width, username) => {
  let context: BrowserContext
  let page: Page
  let resident: Resident
  const faults: string[] = []
  const chosen = 'blue lamp river nine'

  beforeAll(async () => {
    context = await chromium.newContext({ javaScriptEnabled, viewport: { width, height: 900 } })
    page = await context.newPage()
    page.setDefaultTimeout(15_000)
    page.on('console', (message) => {
      if (message.type() === 'error' && !/status of 4\d\d/.test(message.text()))
        faults.push(message.text())
    })
    const { residents } = await stack.get<{ residents: Resident[] }>('/dev.json')
    resident = residents.find((one) => one.username === username)!
  })
  afterAll(async () => await context?.close())
  afterEach(async ({ task }) => {
    if (task.result?.state === 'fail')
      console.log(page.url(), await page.locator('body').innerText())
  })

  const go = async (path: string) => void (await page.goto(stack.origin + path))
  const press = (name: string) => page.getByRole('button', { name }).click()
  const heading = (name: string) => page.getByRole('heading', { name, level: 1 }).waitFor()
  const type = (label: string, text: string) => page.getByLabel(label, { exact: true }).fill(text)
  const axe = () => expectNoAxeViolations(page, checker)
  const mailed = (subject: string, to = resident.email) =>
    until(async () => (await stack.mails(to)).find((mail) => mail.subject === subject), {
      ms: 20_000,
    })
  async function signIn(password: string) {
    // Each time from elsewhere: what is looked at here is the machine, not the throttle by address.
    await context.setExtraHTTPHeaders({ 'x-forwarded-for': nextAddress() })
    await go('/sign-in')
    await type('Username', username)
    await type('Password', password)
    await press('Sign in')
  }

  test('S12, S13: three wrong passwords, the question, one wrong answer: locked', async () => {
    await signIn('wrong one two three')
    await page.getByText('You have 2 tries left before we ask your security question.').waitFor()
    await axe()
    await signIn('wrong one two three')
    await signIn('wrong one two three')
    await heading('Answer your security question')
    await axe()
    await page.getByRole('textbox').fill('no idea')
    await press('Continue')
    await heading('Your portal account is locked')
    await axe()
    expect((await mailed('Your portal account is locked')).text).toContain(
      'after 3 wrong passwords and a wrong security answer',
    )
    await signIn(resident.password)
    await heading('Your portal account is locked')
  })

  test('N10: one query shows every open lockout, and what each waits for', async () => {
    const { cli, address, namespace } = stack.run().temporal
    const temporal = async (...args: string[]) =>
      (
        await promisify(execFile)(cli!, [
          ...['workflow', ...args, '--address', address, '--namespace', namespace, '-o', 'json'],
        ])
      ).stdout
    const query = 'WorkflowType = "lockout" AND ExecutionStatus = "Running"'
    const open = await until(
      async () => {
        const found: { execution: { workflowId: string } }[] = JSON.parse(
          await temporal('list', '--query', `${query} AND LockScope = "strangers"`),
        )
        return found.length === 1 && found[0]
      },
      { ms: 20_000, every: 500 },
    )
    const details = await temporal('metadata', '-w', open.execution.workflowId)
    expect(details).toContain('for browsers that were never signed in before, after a wrong')
    expect(details).toContain('Waits for: CharMeck 311 to unlock it')
    for (const personal of [username, resident.email]) expect(details).not.toContain(personal)
  })

  test('S8, S13: CharMeck 311 unlocks it', async () => {
    const { code, output } = await stack.portal(
      ...['unlock', username, '--staff', 'mokafor', '--reason', 'called and was checked'],
    )
    expect([code, output]).toEqual([0, expect.stringContaining(`${username} is unlocked`)])
    await mailed('Your portal account is unlocked')
  })

  test('S6: forgets the username, and gets it by mail', async () => {
    await go('/forgot-username')
    await axe()
    await type('Email address', resident.email)
    await press('Submit')
    await heading('Check your email')
    await axe()
    expect((await mailed('Your username')).text).toContain(username)
  })

  test('S7: forgets the password; the temporary one opens Choose a new password, once', async () => {
    await go('/forgot-password')
    await axe()
    await type('Email address', resident.email)
    await press('Submit')
    const mail = await mailed('Your temporary password')
    const secret = /(?:[0-9A-Z]{4}-){5}[0-9A-Z]{4}/.exec(mail.text)![0]
    await signIn(secret)
    await heading('Choose a new password')
    await axe()
    await go('/home')
    await heading('Choose a new password')
    await type('New password', 'short')
    await press('Submit')
    await page.getByText('Use at least 12 characters. You used 5.').first().waitFor()
    await axe()
    await type('New password', chosen)
    await type('Confirm password', chosen)
    await press('Submit')
    await page.getByText('Add New Account').waitFor()
    await signOut()
    await signIn(secret)
    await page.getByText('That username and password do not match.').first().waitFor()
    await signIn(chosen)
    await page.getByText('Add New Account').waitFor()
  })

  async function signOut() {
    await page.getByRole('button', { name: 'Sign out' }).and(page.locator(':visible')).click()
    await heading('You are signed out')
  }

  test('S10, S11, S17: changes question and email address with the current password', async () => {
    for (const path of ['name', 'password', 'sign-ins', 'bank-accounts']) {
      await go(`/profile/${path}`)
      await axe()
    }
    await go('/profile/question')
    await type('Current password', chosen)
    await page.getByLabel('New security question').selectOption({ index: 2 })
    await type('New Security Answer', 'Larkspur Lane')
    await type('Confirm Security Answer', 'larkspur-lane')
    await press('Submit')
    await page.getByText('Saved.').waitFor()
    await axe()
    await mailed('Your security question was changed')
    await go('/profile/email')
    await axe()
    const next = `next.${resident.email}`
    await type('Current password', chosen)
    await type('New Email Address', next)
    await type('Confirm Email Address', next)
    await press('Submit')
    await page.getByText('We sent a link to the new address.').waitFor()
    const { text } = await mailed('Confirm your new email address', next)
    await page.goto(/https?:\S+\/profile\/email\/confirm\?token=\S+/.exec(text)![0])
    await axe()
    await press('Use this address')
    await heading('Your email address is changed')
    const undo = (await mailed('Your email address was changed')).text
    await page.goto(/https?:\S+\/profile\/email\/undo\?token=\S+/.exec(undo)![0])
    await axe()
    await press('Undo the change')
    await heading('Your email address is back')
  })

  test('T9: signs out everywhere', async () => {
    await signIn(chosen)
    await go('/profile/sign-ins')
    await press('Sign out everywhere')
    await heading('You are signed out')
    await go('/home')
    await heading('Sign in')
    expect(faults).toEqual([])
  })
})
