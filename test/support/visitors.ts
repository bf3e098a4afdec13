import { randomUUID } from 'node:crypto'
import { createSessions } from '../../web/session.js'
import type { Browser } from './browser.js'
import { mondayPortal, type Paying, pay, paying, savedBank } from './paying.js'
import type { TestPortal } from './portal.js'

/** Who may stand before a route. */
export const roles = ['signed out', 'resident', 'restricted'] as const
export type VisitorRole = (typeof roles)[number]

export interface World {
  readonly portal: TestPortal
  /** A new browser of this role; resident and restricted are the one who owns what is in the city. */
  visitor(role: VisitorRole): Promise<Browser>
  /** The token that this browser's forms carry now. */
  token(browser: Browser, role: VisitorRole): Promise<string>
  /** The path with things in place of its parameters that this resident really has. */
  own(path: string): string
}

/** A portal with a resident who has a bill, a bank account and a payment: what the routes of a table are tried on. */
export async function world(): Promise<World> {
  const portal = await mondayPortal()
  const owner: Paying = await paying(portal)
  const payment = await pay(owner)
  const bank = await savedBank(portal, owner.browser.resident)
  const [bill] = await portal.sql<{ id: string }[]>`select id from bill`
  const sessions = createSessions(portal.sql, portal.deps.clock)
  const { resident } = owner.browser
  return {
    portal,
    async visitor(role) {
      if (role === 'resident') return await portal.browserOf(resident)
      const browser = portal.browser()
      if (role === 'restricted')
        browser.cookies.set('sid', await sessions.start(resident.id, { restricted: true }))
      return browser
    },
    async token(browser, role) {
      const page = await browser.get(
        { 'signed out': '/sign-in', resident: '/home', restricted: '/new-password' }[role],
      )
      const token = page.forms.find(({ fields }) => fields._token)?.fields._token
      if (!token) throw new Error(`no form for ${role} (${page.status}): ${page.text}`)
      return token
    },
    own: (path) =>
      path
        .replace('/bills/:bill', `/bills/${bill!.id}`)
        .replace('/payment-activity/:id', `/payment-activity/${payment.id}`)
        .replace('/bank-accounts/:bank', `/bank-accounts/${bank}`)
        .replace(/^\/accounts\/:id/, `/accounts/${owner.account.id}`)
        .replace(/:(?:acct|account)\b/, owner.account.id)
        .replace(/:\w+/g, () => randomUUID()),
  }
}
