import { randomUUID } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { processorHttp } from '../../src/adapters/processor-http.js'
import type { PaymentId } from '../../src/domain/ids.js'
import type { Order, ProcessorEvent } from '../../src/ports.js'
import { type Sandbox, startSandbox } from '../../src/sandbox/sandbox.js'

export const secret = 'a-secret-of-this-test'
export const settleSeconds = 0.2

/** One line of the sandbox's ledger, as outside checks read it. */
export interface Line {
  key: string
  kind: string
  amountCents: number
  feeCents: number
  status: string
  calls: number
  createdAt: string
}

/**
 * A real sandbox over this database, an adapter to it, and a portal that does nothing but take events.
 *
 * @param keep What is done with an event before it is answered.
 */
export async function sandboxRig(
  databaseUrl: string,
  keep: (event: ProcessorEvent, raw: string) => Promise<unknown> = async () => {},
) {
  const portal = await eventsPortal(keep)
  const faults: unknown[] = []
  const start = () =>
    startSandbox({
      databaseUrl,
      port: 0,
      secret,
      settleSeconds,
      eventsUrl: portal.url,
      report: (fault) => faults.push(fault),
    })
  let sandbox: Sandbox = await start()
  const get = async (path: string): Promise<Line[]> =>
    (await fetch(sandbox.url + path)).json() as Promise<Line[]>

  return {
    portal,
    /** What the sandbox lived through. */
    faults,
    url: () => sandbox.url,
    /** Made anew after a restart, which moves the sandbox to another port. */
    processor: (timeoutMs = 5_000) => processorHttp({ url: sandbox.url, secret, timeoutMs }),
    control: (body: object) => postJson(`${sandbox.url}/control`, body),
    ledger: (): Promise<Line[]> => get('/control/ledger'),
    async line(key: string): Promise<Line | undefined> {
      return (await this.ledger()).find((line) => line.key === key)
    },
    /** What is done in between happens while the sandbox is away. */
    async restart(between: () => Promise<unknown> = async () => {}) {
      await sandbox.stop()
      await between()
      sandbox = await start()
    },
    async stop() {
      await sandbox.stop()
      await portal.stop()
    },
  }
}

export type Rig = Awaited<ReturnType<typeof sandboxRig>>

export const postJson = (url: string, body: unknown, headers: Record<string, string> = {}) =>
  fetch(url, { method: 'POST', body: JSON.stringify(body), headers })

/** Debits $84.17 and a $1.25 fee from an account with this ending. */
export function order(last4 = '4471', over: Partial<Order> = {}): Order {
  return {
    key: randomUUID() as PaymentId,
    amountCents: 84_17,
    feeCents: 1_25,
    bank: {
      routing: '053000219',
      account: `0004829${last4}`,
      kind: 'checking',
      name: 'Dana Whitfield',
    },
    reference: 'CSS-7Q4M-20H8',
    ...over,
  }
}

/** What came in, as it came; events that `parseEvent` does not take are answered with 400. */
export interface Received {
  readonly raw: string
  readonly signature: string | undefined
  readonly event: ProcessorEvent
}

/** Takes events over real HTTP. */
async function eventsPortal(keep: (event: ProcessorEvent, raw: string) => Promise<unknown>) {
  const adapter = processorHttp({ url: 'http://unused', secret })
  const received: Received[] = []
  let refusals = 0
  let refused = 0
  const server = createServer(async (request, answer) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk)
    const raw = Buffer.concat(chunks).toString()
    const signature = request.headers['processor-signature']
    const given = typeof signature === 'string' ? signature : undefined
    const event = adapter.parseEvent(raw, given, new Date())
    if (refusals > 0) {
      refusals -= 1
      refused += 1
      answer.writeHead(503).end()
    } else if (event) {
      received.push({ raw, signature: given, event })
      await keep(event, raw)
      answer.writeHead(200).end()
    } else {
      answer.writeHead(400).end()
    }
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/processor/events`,
    received,
    of: (key: string) => received.filter(({ event }) => event.key === key),
    statuses: (key: string) =>
      received.filter(({ event }) => event.key === key).map(({ event }) => event.status),
    /** Answers so many events with 503. */
    refuse: (count: number) => {
      refusals = count
      refused = 0
    },
    refused: () => refused,
    stop: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}
