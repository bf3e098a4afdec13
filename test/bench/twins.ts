import type { Sql } from '../../sql/database.js'
import type { Browser, Page } from '../support/browser.js'
import { remoteBrowser } from '../support/remote.js'
import type { Stack } from '../support/stack.js'
import { median } from './cpu.js'

/** One form, posted for somebody who is registered and for somebody who is not, in turn. */
interface Twin {
  readonly name: string
  /** A resident's, and how to make one up. */
  readonly known: (nth: number) => string
  readonly unknown: (nth: number) => string
  /** Up to the page with the form. */
  readonly open: (browser: Browser, who: string) => Promise<Page>
  readonly send: (browser: Browser, page: Page, who: string) => Promise<Page>
}

const wrong = 'a wrong password'

/** Medians of known against unknown, `samples` each; within 15 % nobody learns who is registered (T3). */
export async function benchTwins(
  stack: Stack,
  sql: Sql,
  residents: readonly { readonly username: string }[],
  samples: number,
): Promise<string[]> {
  const emails = await sql<{ email: string }[]>`
    select email from portal_account where email_confirmed_at is not null order by username limit ${samples}`
  const signIn = (browser: Browser, username: string) =>
    browser.fill('/sign-in', { username, password: wrong }, '/sign-in')
  const forms: Twin[] = [
    {
      name: 'sign-in',
      known: (nth) => residents[nth]!.username,
      unknown: (nth) => `nobody${nth}`,
      open: (browser) => browser.get('/sign-in'),
      send: (browser, page, username) =>
        browser.submit(page, { username, password: wrong }, '/sign-in'),
    },
    {
      name: 'question',
      known: (nth) => residents[50 + nth]!.username,
      unknown: (nth) => `nobody${50 + nth}`,
      async open(browser, username) {
        await signIn(browser, username)
        await signIn(browser, username)
        return await browser.follow(await signIn(browser, username))
      },
      send: (browser, page) => browser.submit(page, { answer: 'a wrong answer' }),
    },
    ...['username', 'password'].map((kind) => ({
      name: `forgot ${kind}`,
      known: (nth: number) => emails[nth % emails.length]!.email,
      unknown: (nth: number) => `nobody${nth}@example.com`,
      open: (browser: Browser) => browser.get(`/forgot-${kind}`),
      send: (browser: Browser, page: Page, email: string) => browser.submit(page, { email }),
    })),
  ]
  const lines: string[] = []
  for (const form of forms) lines.push(await compare(stack, sql, form, samples))
  return lines
}

/** The brake of the site off again: each figure begins alike. */
export const forget = (sql: Sql) => sql`delete from site_count`

async function compare(stack: Stack, sql: Sql, form: Twin, samples: number): Promise<string> {
  const times: Record<'known' | 'unknown', number[]> = { known: [], unknown: [] }
  const statuses = new Set<string>()
  for (let nth = 0; nth < samples; nth += 1) {
    await forget(sql)
    // In turn, and each first as often: what warms up warms up both.
    for (const kind of nth % 2
      ? (['known', 'unknown'] as const)
      : (['unknown', 'known'] as const)) {
      const who = form[kind](nth)
      const browser = remoteBrowser(stack.origin)
      const page = await form.open(browser, who)
      const from = performance.now()
      const answer = await form.send(browser, page, who)
      times[kind].push(performance.now() - from)
      statuses.add(`${answer.status} ${answer.location ?? ''}`.trim())
    }
  }
  const [known, unknown] = [median(times.known), median(times.unknown)]
  return `${form.name}: known ${known.toFixed(1)} ms, unknown ${unknown.toFixed(1)} ms, ratio ${(known / unknown).toFixed(2)} (goal 0.85 to 1.15; ${samples} each, all answered ${[...statuses].join(', ')})`
}
