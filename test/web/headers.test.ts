import { beforeAll, describe, expect, test } from 'vitest'
import { assets } from '../../web/assets.js'
import { type TestPortal, testPortal } from '../support/portal.js'

let portal: TestPortal
beforeAll(async () => {
  portal = await testPortal()
})

const pages = [
  '/',
  '/sign-in',
  '/register',
  '/help',
  '/security',
  '/accessibility',
  '/pay/locations',
  '/nowhere',
]
const ownPages = [
  '/home',
  '/bill-history',
  '/pay',
  '/paperless',
  '/payment-activity',
  '/profile',
  '/link',
]

describe('T11, 3.4.x: every page', () => {
  test.each([...pages, ...ownPages])(
    '%s comes with a strict policy, and nothing inline',
    async (path) => {
      const browser = ownPages.includes(path) ? await portal.signedIn() : portal.browser()
      const page = await browser.get(path)
      const policy = page.headers.get('content-security-policy') ?? ''
      expect(policy).toContain("default-src 'none'")
      expect(policy).toContain("script-src 'self'")
      expect(policy).toContain("style-src 'self'")
      expect(policy).toContain("frame-ancestors 'none'")
      expect(policy).not.toMatch(/unsafe-|\*|http:/)
      expect(page.headers.get('x-content-type-options')).toBe('nosniff')
      expect(page.headers.get('referrer-policy')).toBe('same-origin')
      expect(page.headers.get('cache-control')).toContain('no-store')
      expect(page.headers.get('strict-transport-security')).toBeNull() // http: the browser would refuse us for a year
      expect(page.html).not.toMatch(/ style="| on[a-z]+="|<script(?![^>]* src=)|<style/)
      expect(page.html).not.toMatch(/https?:\/\/(?!localhost)/)
    },
  )

  test('3.3.4: cookies are HttpOnly and SameSite=Lax, and hold for the whole site alone', async () => {
    const { headers } = await portal.browser().get('/')
    for (const cookie of headers.getSetCookie())
      expect(cookie).toMatch(/Path=\/; HttpOnly; SameSite=Lax$/)
    expect(headers.getSetCookie()).not.toEqual([])
  })
})

describe('assets', () => {
  test('are immutable under the hash of what is in them, compressed, and refused under another', async () => {
    const { href } = assets['portal.css']
    const css = await portal.app.request(href, { headers: { 'accept-encoding': 'br' } })
    expect(css.headers.get('cache-control')).toBe('public, max-age=31536000, immutable')
    expect(css.headers.get('content-encoding')).toBe('br')
    const other = await portal.app.request(href.replace(/assets\/\w+/, 'assets/0000000000000000'))
    expect(other.status).toBe(404)
  })

  test('ux.md 9: the first visit takes less than 60 KB, its style less than 8 KB', async () => {
    const front = await portal.browser().get('/')
    const sizes = await Promise.all(
      Object.values(assets).map(async ({ href }) => {
        const answer = await portal.app.request(href, { headers: { 'accept-encoding': 'br' } })
        return [href, (await answer.arrayBuffer()).byteLength] as const
      }),
    )
    const sum = sizes.reduce((all, [, size]) => all + size, Buffer.byteLength(front.html))
    expect(sum).toBeLessThan(60_000)
    expect(sizes.find(([href]) => href.endsWith('portal.css'))![1]).toBeLessThan(8_000)
    expect(sizes.find(([href]) => href.endsWith('site.js'))![1]).toBeLessThan(1_024)
  })
})

describe('bad addresses', () => {
  test.each(['/help?x=%00', '/%00', '/bills/%00'])('%s is not found, not a fault', async (path) => {
    expect((await portal.app.request(`http://localhost:3000${path}`)).status).toBe(404)
  })

  test('T27: a body of more than 64 KiB is refused', async () => {
    const page = await portal
      .browser()
      .fill('/sign-in', { username: 'x'.repeat(70_000), password: 'y' }, '/sign-in')
    expect(page.status).toBe(413)
    expect(page.headers.get('connection')).toBe('close')
  })
})
