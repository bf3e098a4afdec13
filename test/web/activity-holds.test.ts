import { beforeAll, expect, test } from 'vitest'
import { decideBill } from '../../sql/recurring-decisions.js'
import type { BillId, PaymentId } from '../../src/domain/ids.js'
import { mondayPortal, type Paying, paying, savedBank } from '../support/paying.js'
import type { Payer } from '../support/payments.js'
import type { TestPortal } from '../support/portal.js'
import { addBill, automatic, holdsOf, setUp } from '../support/recurring.js'

let portal: TestPortal
beforeAll(async () => {
  portal = await mondayPortal()
})

/** A resident with a recurring payment up to $150.00, and a new bill of so much beside the $84.17. */
async function withBill(current: number): Promise<Paying & { payer: Payer }> {
  const who = await paying(portal)
  const { resident } = who.browser
  const [bill] = await portal.sql<{ id: BillId }[]>`
    select id from bill where service_account_id = ${who.account.id}`
  const bank = await savedBank(portal, resident)
  const { id, email } = resident
  const payer = {
    id,
    email,
    account: who.account.id,
    bank,
    bill: bill!.id,
    owesCents: 84_17,
  } as Payer
  const enrollment = await setUp(portal.sql, payer)
  await decideBill(portal.sql, enrollment, await addBill(portal.sql, payer, { current }))
  return { ...who, payer }
}

test('N7: a bill that waits for the OK stands first, with its deadline and Authorize', async () => {
  const who = await withBill(84_75)
  const [hold] = await holdsOf(portal.sql, who.payer)
  const { text, html } = await who.browser.get('/payment-activity')
  expect(text).toContain('$168.92 for Home Waiting for your OK')
  expect(text).toContain('over your $150.00 limit. We will not pay it until you authorize it.')
  expect(text).toContain('Authorize by Friday, December 18 to pay on time.')
  expect(html).toContain(`href="/payment-activity/${hold!.id}/authorize">Authorize $168.92`)
})

test('its own word narrows the page to it, another one leaves it out', async () => {
  const who = await withBill(84_75)
  const narrowed = async (status: string) =>
    (await who.browser.get(`/payment-activity?status=${encodeURIComponent(status)}`)).text
  expect(await narrowed('waiting for your ok')).toContain('$168.92 for Home')
  expect(await narrowed('scheduled')).not.toContain('$168.92 for Home')
})

test('F10: of a removed account its payer sees number, address, amount and due date, no balance', async () => {
  const who = await withBill(84_75)
  await portal.sql`delete from account_link where portal_account_id = ${who.payer.id}`
  const { text, html } = await who.browser.get('/payment-activity')
  expect(text).toContain('You removed this account from your portal')
  expect(text).toContain('Authorize $168.92')
  expect(html).not.toContain('/bills/')
})

test('T12: nobody else sees it', async () => {
  await withBill(84_75)
  const other = await portal.signedIn()
  expect((await other.get('/payment-activity')).text).not.toContain('over your')
})

test('F6: a recurring payment says so, shows what was agreed to, and canceling it is for this month alone', async () => {
  const who = await withBill(10_00)
  const [payment] = await automatic(portal.sql, who.payer)
  const page = await who.browser.get(`/payment-activity/${payment!.id}`)
  expect(page.text).toContain('Recurring payment. From checking ending 4471')
  expect(page.text).toContain('I allow it.')
  const { text, html } = await who.browser.get(`/payment-activity/${payment!.id}/cancel`)
  expect(text).toContain('Only this month is canceled. The recurring payment goes on.')
  expect(html).toContain(`/paperless/recurring/${who.account.id}/stop`)
})

test('F8: a rejected one says that the recurring payment is paused, and where to go on', async () => {
  const who = await withBill(10_00)
  const [payment] = await automatic(portal.sql, who.payer)
  await reject(payment!.id)
  const { text, html } = await who.browser.get(`/payment-activity/${payment!.id}`)
  expect(text).toContain('The recurring payment is paused until you choose a bank account.')
  expect(html).toContain(`href="/paperless/recurring/${who.account.id}"`)
})

async function reject(id: PaymentId): Promise<void> {
  for (const status of ['submitting', 'pending', 'rejected'])
    await portal.sql`update payment set status = ${status}, reason = ${status === 'rejected' ? 'R02' : null} where id = ${id}`
  await portal.sql`
    update recurring_enrollment e set status = 'paused', reason = 'R02'
      from recurring_terms t join payment p on p.terms_id = t.id where p.id = ${id} and e.id = t.enrollment_id`
}
