import type { Context } from 'hono'
import { createMiddleware } from 'hono/factory'
import { Refusal } from '../src/domain/refusal.js'
import { buckets, takePlaces } from './buckets.js'
import type { Deps, PortalEnv } from './env.js'

/** Files that a resident takes away: how many, and with which headers (security.md 1.3, T31, T36). */

/** Of one resident in one process; the minute's places are shared by all of them. */
const atOnce = 2
const running = new Map<string, number>()

/**
 * Behind the gate `resident`: 30 files a minute, two at once, of all features together. A file that is refused, or not there, has cost its place
 * too: so nobody tries ids this way.
 */
export function limitDownloads({ sql }: Deps) {
  return createMiddleware<PortalEnv>(async (c, next) => {
    const { id } = c.get('resident')
    const now = running.get(id) ?? 0
    if (now >= atOnce) throw new Refusal('too-many-downloads')
    running.set(id, now + 1)
    try {
      if (await takePlaces(sql, [[buckets.downloads, id]])) throw new Refusal('too-many-downloads')
      // A file is opened by a person; a page of somebody else that embeds it gets nothing.
      if (embedded(c)) return c.notFound()
      await next()
    } finally {
      const left = running.get(id)! - 1
      if (left > 0) running.set(id, left)
      else running.delete(id)
    }
  })
}

/** Browsers say what they want it for; what is no browser says nothing. */
function embedded(c: Context<PortalEnv>): boolean {
  const wanted = c.req.header('sec-fetch-dest')
  return wanted !== undefined && wanted !== 'document' && wanted !== 'empty'
}

/**
 * Sends a file to be kept, which can do nothing in the browser that opens it.
 *
 * @param name Made of our own words and digits; anything else would need the encoding of RFC 6266 and 8187.
 */
export function attach(
  c: Context<PortalEnv>,
  file: { readonly type: string; readonly name: string; readonly body: string | Uint8Array },
) {
  if (!/^[a-z0-9-]+\.[a-z]+$/.test(file.name)) throw new TypeError(`not a plain name: ${file.name}`)
  c.header('Content-Type', file.type)
  c.header('Content-Disposition', `attachment; filename="${file.name}"`)
  c.header('Content-Security-Policy', "sandbox; default-src 'none'")
  c.header('Cross-Origin-Resource-Policy', 'same-origin')
  return c.body(typeof file.body === 'string' ? file.body : new Uint8Array(file.body))
}
