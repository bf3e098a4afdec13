import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { brotliCompressSync, gzipSync } from 'node:zlib'
import { Hono } from 'hono'
import type { PortalEnv } from './env.js'
import { anyone } from './gate.js'

/**
 * Style, script and marks: read once, named after what is in them, kept compressed in memory. No static folder is
 * ever open to the outside, so no path can walk out of it.
 */
const here = (name: string) => readFileSync(new URL(`./assets/${name}`, import.meta.url), 'utf8')
const htmx = readFileSync(
  createRequire(import.meta.url).resolve('htmx.org/dist/htmx.min.js'),
  'utf8',
)

type AssetName = 'portal.css' | 'htmx.js' | 'site.js' | 'mark.svg' | 'crown.svg'

const files: Record<AssetName, { type: string; text: string }> = {
  'portal.css': {
    type: 'text/css; charset=utf-8',
    text: lighter(
      here('tokens.css') + here('portal.css') + here('pages.css') + here('console.css'),
    ),
  },
  'htmx.js': { type: 'text/javascript; charset=utf-8', text: htmx },
  'site.js': {
    type: 'text/javascript; charset=utf-8',
    text: here('site.js').replace(/^\s*\/\/.*\n/gm, ''),
  },
  'mark.svg': { type: 'image/svg+xml', text: here('mark.svg') },
  'crown.svg': { type: 'image/svg+xml', text: here('crown.svg') },
}

/** Takes comments and indentation out of our own, simple style sheets. */
function lighter(css: string): string {
  return css
    .replace(/\/\*[\s\S]*?\*\//g, '')
    .replace(/\s*\n\s*/g, '\n')
    .replace(/\n+/g, '\n')
    .trim()
}

const version = createHash('sha256').update(JSON.stringify(files)).digest('hex').slice(0, 16)

/** The address of an asset, and for scripts and styles its integrity. */
export const assets = Object.fromEntries(
  Object.entries(files).map(([name, { text }]) => [
    name,
    {
      href: `/assets/${version}/${name}`,
      integrity: `sha384-${createHash('sha384').update(text).digest('base64')}`,
    },
  ]),
) as Record<AssetName, { href: string; integrity: string }>

const packed = new Map<string, { type: string; plain: Buffer; br: Buffer; gzip: Buffer }>(
  Object.entries(files).map(([name, { type, text }]) => [
    name,
    {
      type,
      plain: Buffer.from(text),
      br: brotliCompressSync(text),
      gzip: gzipSync(text, { level: 9 }),
    },
  ]),
)

export const assetRoutes = () =>
  new Hono<PortalEnv>()
    .get('/assets/:version/:name', anyone, (c) => {
      const file = packed.get(c.req.param('name'))
      if (!file || c.req.param('version') !== version) return c.notFound()
      const accepted = c.req.header('accept-encoding') ?? ''
      const encoding = accepted.includes('br')
        ? 'br'
        : accepted.includes('gzip')
          ? 'gzip'
          : undefined
      c.header('Content-Type', file.type)
      c.header('Cache-Control', 'public, max-age=31536000, immutable')
      c.header('Vary', 'Accept-Encoding')
      if (encoding) c.header('Content-Encoding', encoding)
      return c.body(new Uint8Array(encoding ? file[encoding] : file.plain))
    })
    .get('/favicon.ico', anyone, (c) => c.redirect(assets['mark.svg'].href, 301))
