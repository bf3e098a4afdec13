import { randomUUID } from 'node:crypto'
import type { BankAccountId, PortalAccountId } from '../../src/domain/ids.js'
import type { Browser, Page } from './browser.js'
import { city, mondayMorning, until } from './city.js'
import {
  type TestPortal,
  type TestResident,
  type TestServiceAccount,
  testPortal,
} from './portal.js'

/** A resident on the mocks' Monday, who owes $84.17 by December 14 and may pay it from a bank account. */
export interface Paying {
  readonly browser: Browser & { resident: TestResident }
  readonly account: TestServiceAccount
  /** The page of the form. */
  readonly form: string
}

/** A portal whose clock shows Monday, November 23, 2026, 10:42 AM. */
export async function mondayPortal(
  options: Parameters<typeof testPortal>[0] = {},
): Promise<TestPortal> {
  const portal = await testPortal(options)
  await portal.moveClock(until(mondayMorning))
  return portal
}

export async function paying(portal: TestPortal): Promise<Paying> {
  const browser = await portal.signedIn({ name: 'Dana Whitfield' })
  const account = await portal.addServiceAccount()
  await portal.link(browser.resident, account, 'Home')
  const { bill, enroll } = city(portal.sql)
  await bill(account, {
    billedOn: '2026-11-20',
    dueOn: '2026-12-14',
    current: 84_17,
    lines: [['Water usage', 84_17]],
  })
  await enroll(browser.resident, account, '2026-11-20')
  return { browser, account, form: `/pay/${account.id}/bank` }
}

/** What a person types who pays from a new bank account, as soon as possible. */
export const newBank = {
  from: 'new',
  kind: 'checking',
  name: 'Dana Whitfield',
  routing: '053000219',
  account: '000482913377',
  accountAgain: '000482913377',
}

/** A saved bank account, straight into the rows. */
export async function savedBank(
  portal: TestPortal,
  owner: { id: PortalAccountId },
  last4 = '4471',
): Promise<BankAccountId> {
  const id = randomUUID() as BankAccountId
  await portal.sql`
    insert into bank_account (id, portal_account_id, kind, name, last4, sealed, fingerprint, saved)
    values (${id}, ${owner.id}, 'checking', 'Dana Whitfield', ${last4}, 'sealed', ${id}, true)`
  return id
}

/** From the form to the check page. */
export async function toCheck(
  { browser, form }: Paying,
  fields: Record<string, string | undefined> = {},
): Promise<Page & { path: string }> {
  const sent = await browser.fill(form, { ...newBank, ...fields }, form)
  if (!sent.location) throw new Error(`no check page (${sent.status}): ${sent.text}`)
  return Object.assign(await browser.get(sent.location), { path: sent.location })
}

/** From the form to the payment's id. */
export async function pay(who: Paying, fields: Record<string, string | undefined> = {}) {
  const done = await who.browser.submit(await toCheck(who, fields))
  const id = /payment=([0-9a-f-]{36})/.exec(done.location ?? '')?.[1]
  if (!id) throw new Error(`no payment (${done.status}): ${done.text}`)
  return { id, done }
}

export const paymentsOf = ({ sql }: TestPortal, { browser }: Paying) => sql<
  { id: string; amountCents: number; payOn: string; status: string; sendAt: Date }[]
>`
  select id, amount_cents, pay_on, status, send_at from payment where payer_id = ${browser.resident.id} order by created_at`
