import { gzipSync } from 'node:zlib'
import type { Context } from 'hono'
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import type { PortalEnv } from './env.js'

/** Shorter than this it fits into one or two packets anyway. */
const leastBytes = 2_000
/** 50 µs for the longest page, and within a tenth of what the best level reaches. */
const level = 3

/** A page's id or number: nothing that could be compared with a secret by its length. */
const harmless = /^(?:[0-9a-f-]{36}|\d{0,3})$/

/**
 * Sends a page, compressed where that tells nothing. Compression tells whether a text that an attacker chose stands in
 * the page twice (BREACH): so only answers to a GET whose query holds no text of anybody's choice are compressed, never a
 * form that comes back, a search, or an error.
 */
export function sendPage(c: Context<PortalEnv>, html: string, status: ContentfulStatusCode) {
  if (!mayPack(c, status) || html.length < leastBytes) return c.html(html, status)
  const packed = gzipSync(html, { level })
  return c.body(packed, status, {
    'Content-Type': 'text/html; charset=UTF-8',
    'Content-Encoding': 'gzip',
  })
}

function mayPack(c: Context<PortalEnv>, status: number): boolean {
  if (c.req.method !== 'GET' || status !== 200) return false
  if (!/\bgzip\b/.test(c.req.header('accept-encoding') ?? '')) return false
  return Object.values(c.req.queries()).every((values) =>
    values.every((value) => harmless.test(value)),
  )
}
