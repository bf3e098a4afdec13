import { Hono } from 'hono'
import { HTTPException } from 'hono/http-exception'
import { beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { PaymentId } from '../../src/domain/ids.js'
import { createApp } from '../../web/app.js'
import type { PortalEnv } from '../../web/env.js'
import { anyone } from '../../web/gate.js'
import { Browser, type Page } from '../support/browser.js'
import { mondayPortal, type Paying, pay, paying } from '../support/paying.js'
import { claim } from '../support/payments.js'
import type { TestPortal } from '../support/portal.js'

/** Every page of ux.md 6: header, one heading, what happened to the money, what to do, the help line, a code. */

let portal: TestPortal
let who: Paying
/** A portal with pages that go wrong. */
let broken: Browser

beforeAll(async () => {
  portal = await mondayPortal()
  const wrong = new Hono<PortalEnv>()
    .get('/wrong/fault', anyone, () => {
      throw new Error('the secret of a row: 000482913377')
    })
    .get('/wrong/role', anyone, () => {
      throw new HTTPException(403)
    })
  broken = new Browser(createApp(portal.deps, [wrong]), '10.1.0.1')
})
beforeEach(async () => {
  who = await paying(portal)
})

function expectErrorPage(page: Page, status: number, heading: string, words: readonly string[]) {
  expect(page.status).toBe(status)
  expect(page.title).toContain(heading)
  expect(page.html.match(/<h1[ >]/g)).toHaveLength(1)
  expect(page.html).toContain(`<h1>${heading}</h1>`)
  expect(page.text).toContain('Citizen Self Service')
  for (const text of words) expect(page.text).toContain(text)
  expect(page.text).toContain(
    'Call CharMeck 311 (dial 311). Outside Mecklenburg County, call 704-336-7600',
  )
  const code = status >= 500 ? `${status}-[0-9A-F]{6}` : status
  if (status !== 401) expect(page.text).toMatch(new RegExp(`Code ${code}\\.`))
}

describe('ux 6', () => {
  test('403: a form token that is not right', async () => {
    const page = await who.browser.post(`/accounts/${who.account.id}/name`, { _token: 'x' })
    expectErrorPage(page, 403, 'This page was open too long', [
      'Nothing was sent. Go back, check your answers and send it again.',
    ])
  })

  test('401: signed out meanwhile; signing in leads back', async () => {
    await portal.sql`delete from session where portal_account_id = ${who.browser.resident.id}`
    const page = await who.browser.follow(await who.browser.get('/payment-activity'))
    expectErrorPage(page, 401, 'You were signed out after 30 minutes', [
      'We do this to protect your account. What you typed was not sent.',
      'Sign in',
    ])
    expect(page.forms.find(({ action }) => action === '/sign-in')?.fields.next).toBe(
      '/payment-activity',
    )
  })

  test('403: another account’s, or another role’s', async () => {
    expectErrorPage(await broken.get('/wrong/role'), 403, 'You cannot open this page', [
      'It belongs to another account, or your role does not include it.',
      'Nothing was paid or changed.',
      'Home',
    ])
  })

  test('404', async () => {
    const page = await who.browser.get('/nowhere')
    expectErrorPage(page, 404, 'We cannot find that page', [
      'Nothing was paid or changed.',
      'Check the address, or go to Home, Bill History or Pay Bill.',
    ])
    for (const href of ['/home', '/bill-history', '/pay'])
      expect(page.html).toContain(`href="${href}">`)
  })

  test('409: shows the way to the present state', async () => {
    const { id } = await pay(who)
    await claim(portal.sql, id as PaymentId)
    const page = await who.browser.get(`/payment-activity/${id}/cancel`)
    expectErrorPage(page, 409, 'Something changed while you were here', [
      'It is now pending. If it should not go through, call CharMeck 311.',
      'See how it is now',
    ])
  })

  test('429: when to try again, and how to pay now', async () => {
    const fields = {
      currentPassword: 'not the one that it is',
      password: 'seven quiet herons wade',
      passwordAgain: 'seven quiet herons wade',
    }
    const form = await who.browser.get('/profile/password')
    for (let n = 0; n < 5; n += 1) await who.browser.submit(form, fields)
    const page = await who.browser.submit(form, fields)
    expectErrorPage(page, 429, 'Too many tries', [
      'Nothing was sent or paid. Wait 10 minutes, then try again.',
      'To pay right now: Western Union SpeedPay, or call 704-336-7600',
    ])
    expect(page.headers.get('retry-after')).toBe('600')
  })

  test('500: a static page under 8 KB, with nothing of the fault in it', async () => {
    const page = await broken.get('/wrong/fault')
    expectErrorPage(page, 500, 'Something went wrong on our side', [
      'If you were paying, look at Payment Activity before you try again, so you do not pay twice.',
    ])
    expect(page.html).not.toMatch(/secret|000482913377|Error:|<link|<script/)
    expect(page.html).toContain('href="/payment-activity"')
    expect(Buffer.byteLength(page.html)).toBeLessThan(8_192)
    expect(page.headers.get('content-security-policy')).toMatch(
      /^default-src 'none'; style-src 'sha256-[\w+/=]{44}'/,
    )
  })
})
