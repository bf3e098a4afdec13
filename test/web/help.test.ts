import { beforeAll, describe, expect, test } from 'vitest'
import { routeTable } from '../../web/app.js'
import type { Browser, Page } from '../support/browser.js'
import { type TestPortal, testPortal } from '../support/portal.js'

let portal: TestPortal
let browser: Browser
const pages = new Map<string, Page>()
beforeAll(async () => {
  portal = await testPortal()
  browser = portal.browser()
})

async function open(path: string): Promise<Page> {
  const page = pages.get(path) ?? (await browser.get(path))
  pages.set(path, page)
  return page
}

/** The text of the answer with this id. */
function answer(page: Page, id: string): string {
  const found = new RegExp(`<section [^>]*id="${id}"[^>]*>([\\s\\S]*?)</section>`).exec(page.html)
  return (found?.[1] ?? '')
    .replace(/<[^>]*>/g, ' ')
    .replaceAll('&amp;', '&')
    .replace(/\s+/g, ' ')
    .trim()
}

/** Every question of the city's own help text, in its order, and what its answer must say. */
const source: [question: string, at: string, ...says: (string | RegExp)[]][] = [
  ['what is the portal', 'enroll#portal', 'water, sewer and storm water', '24 hours a day'],
  ['which services', 'enroll#features', '24 months', 'instead of on paper', 'one place', 'Profile'],
  [
    'what to register with',
    'enroll#register',
    'email address',
    'account number',
    'enter 1234',
    /last 4 digits .*Social Security number or Federal Tax ID/,
  ],
  ['where the number is', 'enroll#account-number', 'upper right corner of your paper bill'],
  ['why last four digits', 'enroll#social-security', 'street number'],
  ['why a username', 'enroll#username', 'only you, and people you choose'],
  ['several accounts', 'enroll#more-accounts', 'Add New Account', 'View/Pay Bill', '30 accounts'],
  ['how secure', 'security#secure', 'encrypted', 'several steps', 'cookie'],
  ['enrolled by registering', 'paperless#automatic', 'No.', 'link your bill', 'ENROLL NOW'],
  ['trouble enrolling', 'enroll#trouble', 'CharMeck 311'],
  [
    'forgot username',
    'sign-in#forgot-username',
    'Forgot Username?',
    'email you the username',
    'CharMeck 311',
  ],
  [
    'forgot password',
    'sign-in#forgot-password',
    'Forgot Password?',
    'temporary password',
    'locked',
    'CharMeck 311',
  ],
  ['change password', 'sign-in#change-password', 'New password and Confirm password', 'Submit'],
  ['change question', 'sign-in#change-question', 'Profile', 'New security question menu', 'Submit'],
  [
    'change answer',
    'sign-in#change-answer',
    'New Security Answer and Confirm Security Answer',
    'Keep it short',
  ],
  ['locked out', 'sign-in#locked', '3 wrong passwords', 'Only CharMeck 311 can unlock it'],
  [
    'change email',
    'sign-in#change-email',
    'top right',
    'New Email Address and in Confirm Email Address',
    'Submit',
  ],
  [
    'view and pay by registering',
    'paperless#view-and-pay',
    '24 months',
    'SpeedPay ($1.25 convenience fee)',
    'checking or savings',
  ],
  [
    'payment options',
    'pay#options',
    'Recurring payment',
    'ASAP',
    'Western Union SpeedPay',
    'near real-time',
    '$1.25 convenience fee',
  ],
  [
    'options: threshold',
    'pay#recurring',
    'payment threshold',
    'until you authorize it',
    '1 to 10 days',
  ],
  ['options: by mail', 'pay#mail', 'do not recommend', 'may post too late'],
  ['options: posting', 'pay#fastest', 'in person', 'full past due amount must be posted'],
  ['paperless secure', 'security#paperless-secure', 'Yes.', 'encrypted'],
  [
    'paid each month',
    'pay#automatic',
    'recommended',
    'automatic bank draft',
    'credit union',
    'not drafted twice',
  ],
  ['paper bills', 'paperless#paper', 'No.'],
  [
    'reminders',
    'paperless#reminders',
    'New Document',
    'Notifications and Reminders',
    'SPAM, JUNK or BULK',
    'customercare@ci.charlotte.nc.us',
    'always here',
  ],
  ['pay immediately', 'pay#right-away', 'at any time', 'first electronic bill'],
  ['bank information', 'pay#bank-details', 'first payment', 'any zeros at the start'],
  ['credit card', 'pay#credit-card', '704-336-7600', 'Credit Card', '$1.25', '24 hours'],
  ['first bill not there', 'pay#first-bill', 'Yes, with Western Union SpeedPay'],
  ['bill details', 'paperless#details', 'Bill History', 'image of each bill'],
  ['dispute', 'dispute#dispute', 'CharMeck 311', 'date', 'amount', 'confirmation number'],
  ['locations', 'pay#locations', 'without the City’s permission', 'cannot guarantee', 'receipts'],
  [
    'payments of a deleted account',
    'paperless#scheduled-after-remove',
    'still processed, one-time and recurring',
    'Cancel them first',
  ],
  [
    'payments after unenrolling',
    'paperless#scheduled-after-unenroll',
    'still processed, one-time and recurring',
    'Cancel them first',
  ],
  ['unenroll', 'paperless#unenroll', 'View/Pay Bill', 'UNENROLL'],
  ['delete an account', 'paperless#remove', 'red X', 'also removed from paperless billing', 'OK'],
  ['scheduled or completed', 'pay#status', 'Scheduled', 'Pending', 'Approved', 'Rejected'],
  [
    'cancel scheduled',
    'pay#cancel',
    'lists it as scheduled',
    'disconnection of your water service',
  ],
  [
    'username rules',
    'enroll#username-rules',
    'cannot be an email address',
    'do not register again',
  ],
]

describe('S18, S64: the city’s own questions', () => {
  test.each(source)('%s', async (_, at, ...says) => {
    const [topic, id] = at.split('#') as [string, string]
    const page = await open(`/help/${topic}`)
    expect(page.status).toBe(200)
    const text = answer(page, id).toLowerCase()
    for (const words of says) {
      if (typeof words === 'string') expect(text).toContain(words.toLowerCase())
      else expect(text).toMatch(new RegExp(words, 'i'))
    }
  })

  test('each answer is reached from the list of questions', async () => {
    const list = await open('/help')
    for (const [, at] of source) expect(list.html).toContain(`href="/help/${at}"`)
  })
})

const helpPages = [
  '/help',
  '/help/enroll',
  '/help/sign-in',
  '/help/paperless',
  '/help/pay',
  '/help/dispute',
  '/help/security',
  '/security',
  '/accessibility',
  '/pay/locations',
]

describe('every page of help', () => {
  test.each(helpPages)('%s leads nowhere that is not there', async (path) => {
    const page = await open(path)
    const known = routeTable(portal.app).map(
      ({ path }) => new RegExp(`^${path.replace(/:\w+/g, '[^/]+').replace('.', '\\.')}$`),
    )
    const links = [...page.html.matchAll(/href="(\/[^"#]*)?(?:#([^"]*))?"/g)]
    expect(links.length).toBeGreaterThan(5)
    for (const [, target = path, anchor] of links) {
      if (target.startsWith('/assets/')) continue
      expect(
        known.some((route) => route.test(target.split('?')[0]!)),
        target,
      ).toBe(true)
      if (anchor)
        expect((await open(target)).html, `${target}#${anchor}`).toContain(`id="${anchor}"`)
    }
  })

  test.each(helpPages)(
    'S62: %s has the one help number, and a way to give feedback',
    async (path) => {
      const page = await open(path)
      expect(page.text).toContain('CharMeck 311')
      expect(page.html).toContain('href="tel:+17043367600"')
      expect(page.html).toContain('href="mailto:customercare@ci.charlotte.nc.us">Site feedback')
      expect(page.text).not.toMatch(/704-366|SSL|128-bit|undefined/)
    },
  )

  test('an unknown topic is not found', async () => {
    expect((await browser.get('/help/nothing')).status).toBe(404)
  })

  test('S62: phone, fee and feedback come from the settings', async () => {
    const other = await testPortal({
      city: {
        supportPhone: '704-000-1111',
        speedpayPhone: '704-000-2222',
        convenienceFeeCents: 250,
        feedbackUrl: 'https://feedback.example/portal',
      },
    })
    const [pay, dispute, list] = await Promise.all(
      ['/help/pay', '/help/dispute', '/help'].map((path) => other.browser().get(path)),
    )
    expect(pay!.text).toContain('704-000-2222')
    expect(pay!.text).toContain('$2.50 convenience fee')
    expect(dispute!.text).toContain('704-000-1111')
    expect(list!.html).toContain('href="https://feedback.example/portal"')
  })
})

test('S18: pages that ask say why, and lead to more', async () => {
  const resident = await portal.signedIn()
  const page = await resident.get('/link')
  expect(page.text).toContain('Why do you ask for this?')
  expect(page.html).toContain('href="/help/enroll"')
  expect((await open('/register')).html).toContain('href="/help/enroll#username-rules"')
})
