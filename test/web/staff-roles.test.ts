import { randomUUID } from 'node:crypto'
import { beforeAll, describe, expect, test } from 'vitest'
import type { StaffRole } from '../../src/domain/access.js'
import type { Browser } from '../support/browser.js'
import { type TestPortal, testPortal } from '../support/portal.js'
import { allRoutes } from '../support/routes.js'
import { staffBrowser } from '../support/staff.js'

/** Generated from the route table: a page of the console that is added later is covered by itself (T23, 8.2.1). */
const routes = allRoutes().filter(({ path }) => path === '/staff' || path.startsWith('/staff/'))

/** Who may pass each gate of the console (ux.md 1.3); a gate that is not here fails the build. */
const passes: Record<string, readonly StaffRole[]> = {
  staff: ['agent', 'finance', 'operator', 'supervisor'],
  agent: ['agent', 'supervisor'],
  'agent, finance': ['agent', 'finance', 'supervisor'],
  operator: ['operator'],
  supervisor: ['supervisor'],
}

/** The rows of ux.md 1.3 and of the console's own pages: which gate stands before which path. */
const gates: Record<string, string> = {
  '/staff': 'agent',
  '/staff/accounts/:acct': 'agent',
  '/staff/enroll': 'anyone',
  '/staff/help': 'staff',
  '/staff/log': 'supervisor',
  '/staff/payments': 'agent, finance',
  '/staff/payments/:id': 'agent, finance',
  '/staff/payments/:id/cancel': 'agent',
  '/staff/people': 'supervisor',
  '/staff/people/:id/enroll': 'supervisor',
  '/staff/people/:id/remove': 'supervisor',
  '/staff/residents/:id': 'agent',
  '/staff/residents/:id/call': 'agent',
  '/staff/residents/:id/call/end': 'agent',
  '/staff/residents/:id/home': 'agent',
  '/staff/residents/:id/sign-out': 'agent',
  '/staff/residents/:id/unlink/:acct': 'supervisor',
  '/staff/residents/:id/unlock': 'agent',
  '/staff/residents/:id/verify': 'agent',
  '/staff/settings': 'operator',
  '/staff/sign-in': 'anyone',
  '/staff/sign-out': 'anyone',
}

const staffVisitors = ['agent', 'finance', 'operator', 'supervisor'] as const
const visitors = ['anyone', 'resident', ...staffVisitors] as const

let portal: TestPortal
const browsers = {} as Record<(typeof visitors)[number], Browser>
beforeAll(async () => {
  portal = await testPortal()
  browsers.anyone = portal.browser()
  browsers.resident = await portal.signedIn()
  for (const role of staffVisitors) browsers[role] = await staffBrowser(portal, { roles: [role] })
})

test('T23: each path of the console stands behind the gate that the design names', () => {
  expect(Object.fromEntries(routes.map(({ path, role }) => [path, role]))).toEqual(gates)
})

const real = (path: string) => path.replace(/:\w+/g, () => randomUUID())

describe.each(visitors)('T23: %s', (visitor) => {
  test.each(routes.map((route) => [route.method, route.path, route.role] as const))(
    '%s %s',
    async (method, path, role) => {
      const browser = browsers[visitor]
      const page =
        method === 'GET' ? await browser.get(real(path)) : await post(browser, real(path))
      if (role === 'anyone') return expect([200, 303, 422]).toContain(page.status)
      const allowed = passes[role]
      if (!allowed) throw new Error(`no visitors are named for the gate ${role}`)
      if (visitor === 'anyone' || visitor === 'resident') {
        expect(page.status).toBe(303)
        expect(page.location).toMatch(/^\/staff\/sign-in/)
      } else if (allowed.includes(visitor)) {
        // What a random id names is not there; a page without one is.
        expect(page.status).toBe(path.includes(':') ? 404 : 200)
      } else {
        expect(page.status).toBe(403)
        expect(page.text).toMatch(
          /Your role cannot open this page\. Ask your supervisor for the \w+ role\./,
        )
      }
    },
  )

  async function post(browser: Browser, path: string) {
    // Whoever is not signed in has the token of the visit.
    const there = visitor === 'anyone' || visitor === 'resident' ? '/staff/sign-in' : '/staff/help'
    const form = (await browser.get(there)).forms.find(({ fields }) => fields._token)!
    if (path === '/staff/sign-out') return await browser.get('/staff/sign-in') // it would end the visit
    return await browser.post(path, { _token: form.fields._token })
  }
})

test('3.5.1: the token of a resident’s form is none of the console’s', async () => {
  const { _token } = (await browsers.resident.get('/home')).forms.find(
    ({ fields }) => fields._token,
  )!.fields
  const id = randomUUID()
  expect((await browsers.resident.post(`/staff/residents/${id}/call`, { _token })).status).toBe(403)
  browsers.resident.cookies.set('staff', browsers.agent.cookies.get('staff')!)
  expect((await browsers.resident.post(`/staff/residents/${id}/call`, { _token })).status).toBe(403)
})

test('a tab of the console is there for those who may open it, and each leads somewhere', async () => {
  for (const role of staffVisitors) {
    const help = await browsers[role].get('/staff/help')
    const links = [...help.html.matchAll(/<a href="(\/[^"#]*)/g)].map(([, href]) => href!)
    expect(links.length).toBeGreaterThan(2)
    for (const href of links)
      expect((await browsers[role].get(href)).status, `${role} ${href}`).toBe(200)
  }
})
