import type { BankAccountId, EnrollmentId } from '../../src/domain/ids.js'
import type { Terms } from '../../src/domain/recurring-terms.js'
import type { Page } from './browser.js'
import { type Paying, paying, savedBank } from './paying.js'
import type { Payer } from './payments.js'
import type { TestPortal } from './portal.js'
import { setUp } from './recurring.js'

/** A resident of the pages (paying.ts) who has a saved bank account, and is a payer of the rows (recurring.ts) too. */
export interface RecurringResident extends Paying {
  readonly payer: Payer
  readonly bank: BankAccountId
  /** The page of the recurring payment. */
  readonly page: string
}

export async function recurringResident(portal: TestPortal): Promise<RecurringResident> {
  const who = await paying(portal)
  const bank = await savedBank(portal, who.browser.resident)
  return {
    ...who,
    bank,
    page: `/paperless/recurring/${who.account.id}`,
    payer: await payerOf(portal, who, bank),
  }
}

async function payerOf({ sql }: TestPortal, who: Paying, bank: BankAccountId): Promise<Payer> {
  const [bill] = await sql<{ id: Payer['bill'] }[]>`
    select id from bill where service_account_id = ${who.account.id} order by billed_on desc limit 1`
  const { id, email } = who.browser.resident
  return { id, email, account: who.account.id, bank, bill: bill!.id, owesCents: 84_17 }
}

/** A recurring payment that is on, by the real query. */
export const turnOn = async (
  { sql }: TestPortal,
  who: RecurringResident,
  options: { terms?: Terms; current?: boolean } = {},
): Promise<EnrollmentId> => await setUp(sql, who.payer, options)

/** What the form sends when nothing is changed but this. */
export const choices = (
  who: RecurringResident,
  change: Record<string, string | undefined> = {},
) => ({
  day: 'before',
  days: '3',
  ask: 'yes',
  limit: '150.00',
  from: who.bank,
  ...change,
})

/** From the form to the check page. */
export async function toCheck(
  { browser, page }: RecurringResident,
  fields: Record<string, string | undefined>,
): Promise<Page & { path: string }> {
  const sent = await browser.fill(page, fields, page)
  if (!sent.location) throw new Error(`no check page (${sent.status}): ${sent.text}`)
  return Object.assign(await browser.get(sent.location), { path: sent.location })
}
