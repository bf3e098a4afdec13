import type { Context } from 'hono'
import { HTTPException } from 'hono/http-exception'
import type { FC } from 'hono/jsx'
import { undoMinutes } from '../src/domain/link-removal.js'
import { Refusal, type RefusalCode } from '../src/domain/refusal.js'
import { maxLinks } from '../src/domain/service-account.js'
import { log } from '../src/log.js'
import type { PortalEnv } from './env.js'
import { HelpLine, show } from './page.js'

interface ErrorWords {
  readonly status: 403 | 404 | 409 | 413 | 429 | 500 | 503
  readonly heading: string
  readonly text: string
}

/** One page for each expected no (ux.md 6); the compiler sees that none is missing. */
const words: Record<RefusalCode, ErrorWords> = {
  'payment-not-cancelable': {
    status: 409,
    heading: 'Something changed while you were here',
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
    text: 'Wait 10 minutes, then try again. To pay right now, call CharMeck 311.',
  },
  'too-busy': {
    status: 503,
    heading: 'Too many people are signing in right now',
    text: 'Nothing was sent or changed. Try again in a few seconds. To pay right now, call CharMeck 311.',
  },
  'form-too-old': {
    status: 403,
    heading: 'This page was open too long',
    text: 'Nothing was sent. Go back, check your answers and send it again.',
  },
  'undo-too-late': {
    status: 409,
    heading: 'Something changed while you were here',
    text: `More than ${undoMinutes} minutes have passed, so this can no longer be undone. You can add the account again: you need its account number, and your street number.`,
  },
  'too-many-links': {
    status: 409,
    heading: 'Something changed while you were here',
    text: `You have linked ${maxLinks} accounts meanwhile, which is the most we allow. Remove one, then undo again.`,
  },
}

const notFound: ErrorWords = {
  status: 404,
  heading: 'We cannot find that page',
  text: 'Check the address, or go to Home, Bill History or Pay Bill.',
}
const tooLarge: ErrorWords = {
  status: 413,
  heading: 'That was too much to send',
  text: 'Nothing was stored. Go back and send less.',
}
const fault: ErrorWords = {
  status: 500,
  heading: 'Something went wrong on our side',
  text: 'If you were paying, look at Payment Activity before you try again, so you do not pay twice.',
}
const away: ErrorWords = {
  status: 503,
  heading: 'We could not reach our records',
  text: 'Nothing was charged. Autopay and scheduled payments are not affected. Try again in a few minutes, or call CharMeck 311.',
}

/** Codes of node and Postgres that mean "the database does not answer". */
const databaseAway = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'CONNECT_TIMEOUT',
  'CONNECTION_CLOSED',
  'CONNECTION_ENDED',
  '57P01',
  '57P02',
  '57P03',
  '53300',
  '57014',
])

/** What a refusal says, for an answer that is no page of its own. */
export const refusalText = (code: RefusalCode): string => words[code].text

export function errorPage(error: Error, c: Context<PortalEnv>) {
  if (error instanceof Refusal) {
    if (words[error.code].status === 429) c.header('Retry-After', '600')
    if (words[error.code].status === 503) c.header('Retry-After', '2')
    return page(c, words[error.code], error.see)
  }
  if (error instanceof HTTPException) {
    // What was not read of a body that is too large must not be taken for the next request.
    if (error.status === 413) c.header('Connection', 'close')
    return page(c, error.status === 413 ? tooLarge : error.status < 500 ? notFound : fault)
  }
  const code = String((error as { code?: unknown }).code ?? '')
  log.error({ fault: error, requestId: c.get('requestId'), path: c.req.routePath }, 'fault')
  if (databaseAway.has(code)) {
    c.header('Retry-After', '60')
    return page(c, away)
  }
  return page(c, fault)
}

export const notFoundPage = (c: Context<PortalEnv>) => page(c, notFound)

const page = (c: Context<PortalEnv>, facts: ErrorWords, see?: string) =>
  show(
    c,
    { title: facts.heading, status: facts.status },
    <ErrorBody c={c} facts={facts} see={see} />,
  )

const ErrorBody: FC<{ c: Context<PortalEnv>; facts: ErrorWords; see?: string | undefined }> = ({
  c,
  facts,
  see,
}) => (
  <div class="stack narrow">
    <h1>{facts.heading}</h1>
    <p class="lede">{facts.text}</p>
    <div class="row">
      {see && (
        <a class="btn" href={see}>
          See how it is now
        </a>
      )}
      <a class={see ? 'quiet' : 'btn alt'} href={c.get('visitor') ? '/home' : '/'}>
        Home
      </a>
    </div>
    <p>
      <HelpLine phone={c.get('deps').city.supportPhone} />{' '}
      {facts.status >= 500 && <>Code {shortCode(c)}.</>}
    </p>
  </div>
)

/** Short enough to read out on the phone; the log has it with the whole id. */
const shortCode = (c: Context<PortalEnv>) => (c.get('requestId') ?? '').slice(0, 6).toUpperCase()
