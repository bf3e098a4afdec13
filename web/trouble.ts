import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import type { Context } from 'hono'
import type { PortalEnv } from './env.js'
import { wantsFragment } from './page.js'

/**
 * The pages for trouble on our side (ux.md 6): one static file with its style inside, which stands on nothing, neither
 * Postgres nor an asset. Its policy allows that one style by its hash.
 */
const file = readFileSync(new URL('./assets/trouble.html', import.meta.url), 'utf8')
const style = /<style>([\s\S]*?)<\/style>/.exec(file)![1]!
const styleHash = createHash('sha256').update(style).digest('base64')
const policy = `default-src 'none'; style-src 'sha256-${styleHash}'; img-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`

interface Trouble {
  readonly status: 500 | 503
  readonly heading: string
  /** What happened to the money. */
  readonly text: string
  /** What to do; may hold links of ours. */
  readonly next: (c: Context<PortalEnv>) => string
}

const look =
  'If you were paying, look at Payment Activity before you try again, so you do not pay twice.'

const fault: Trouble = {
  status: 500,
  heading: 'Something went wrong on our side',
  text: look,
  next: () => '<a href="/payment-activity">Payment Activity</a> &nbsp; <a href="/home">Home</a>',
}

const away: Trouble = {
  status: 503,
  heading: 'We cannot reach our records right now',
  text: `Autopay and scheduled payments are not affected. ${look}`,
  next: (c) =>
    `Try again in a few minutes. To pay now, call ${phone(c.get('deps').city.speedpayPhone)} (Western Union SpeedPay).`,
}

/** Anything unexpected. */
export const faultPage = (c: Context<PortalEnv>): Response => page(c, fault)

/** The database does not answer: a browser may try again in a minute, the processor sends its event once more. */
export function awayPage(c: Context<PortalEnv>): Response {
  c.header('Retry-After', '60')
  return page(c, away)
}

function page(c: Context<PortalEnv>, trouble: Trouble): Response {
  const { status, heading, text, next } = trouble
  // Short enough to read out on the phone, and the beginning of the request's id in the log.
  const code = `${status}-${(c.get('requestId') ?? '').slice(0, 6).toUpperCase()}`
  // Programs ask here, and read no page.
  if (c.req.path.startsWith('/processor/')) return c.json({ error: heading, code }, status)
  const values: Record<string, string> = {
    heading,
    text,
    next: next(c),
    phone: phone(c.get('deps').city.supportPhone),
    code,
  }
  if (wantsFragment(c)) return c.html(fragment(values), status)
  c.header('Content-Security-Policy', policy)
  return c.html(
    file.replace(/\{\{(\w+)\}\}/g, (_, name: string) => values[name] ?? ''),
    status,
  )
}

/** What htmx puts in the place of the part that it asked for. */
const fragment = ({ heading, text, next, phone: number, code }: Record<string, string>) =>
  `<div class="note bad" role="alert" tabindex="-1" autofocus><div><p><strong>${heading}.</strong> ${text}</p><p>${next}</p><p>Call CharMeck 311 (dial 311), or ${number} outside Mecklenburg County. Code ${code}.</p></div></div>`

/** @param number A setting: what stands in a page is digits and signs alone. */
function phone(number: string): string {
  const shown = number.replace(/[^\d+() .-]/g, '')
  return `<a href="tel:+1${shown.replace(/\D/g, '')}">${shown}</a>`
}
