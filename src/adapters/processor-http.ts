import { createHmac, timingSafeEqual } from 'node:crypto'
import { z } from 'zod'
import { isId, type PaymentId } from '../domain/ids.js'
import {
  type CardOrder,
  type Order,
  type Outcome,
  type Processor,
  type ProcessorEvent,
  ProcessorMismatch,
  ProcessorSilence,
} from '../ports.js'

/**
 * The processor over HTTP: `POST /debits`, `GET /debits/:key`, `POST /hosted`, signed events. Only what is documented here is
 * an answer; everything else is {@link ProcessorSilence}, after which the payment may have been taken.
 */
export interface ProcessorSettings {
  /** Where its API is; a path is kept. */
  readonly url: string
  /** Where browsers find it, when that is another address; its hosted pages are there and nowhere else. */
  readonly publicUrl?: string
  /** Bearer, and key of the events' signatures. While it is changed `new,old`: sends the first, takes both. */
  readonly secret: string
  /** For one call from connecting to the answer's last byte (reliability.md 3.2). */
  readonly timeoutMs?: number
}

const maxEventBytes = 64 * 1024
const maxEventAgeSeconds = 300

const cents = z.int().min(0)
const outcome = z.object({
  key: z.custom<PaymentId>((text) => typeof text === 'string' && isId(text)),
  ref: z.string().min(1).max(100),
  status: z.enum(['pending', 'approved', 'rejected', 'returned']),
  amountCents: cents,
  feeCents: cents,
  reference: z.string().max(100),
  currency: z.string().length(3).optional(),
  reason: z.string().max(40).optional(),
})
const event = outcome.extend({ eventId: z.string().min(1).max(100) })
const hosted = z.object({ url: z.url().max(2_000) })
// A 404 of a proxy on the way must not pass for "never taken": the words say it.
const unknownKey = z.object({ refusal: z.literal('unknown-key') })

export function processorHttp(settings: ProcessorSettings): Processor {
  const { url, publicUrl = url, secret, timeoutMs = 10_000 } = settings
  const secrets = secret.split(',').map((text) => text.trim())
  const base = url.replace(/\/+$/, '')
  const call = (path: string, body?: unknown) =>
    ask(`${base}${path}`, { secret: secrets[0]!, timeoutMs, body })

  return {
    keyLifeHours: 24,

    async submit(order: Order): Promise<Outcome> {
      const { status, body } = await call('/debits', order)
      if (status === 409) throw new ProcessorMismatch(`409 to the submit of ${order.key}`)
      if (status !== 200) throw new ProcessorSilence(`${status} to the submit of ${order.key}`)
      return sameOrder(about(order.key, body), order)
    },

    async findByKey(key: PaymentId): Promise<Outcome | undefined> {
      const { status, body } = await call(`/debits/${encodeURIComponent(key)}`)
      if (status === 404 && unknownKey.safeParse(body).success) return undefined
      if (status !== 200) throw new ProcessorSilence(`${status} to the question for ${key}`)
      return about(key, body)
    },

    async hostedPage(order: CardOrder): Promise<string> {
      const { status, body } = await call('/hosted', order)
      if (status === 409) throw new ProcessorMismatch(`409 to the hosted page of ${order.key}`)
      const page = status === 200 ? hosted.safeParse(body).data : undefined
      // Residents are sent to this origin and to no other (T14).
      if (!page || new URL(page.url).origin !== new URL(publicUrl).origin)
        throw new ProcessorSilence(`${status} and no page of ours for ${order.key}`)
      return page.url
    },

    parseEvent(raw: string, signature: string | undefined, now: Date): ProcessorEvent | undefined {
      if (Buffer.byteLength(raw) > maxEventBytes) return undefined
      if (!signed(raw, signature, { secrets, now })) return undefined
      return event.safeParse(fromJson(raw)).data
    },
  }
}

interface Call {
  readonly secret: string
  readonly timeoutMs: number
  /** POST when there is one. */
  readonly body: unknown
}

/** @throws {ProcessorSilence} When no whole HTTP answer came. */
async function ask(url: string, call: Call): Promise<{ status: number; body: unknown }> {
  try {
    const answer = await fetch(url, {
      method: call.body === undefined ? 'GET' : 'POST',
      headers: {
        authorization: `Bearer ${call.secret}`,
        accept: 'application/json',
        ...(call.body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(call.body === undefined ? {} : { body: JSON.stringify(call.body) }),
      redirect: 'error', // bank numbers go to this address and to no other
      signal: AbortSignal.timeout(call.timeoutMs),
    })
    return { status: answer.status, body: fromJson(await answer.text()) }
  } catch (cause) {
    // Its name alone: a fault of fetch may quote addresses, and never says whether the order arrived.
    const why = cause instanceof Error ? cause.name : 'no answer'
    throw new ProcessorSilence(`the processor did not answer: ${why}`, { cause })
  }
}

/** The answer's outcome. @throws {ProcessorSilence} When it isn't one, or is about another key. */
function about(key: PaymentId, body: unknown): Outcome {
  const parsed = outcome.safeParse(body)
  if (!parsed.success) throw new ProcessorSilence(`no outcome in the answer about ${key}`)
  if (parsed.data.key !== key) throw new ProcessorSilence(`an answer about another key than ${key}`)
  return parsed.data
}

/** What was taken is what was sent (I4). @throws {ProcessorMismatch} */
function sameOrder(taken: Outcome, order: Order): Outcome {
  const same =
    taken.amountCents === order.amountCents &&
    taken.feeCents === order.feeCents &&
    taken.reference === order.reference
  if (!same) throw new ProcessorMismatch(`${order.key} was taken with other figures`)
  return taken
}

/** Whether `t=<unix seconds>,v1=<hex>` is one of our secrets' HMAC-SHA256 of `t.raw`, and young enough. */
function signed(
  raw: string,
  signature: string | undefined,
  { secrets, now }: { secrets: readonly string[]; now: Date },
): boolean {
  const [, at, given] = /^t=(\d{1,12}),v1=([0-9a-f]{64})$/.exec(signature ?? '') ?? []
  if (!at || !given) return false
  if (Math.abs(now.getTime() / 1000 - Number(at)) > maxEventAgeSeconds) return false
  const hmacs = secrets.map((secret) =>
    createHmac('sha256', secret).update(`${at}.${raw}`).digest(),
  )
  return hmacs.some((hmac) => timingSafeEqual(hmac, Buffer.from(given, 'hex')))
}

function fromJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined // no shape takes it
  }
}
