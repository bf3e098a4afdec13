import { setTimeout as sleep } from 'node:timers/promises'
import type { Sql } from '../../sql/database.js'
import type { Browser, Page } from '../support/browser.js'
import { median } from '../support/cpu-time.js'
import { remoteBrowser } from '../support/remote.js'
import type { Stack } from '../support/stack.js'
import { until } from '../support/until.js'

/** One form, posted for somebody who is registered and for somebody who is not. */
interface Twin {
  readonly name: string
  /** A resident's, and how to make one up. */
  readonly known: (nth: number) => string
  readonly unknown: (nth: number) => string
  /** Up to the page with the form. */
  readonly open: (browser: Browser, who: string) => Promise<Page>
  readonly send: (browser: Browser, page: Page, who: string) => Promise<Page>
}

/** `again` is unknown a second time: what separates the two is this machine's noise. */
const kinds = ['known', 'unknown', 'again'] as const
type Kind = (typeof kinds)[number]

/** Rounds before the first that counts. */
const warmUp = 10
const wrong = 'a wrong password'

/** How many residents the twins need. */
export const twinResidents = (samples: number): number => 2 * (samples + warmUp)

/** Medians of known against unknown, `samples` each; within 15 % nobody learns who is registered (T3). */
export async function benchTwins(
  stack: Stack,
  sql: Sql,
  residents: readonly { readonly username: string }[],
  samples: number,
): Promise<string[]> {
  const rounds = samples + warmUp
  const emails = await sql<{ email: string }[]>`
    select email from portal_account where email_confirmed_at is not null order by username limit ${rounds}`
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
      known: (nth) => residents[rounds + nth]!.username,
      unknown: (nth) => `somebody${nth}`,
      async open(browser, username) {
        await signIn(browser, username)
        await signIn(browser, username)
        return await browser.follow(await signIn(browser, username))
      },
      send: (browser, page) => browser.submit(page, { answer: 'a wrong answer' }),
    },
    ...['username', 'password'].map((kind) => ({
      name: `forgot ${kind}`,
      known: (nth: number) => emails[nth]!.email,
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
  const times: Record<Kind, number[]> = { known: [], unknown: [], again: [] }
  const statuses = new Set<string>()
  for (let nth = 0; nth < warmUp + samples; nth += 1) {
    await forget(sql)
    for (const kind of shuffled()) {
      const who =
        kind === 'known' ? form.known(nth) : form.unknown(nth + (kind === 'again' ? 1e6 : 0))
      const browser = remoteBrowser(stack.origin)
      const page = await form.open(browser, who)
      await atRest(sql)
      const from = performance.now()
      const answer = await form.send(browser, page, who)
      if (nth >= warmUp) times[kind].push(performance.now() - from)
      statuses.add(`${answer.status} ${answer.location ?? ''}`.trim())
    }
  }
  const [known, unknown, again] = kinds.map((kind) => median(times[kind]))
  const ratio = (a: number, b: number) => (a / b).toFixed(2)
  return `${form.name}: known ${known!.toFixed(1)} ms, unknown ${unknown!.toFixed(1)} ms, ratio ${ratio(known!, unknown!)} (goal 0.85 to 1.15; unknown against itself ${ratio(again!, unknown!)}; ${samples} each, all answered ${[...statuses].join(', ')})`
}

/** By chance: an order that repeats puts the same one always after the same other one. */
const shuffled = (): Kind[] =>
  kinds
    .map((kind) => [Math.random(), kind] as const)
    .sort(([a], [b]) => a - b)
    .map(([, kind]) => kind)

/** What the sample before left for the worker to do is not measured with this one. */
async function atRest(sql: Sql): Promise<void> {
  await until(
    async () => {
      const [row] = await sql<{ busy: boolean }[]>`
        select exists (select from nudge)
               or exists (select from notice where state = 'waiting')
               or exists (select from lockout where told_at is null)
               or exists (select from recovery_request r left join temporary_password t on t.id = r.id
                           where r.done_at is null and t.expires_at is null) as busy`
      return row?.busy === false
    },
    { ms: 30_000 },
  )
  await sleep(30) // and the last task of its workflow, which writes no row
}
