import type { Context } from 'hono'
import { HTTPException } from 'hono/http-exception'
import type { FC } from 'hono/jsx'
import { undoMinutes } from '../src/domain/link-removal.js'
import { Refusal, type RefusalCode } from '../src/domain/refusal.js'
import { maxLinks } from '../src/domain/service-account.js'
import { log } from '../src/log.js'
import { firstPage } from './console.js'
import type { PortalEnv } from './env.js'
import { inConsole } from './gate.js'
import { HelpLine, Phone, show } from './page.js'
import { awayPage, faultPage } from './trouble.js'

interface ErrorWords {
  readonly status: 403 | 404 | 409 | 413 | 429 | 503
  readonly heading: string
  /** What happened to the money, and what to do. */
  readonly text: string
  /** What the button to the present state says. */
  readonly see?: string
  /** Said where paying is what was in the way: "To pay right now: SpeedPay." */
  readonly payNow?: true
}

const changed = 'Something changed while you were here'

/** One page for each expected no (ux.md 6); the compiler sees that none is missing. */
const words: Record<Exclude<RefusalCode, 'locked'>, ErrorWords> = {
  'payment-not-cancelable': {
    status: 409,
    heading: changed,
    text: 'This payment was just sent to the payment processor, so it can no longer be canceled here. It is now pending. If it should not go through, call CharMeck 311.',
  },
  'form-already-used': {
    status: 409,
    heading: 'We already have this one',
    text: 'It was not sent twice. The answers were different this time, so nothing more was done.',
  },
  'too-many-tries': {
    status: 429,
    heading: 'Too many tries',
    text: 'Nothing was sent or paid. Wait 10 minutes, then try again.',
    payNow: true,
  },
  'too-many-downloads': {
    status: 429,
    heading: 'Too many files at once',
    text: 'Wait a minute, then try again. Everything in them is on the pages, too.',
  },
  'too-busy': {
    status: 503,
    heading: 'Too many people are signing in right now',
    text: 'Nothing was sent or changed. Try again in a few seconds.',
    payNow: true,
  },
  'role-missing': {
    status: 403,
    heading: 'You cannot open this page',
    text: 'Your role cannot open this page. Ask your supervisor for the {about} role.',
  },
  'caller-not-verified': {
    status: 409,
    heading: 'The caller is not verified',
    text: 'Nothing was changed. A check is good for one call, and for 30 minutes: check the caller again.',
  },
  'form-too-old': {
    status: 403,
    heading: 'This page was open too long',
    text: 'Nothing was sent. Go back, check your answers and send it again.',
  },
  'undo-too-late': {
    status: 409,
    heading: changed,
    text: `More than ${undoMinutes} minutes have passed, so this can no longer be undone. Your payments are not affected. You can add the account again: you need its account number, and your street number.`,
    see: 'Add New Account',
  },
  'too-many-links': {
    status: 409,
    heading: changed,
    text: `You have linked ${maxLinks} accounts meanwhile, which is the most we allow. Your payments are not affected. Remove one, then undo again.`,
    see: 'Paperless Billing',
  },
}

/** Seconds after which it is worth trying again, where it is not ten minutes. */
const retryAfter: Partial<Record<RefusalCode, number>> = { 'too-busy': 2, 'too-many-downloads': 60 }

const notFound: ErrorWords = {
  status: 404,
  heading: 'We cannot find that page',
  text: 'Nothing was paid or changed. Check the address, or go to Home, Bill History or Pay Bill.',
}
const forbidden: ErrorWords = {
  status: 403,
  heading: 'You cannot open this page',
  text: 'It belongs to another account, or your role does not include it. Nothing was paid or changed.',
}
const tooLarge: ErrorWords = {
  status: 413,
  heading: 'That was too much to send',
  text: 'Nothing was stored. Go back and send less.',
}

/** Codes of node and Postgres that mean "the database does not answer". */
const databaseAway = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'CONNECT_TIMEOUT',
  'CONNECTION_CLOSED',
  'CONNECTION_DESTROYED',
  'CONNECTION_ENDED',
  '57P01',
  '57P02',
  '57P03',
  '53300',
  '57014',
])

/** What a refusal says, for an answer that is no page of its own. */
export const refusalText = (code: Exclude<RefusalCode, 'locked'>): string => words[code].text

export function errorPage(error: Error, c: Context<PortalEnv>) {
  if (error instanceof Refusal) {
    // Which has a page of its own (ux.md 3.3).
    if (error.code === 'locked') return c.redirect('/locked', 303)
    const seconds = retryAfter[error.code] ?? (words[error.code].status === 429 ? 600 : undefined)
    if (seconds !== undefined) c.header('Retry-After', String(seconds))
    const { text, ...facts } = words[error.code]
    return page(c, { ...facts, text: text.replace('{about}', error.about ?? '') }, error.see)
  }
  if (error instanceof HTTPException && error.status < 500) {
    // What was not read of a body that is too large must not be taken for the next request.
    if (error.status === 413) c.header('Connection', 'close')
    return page(c, error.status === 413 ? tooLarge : error.status === 403 ? forbidden : notFound)
  }
  const code = String((error as { code?: unknown }).code ?? '')
  log.error({ fault: error, requestId: c.get('requestId'), path: c.req.routePath }, 'fault')
  return databaseAway.has(code) ? awayPage(c) : faultPage(c)
}

export const notFoundPage = (c: Context<PortalEnv>) => page(c, notFound)

const page = (c: Context<PortalEnv>, facts: ErrorWords, see?: string) =>
  show(
    c,
    { title: facts.heading, status: facts.status },
    inConsole(c.req.path) ? (
      <ConsoleErrorBody c={c} facts={facts} see={see} />
    ) : (
      <ErrorBody c={c} facts={facts} see={see} />
    ),
  )

/** To whoever helps the residents: no help line, and the way back into the console. */
const ConsoleErrorBody: FC<{
  c: Context<PortalEnv>
  facts: ErrorWords
  see?: string | undefined
}> = ({ c, facts, see }) => (
  <div class="stack narrow">
    <h1>{facts.heading}</h1>
    <p class="lede">
      {facts.status === 404 ? 'Check the address, or look for it again.' : facts.text}
    </p>
    <div class="row">
      {see && (
        <a class="btn" href={see}>
          {facts.see ?? 'See how it is now'}
        </a>
      )}
      <a class={see ? 'quiet' : 'btn alt'} href={firstPage(c.get('staff')?.roles)}>
        Back to the console
      </a>
    </div>
    <p class="soft small">Code {facts.status}</p>
  </div>
)

const ErrorBody: FC<{ c: Context<PortalEnv>; facts: ErrorWords; see?: string | undefined }> = ({
  c,
  facts,
  see,
}) => {
  const { city } = c.get('deps')
  return (
    <div class="stack narrow">
      <h1>{facts.heading}</h1>
      <p class="lede">{facts.text}</p>
      {facts.payNow && (
        <p>
          To pay right now: <a href="/pay/speedpay">Western Union SpeedPay</a>, or call{' '}
          <Phone number={city.speedpayPhone} />.
        </p>
      )}
      <div class="row">
        {see && (
          <a class="btn" href={see}>
            {facts.see ?? 'See how it is now'}
          </a>
        )}
        <a class={see ? 'quiet' : 'btn alt'} href={c.get('visitor') ? '/home' : '/'}>
          Home
        </a>
        {facts.status === 404 && (
          <>
            <a class="quiet" href="/bill-history">
              Bill History
            </a>
            <a class="quiet" href="/pay">
              Pay Bill
            </a>
          </>
        )}
      </div>
      <p>
        <HelpLine phone={city.supportPhone} />
      </p>
      {/* The same for everybody: a page that is another's looks like one that never was (T12). */}
      <p class="soft small">Code {facts.status}. Tell it to CharMeck 311 if you call.</p>
    </div>
  )
}
