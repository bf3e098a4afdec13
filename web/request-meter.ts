import type { Context } from 'hono'
import { createMiddleware } from 'hono/factory'
import { matchedRoutes } from 'hono/route'
import type { Sql } from '../sql/database.js'
import type { Bucket } from '../sql/throttles.js'
import * as throttles from '../sql/throttles.js'
import { Refusal } from '../src/domain/refusal.js'
import { log } from '../src/log.js'
import type { Clock } from '../src/ports.js'
import { buckets } from './buckets.js'
import type { Deps, PortalEnv } from './env.js'
import { clientAddress, type Gate } from './gate.js'

/** What this process knows of one key in its present window. */
interface Entry {
  /** Of all processes, as SQL said last. */
  known: number
  /** Counted here since. */
  pending: number
  /** When the window ends, in milliseconds. */
  until: number
  told: boolean
}

/** Told to SQL together; one statement stays short. */
const batch = 1_000
const cleanEvery = 600

export interface Meter {
  /** Counts one request, in memory. @returns Whether there was room for it. */
  hit(key: string): boolean
  /** Tells SQL what was counted and learns what the other processes counted. Runs by itself every second. */
  flush(): Promise<void>
}

/**
 * A bucket for what comes too often to be written one by one: each process counts in its memory, and once a second adds
 * what it counted to the shared row. A process knows of the others' requests, and after a start of its own former ones,
 * at most one second late: by so much a client may exceed the limit. Requests past the limit cost neither SQL nor a page
 * of a resident.
 *
 * @param maxKeys Kept in memory, the last ones seen; who is dropped is learned again from SQL.
 */
export function createMeter(
  { sql, clock }: { readonly sql: Sql; readonly clock: Clock },
  bucket: Bucket,
  { maxKeys = 20_000, everyMs = 1_000 } = {},
): Meter {
  const entries = new Map<string, Entry>()
  const dirty = new Set<string>()
  let planned = false
  let flushes = 0
  let last = Promise.resolve()

  function hit(key: string): boolean {
    const now = clock.now().getTime()
    let entry = entries.get(key)
    if (!entry || entry.until <= now)
      entry = { known: 0, pending: 0, until: now + bucket.seconds * 1000, told: false }
    // Taken out and put in again: the map stays in the order of the last hit, and the first is the oldest.
    entries.delete(key)
    entries.set(key, entry)
    if (entries.size > maxKeys) forgetOldest()
    if (entry.known + entry.pending >= bucket.limit) {
      if (!entry.told)
        log.warn({ event: 'excess_rate_limit_exceeded', bucket: bucket.name }, 'a throttle is full')
      entry.told = true
      return false
    }
    entry.pending += 1
    dirty.add(key)
    plan()
    return true
  }

  function forgetOldest(): void {
    const [oldest] = entries.keys()
    if (oldest === undefined) return
    entries.delete(oldest)
    dirty.delete(oldest)
  }

  function plan(): void {
    if (planned) return
    planned = true
    setTimeout(() => {
      planned = false
      void flush()
    }, everyMs).unref()
  }

  /** One after the other: what is under way must not be sent twice. */
  function flush(): Promise<void> {
    last = last.then(tellAll)
    return last
  }

  async function tellAll(): Promise<void> {
    const keys = [...dirty]
    dirty.clear()
    for (let from = 0; from < keys.length; from += batch)
      if (!(await tell(keys.slice(from, from + batch)))) return
    if (dirty.size > 0) plan()
    flushes += 1
    if (flushes % cleanEvery === 0) await throttles.removeExpired(sql).catch(() => {}) // another time
  }

  /** @returns Whether there is still a database to tell: false when this process lets go of it. */
  async function tell(keys: readonly string[]): Promise<boolean> {
    const sent = new Map<string, { entry: Entry; hits: number }>()
    for (const key of keys) {
      const entry = entries.get(key)
      if (entry && entry.pending > 0) sent.set(key, { entry, hits: entry.pending })
    }
    if (sent.size === 0) return true
    try {
      const hits = new Map([...sent].map(([key, { hits }]) => [key, hits]))
      for (const total of await throttles.add(sql, bucket, hits)) {
        const told = sent.get(total.key)
        if (!told) continue
        told.entry.known = total.hits
        told.entry.pending -= told.hits
        told.entry.until = total.expiresAt.getTime()
      }
      return true
    } catch (fault) {
      if ((fault as { code?: unknown }).code === 'CONNECTION_ENDED') return false
      // What was counted stays counted here, and is told when the database is back.
      log.warn({ fault, bucket: bucket.name }, 'a throttle could not be shared')
      for (const key of sent.keys()) dirty.add(key)
      return true
    }
  }

  return { hit, flush }
}

/**
 * Every request of one address, polls too. Static files and processor events come before it (app.tsx); what only the
 * sample city has is free, since programs ask there.
 *
 * @param whose Who counts alone, wherever they ask from: the people of a call center share one address.
 */
export function countRequests(
  deps: Deps,
  whose: (c: Context<PortalEnv>) => string | undefined = () => undefined,
) {
  const meter = createMeter(deps, buckets.requests)
  return createMiddleware<PortalEnv>(async (c, next) => {
    const free = matchedRoutes(c).some(({ handler }) => (handler as Partial<Gate>).role === 'dev')
    if (!free && !meter.hit(whose(c) ?? clientAddress(c))) throw new Refusal('too-many-tries')
    await next()
  })
}
