import { Browser, origin } from './browser.js'

/** A browser without a screen, on a portal that runs as a program of its own. @param at Its origin. */
export function remoteBrowser(at: string): Browser {
  return new Browser(
    {
      async request(url, init) {
        const headers = new Headers(init.headers)
        if (headers.get('origin') === origin) headers.set('origin', at)
        return await fetch(url.replace(origin, at), { ...init, headers, redirect: 'manual' })
      },
    },
    '127.0.0.1',
  )
}
