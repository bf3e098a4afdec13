import { setTimeout as sleep } from 'node:timers/promises'
import { type ServerType, serve } from '@hono/node-server'
import { Hono } from 'hono'
import { html } from 'hono/html'
import { controlRoutes, newControl } from './control.js'
import { createTables, openDatabase, type Sql } from './database.js'
import { debitRoutes } from './debits.js'
import { deliverDue } from './events.js'
import { FrontPage } from './front-page.js'
import { hostedRoutes } from './hosted.js'
import { settleDue } from './settling.js'
import { sweep } from './sweep.js'

/** The stand-in processor: takes debits, settles them after a while, and tells the portal. */
export interface SandboxOptions {
  /** Its own database, or one in which it may have a schema `sandbox`. */
  readonly databaseUrl: string
  /** 0 takes a free one. */
  readonly port: number
  /** The address it listens on; the loopback unless given. */
  readonly host?: string | undefined
  /** Bearer of the API and key of the signatures; of `a,b` it takes either and signs with the first. */
  readonly secret: string
  /** From taken to approved or rejected, and from approved to returned. */
  readonly settleSeconds: number
  /** Where browsers find it, for the hosted page; its own address unless given. */
  readonly publicUrl?: string | undefined
  /** The portal's, which takes events at `/processor/events`. */
  readonly publicOrigin?: string | undefined
  /** Where events go instead; with neither, they are stored and not sent. */
  readonly eventsUrl?: string | undefined
  /** Is told of faults that the sandbox lives through; by default nobody is. */
  readonly report?: ((fault: unknown) => void) | undefined
}

export interface Sandbox {
  /** `http://127.0.0.1:4000` */
  readonly url: string
  /** Ends what is under way, then comes back; nothing due is lost. */
  stop(): Promise<void>
}

const stopWithinMs = 3_000

/** Comes back when it takes calls; waits for its database. @throws When the port is taken. */
export async function startSandbox(options: SandboxOptions): Promise<Sandbox> {
  const report = options.report ?? (() => {})
  const secrets = options.secret.split(',').map((secret) => secret.trim())
  const settleMs = options.settleSeconds * 1000
  const sql = openDatabase(options.databaseUrl)
  await whenThere(sql, report)

  const control = newControl()
  const stopping = new AbortController()
  const eventsUrl =
    options.eventsUrl ?? (options.publicOrigin && `${options.publicOrigin}/processor/events`)
  const delivery = { url: eventsUrl ?? '', secret: secrets[0]!, stopping: stopping.signal, report }
  const sending = eventsUrl ? sweep(() => deliverDue(sql, delivery), report) : undefined
  const terms = { settleMs, events: () => control.events }
  const settling = sweep(() => settleDue(sql, terms, () => sending?.wake()), report)
  const changed = () => {
    settling.wake()
    sending?.wake()
  }

  let ownUrl = ''
  const shared = { sql, control, secrets, settleMs, changed, stopping: stopping.signal }

  const app = new Hono()
    .get('/', (c) => {
      const { origin } = new URL(c.req.url)
      const page = <FrontPage settleSeconds={options.settleSeconds} origin={origin} />
      return c.html(html`<!doctype html>${page}`)
    })
    .get('/healthz', (c) => c.text('ok'))
    .route('/', debitRoutes(shared))
    .route('/', hostedRoutes({ ...shared, publicUrl: () => options.publicUrl ?? ownUrl }))
    .route('/', controlRoutes(sql, control, changed))
    .notFound((c) => c.json({ refusal: 'no-such-page', words: ['see /'] }, 404))
    .onError((fault, c) => {
      report(fault)
      return c.json({ refusal: 'unavailable', words: ['the sandbox has a fault'] }, 503)
    })

  const endSweeps = async () => {
    stopping.abort()
    await Promise.all([settling.stop(), sending?.stop()])
  }
  try {
    const { server, port } = await listen(app, options.port, options.host ?? '127.0.0.1')
    const stop = async () => {
      await Promise.all([endSweeps(), close(server)])
      await sql.end({ timeout: 2 })
    }
    ownUrl = `http://127.0.0.1:${port}`
    return { url: ownUrl, stop }
  } catch (fault) {
    await endSweeps()
    await sql.end({ timeout: 2 })
    throw fault
  }
}

/** Start order is free: the database may come later. */
async function whenThere(sql: Sql, report: (fault: unknown) => void): Promise<void> {
  for (;;) {
    try {
      return await createTables(sql)
    } catch (fault) {
      report(fault)
      await sleep(1_000)
    }
  }
}

function listen(
  app: Hono,
  port: number,
  hostname: string,
): Promise<{ server: ServerType; port: number }> {
  return new Promise((resolve, reject) => {
    const server = serve({ fetch: app.fetch, hostname, port }, (address) =>
      resolve({ server, port: address.port }),
    )
    server.once('error', reject)
  })
}

async function close(server: ServerType): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()))
  const cut = setTimeout(() => {
    if ('closeAllConnections' in server) server.closeAllConnections()
  }, stopWithinMs)
  await closed
  clearTimeout(cut)
}
