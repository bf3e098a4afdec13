import { Browser, origin } from './browser.js'

let browsers = 0

/** An address nobody else has: what counts by address counts each browser alone. */
export function nextAddress(): string {
  browsers += 1
  return `10.${(browsers >> 16) & 255}.${(browsers >> 8) & 255}.${browsers & 255}`
}

/**
 * A browser without a screen, on a portal that runs as a program of its own. It comes from an address of its own where
 * that portal trusts us as its proxy, as `startStack` makes it.
 *
 * @param at Its origin.
 */
export function remoteBrowser(at: string): Browser {
  const address = nextAddress()
  return new Browser(
    {
      async request(url, init) {
        const headers = new Headers(init.headers)
        headers.set('x-forwarded-for', address)
        if (headers.get('origin') === origin) headers.set('origin', at)
        return await fetch(url.replace(origin, at), { ...init, headers, redirect: 'manual' })
      },
    },
    address,
  )
}
