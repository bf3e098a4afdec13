import { expect } from 'vitest'
import { addDays } from '../../src/domain/city-date.js'
import type { BankAccountId, EnrollmentId } from '../../src/domain/ids.js'
import type { Terms } from '../../src/domain/recurring-terms.js'
import type { Page } from './browser.js'
import { city } from './city.js'
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
  const payer = await payerOf(portal, who, bank)
  return { ...who, bank, page: `/paperless/recurring/${who.account.id}`, payer }
}

async function payerOf({ sql }: TestPortal, who: Paying, bank: BankAccountId): Promise<Payer> {
  const [bill] = await sql<{ id: Payer['bill'] }[]>`
    select id from bill where service_account_id = ${who.account.id} order by billed_on desc limit 1`
  const { id, email } = who.browser.resident
  return { id, email, account: who.account.id, bank, bill: bill!.id, owesCents: 84_17 }
}

/** A second resident of the same account, with a bank account of their own. */
export async function coResident(
  portal: TestPortal,
  who: RecurringResident,
): Promise<RecurringResident> {
  const browser = await portal.signedIn({ name: 'Sam Whitfield' })
  await portal.link(browser.resident, who.account, 'Our house')
  const bank = await savedBank(portal, browser.resident, '0092')
  const payer = await payerOf(portal, { ...who, browser }, bank)
  return { ...who, browser, bank, payer }
}

/** Eleven bills of the mock before the current one, all paid. */
export async function yearOfBills(portal: TestPortal, who: RecurringResident): Promise<void> {
  const { bill, received } = city(portal.sql)
  const cents = [71_08, 78_39, 96_13, 118_70, 139_83, 127_05, 112_31, 104_74, 168_92, 88_95, 82_17]
  for (const [place, current] of cents.entries()) {
    const billedOn = addDays('2026-10-21', -30 * place)
    await bill(who.account, { billedOn, current, loadedAt: new Date(`${billedOn}T15:00:00Z`) })
    await received(who.account, billedOn, current)
  }
}

/** A recurring payment that is on, by the real query. */
export const turnOn = async (
  { sql }: TestPortal,
  who: RecurringResident,
  options: { terms?: Terms; current?: boolean } = {},
): Promise<EnrollmentId> => await setUp(sql, who.payer, options)

/** What the form sends, all answers right. */
export const answers = (
  who: RecurringResident,
  change: Record<string, string | undefined> = {},
) => ({ day: 'before', days: '3', ask: 'yes', limit: '150.00', from: who.bank, ...change })

/** From the form to the check page. */
export async function toCheck(
  who: RecurringResident,
  change: Record<string, string | undefined> = {},
): Promise<Page & { path: string }> {
  const { browser, page } = who
  const sent = await browser.fill(page, answers(who, change), page)
  if (!sent.location) throw new Error(`no check page (${sent.status}): ${sent.text}`)
  return Object.assign(await browser.get(sent.location), { path: sent.location })
}

/** The tap on the check page's button, with the box checked. */
export const start = (
  { browser }: RecurringResident,
  check: Page,
  fields: Record<string, string | undefined> = { current: 'no' },
) => browser.submit(check, { sole: 'on', ...fields })

export interface EnrollmentRow {
  readonly id: EnrollmentId
  readonly status: string
  readonly paysFirstBill: boolean
  readonly daysBefore: number | null
  readonly thresholdCents: number | null
  readonly bankAccountId: BankAccountId
  readonly text: string
  readonly textVersion: string
  readonly address: string
}

/** What was agreed to for this account, the oldest terms first. */
export const agreedOf = ({ sql }: TestPortal, { account }: RecurringResident) => sql<
  EnrollmentRow[]
>`
  select e.id, e.status, e.pays_first_bill, t.days_before, t.threshold_cents, t.bank_account_id, t.text, t.text_version,
         t.address
    from recurring_enrollment e join recurring_terms t on t.enrollment_id = e.id
   where e.service_account_id = ${account.id} order by t.agreed_at, t.id`

/** The page asks for nothing: it says why instead. */
export function expectNoForm(who: RecurringResident, page: Page, words: string, status = 200) {
  expect(page.status).toBe(status)
  expect(page.text).toContain(words)
  expect(page.forms.map(({ action }) => action)).not.toContain(who.page)
}
