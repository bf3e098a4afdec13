import { randomUUID } from 'node:crypto'
import { staffRoles } from '../../src/domain/access.js'
import { createSessions } from '../../web/session.js'
import type { Browser } from './browser.js'
import { mondayPortal, type Paying, pay, paying, savedBank } from './paying.js'
import type { TestPortal } from './portal.js'
import { addStaff, staffBrowser, verifiedCall } from './staff.js'

/** Who may stand before a route. */
export const roles = ['signed out', 'resident', 'restricted', 'staff'] as const
export type VisitorRole = (typeof roles)[number]

/** Where somebody of this role is sent from a route that needs this one; undefined: let in, or refused there. */
export function sentAway(needed: string, role: VisitorRole): boolean {
  if (needed === 'resident') return role !== 'resident'
  const open = ['anyone', 'restricted', 'processor', 'dev']
  return !open.includes(needed) && role !== 'staff'
}

export interface World {
  readonly portal: TestPortal
  /**
   * A new browser of this role; resident and restricted are the one who owns what is in the city. Staff has every role of
   * the console, and that resident on the phone.
   */
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
  const colleague = await addStaff(portal)
  return {
    portal,
    async visitor(role) {
      if (role === 'resident') return await portal.browserOf(resident)
      if (role === 'staff') {
        const browser = await staffBrowser(portal, { roles: staffRoles })
        await verifiedCall(browser, resident, owner.account)
        return browser
      }
      const browser = portal.browser()
      if (role === 'restricted')
        browser.cookies.set('sid', await sessions.start(resident.id, { restricted: true }))
      return browser
    },
    async token(browser, role) {
      const page = await browser.get(
        {
          'signed out': '/sign-in',
          resident: '/home',
          restricted: '/new-password',
          staff: '/staff',
        }[role],
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
        .replace('/residents/:id', `/residents/${resident.id}`)
        .replace('/staff/payments/:id', `/staff/payments/${payment.id}`)
        .replace('/people/:id', `/people/${colleague.id}`)
        .replace(/:(?:acct|account)\b/, owner.account.id)
        .replace(/:\w+/g, () => randomUUID()),
  }
}
