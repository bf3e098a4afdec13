import { afterAll } from 'vitest'
import * as steps from '../../sql/payment-steps.js'
import type { PaymentId } from '../../src/domain/ids.js'
import type { Outcome } from '../../src/ports.js'
import type { Way } from '../../src/sandbox/hosted-books.js'
import { type Browser, origin, type Page } from './browser.js'
import { city, mondayMorning, until as secondsUntil } from './city.js'
import { freshDatabase } from './database.js'
import { onHostedPage } from './hosted.js'
import { type TestPortal, type TestServiceAccount, testPortal } from './portal.js'
import { type Rig, sandboxRig } from './sandbox.js'

/** A portal on the mocks' Monday over a real sandbox; nothing applies its events but {@link deliver}. */
export async function speedPayPortal(): Promise<TestPortal & { rig: Rig }> {
  const rig = await sandboxRig((await freshDatabase()).url)
  afterAll(() => rig.stop())
  const portal = await testPortal({
    processor: rig.processor(500),
    processorOrigin: new URL(rig.url()).origin,
  })
  await portal.moveClock(secondsUntil(mondayMorning))
  return Object.assign(portal, { rig })
}

/** A resident whose account owes $212.46, of which $97.30 is past due. */
export async function pastDueResident(
  portal: TestPortal,
  status: 'active' | 'interrupted' = 'active',
) {
  const browser = await portal.signedIn({ name: 'Dana Whitfield' })
  const account = await portal.addServiceAccount({
    streetNumber: '908',
    street: 'Laurel Avenue',
    status,
  })
  await portal.link(browser.resident, account, 'Mom’s house')
  const { bill } = city(portal.sql)
  await bill(account, { billedOn: '2026-10-16', dueOn: '2026-11-09', current: 97_30 })
  await bill(account, {
    billedOn: '2026-11-16',
    dueOn: '2026-12-09',
    current: 115_16,
    previous: 97_30,
    pastDue: 97_30,
  })
  return { browser, account, page: `/pay/${account.id}/speedpay` }
}

/** From the page of a linked account to the processor's page. */
export async function toSpeedPay(
  browser: Browser,
  page: string,
  fields: Record<string, string> = {},
): Promise<string> {
  const sent = await browser.fill(page, fields, page)
  if (sent.status !== 303) throw new Error(`not handed over (${sent.status}): ${sent.text}`)
  return sent.location!
}

/** On the processor's page, and back with what it sends the browser to. */
export async function backFrom(
  browser: Browser,
  hosted: string,
  way: Way,
): Promise<Page & { path: string }> {
  const location = await onHostedPage(hosted, way)
  if (!location?.startsWith(origin)) throw new Error(`sent to ${location}`)
  const first = await browser.get(location.slice(origin.length))
  const path = first.location ?? ''
  return Object.assign(await browser.follow(first), { path })
}

/** The newest hand-off's id. */
export async function newestIntent({ sql }: TestPortal): Promise<PaymentId> {
  const [row] = await sql<{ id: PaymentId }[]>`
    select id from card_intent order by created_at desc limit 1`
  return row!.id
}

/** What the workflow does with the events that came. */
export const apply = ({ sql }: TestPortal, id: PaymentId) =>
  steps.applyEvents(sql, id, (raw) => JSON.parse(raw) as Outcome)

/** The sandbox's events of a key, posted to the portal as they came. */
export async function deliver(portal: TestPortal & { rig: Rig }, id: PaymentId): Promise<number[]> {
  const answers: number[] = []
  for (const { raw, signature } of portal.rig.portal.of(id)) {
    const headers = { 'processor-signature': signature }
    answers.push((await portal.browser().postBody('/processor/events', raw, { headers })).status)
  }
  return answers
}

export const balanceOf = async ({ sql }: TestPortal, account: TestServiceAccount) =>
  (
    await sql<{ cents: number }[]>`
      select coalesce(sum(amount_cents), 0)::int as cents from ledger_entry where service_account_id = ${account.id}`
  )[0]!.cents
