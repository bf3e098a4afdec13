import type { Context } from 'hono'
import * as documents from '../../sql/bill-documents.js'
import * as histories from '../../sql/bill-history.js'
import { historySince, type Ledger } from '../../src/domain/bill-history.js'
import { addMonths, type CityDay, cityDay } from '../../src/domain/city-date.js'
import { type BillId, isId } from '../../src/domain/ids.js'
import { type MonthUse, useByMonth } from '../../src/domain/water-use.js'
import type { PortalEnv } from '../env.js'

export interface OneBill {
  readonly bill: documents.BillDocument
  /** Whether it is shown as a document: while enrolled, for 24 months (F2). */
  readonly image: boolean
  readonly today: CityDay
}

/** @returns undefined for another's bill, for one that is not there, and for what is no id (T12). */
export async function findBill(c: Context<PortalEnv>, id: string): Promise<OneBill | undefined> {
  if (!isId(id)) return undefined
  const { sql, clock } = c.get('deps')
  const bill = await documents.find(sql, c.get('resident').id, id as BillId)
  if (!bill) return undefined
  const today = cityDay(clock.now())
  return { bill, image: bill.paperless && bill.billedOn >= historySince(today), today }
}

/** The account's book, and the water use of the two years that end with this bill. */
export async function around(
  c: Context<PortalEnv>,
  { bill, today }: OneBill,
): Promise<{ ledger: Ledger; months: MonthUse[] }> {
  const twoYears = addMonths(bill.billedOn, -24)
  const since = historySince(today)
  const { ledger, bills } = await histories.read(c.get('deps').sql, {
    resident: c.get('resident').id,
    account: bill.accountId,
    since: twoYears < since ? twoYears : since,
  })
  // A replaced bill stands where it stood; the one in its place is another bill.
  const before = bills.filter(
    ({ id, billedOn }) => id !== bill.id && id !== bill.replacedById && billedOn <= bill.billedOn,
  )
  return { ledger, months: useByMonth([bill, ...before]) }
}
