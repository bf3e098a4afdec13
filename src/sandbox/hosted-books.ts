import { randomBytes } from 'node:crypto'
import type { Db, Sql } from './database.js'
import { type EventsMode, recordEvent } from './events.js'
import { columns, countSubmit, type Entry, find, type Wanted } from './ledger.js'

/** What is to be paid on the hosted page, and what came of it: lines of the same books, of the kind `speedpay`. */
export interface HostedPage extends Wanted {
  /** Of the page's address; nobody guesses it. */
  readonly token: string
  readonly currency: string
  readonly description: string
  readonly returnUrl: string
}

export const ways = ['credit', 'debit', 'check', 'decline', 'abandon'] as const
export type Way = (typeof ways)[number]

const pageColumns = (db: Db) => db`
  key, token, amount_cents, fee_cents, currency, reference, description, return_url`

/** Opens the page of a key, or the same one again; undefined when the key stands for something else. */
export async function openPage(
  sql: Sql,
  order: Omit<HostedPage, 'token'>,
): Promise<HostedPage | undefined> {
  const [page] = await sql<HostedPage[]>`
    insert into sandbox.hosted_page as h (key, token, amount_cents, fee_cents, currency, reference, description, return_url)
    values (${order.key}, ${randomBytes(18).toString('base64url')}, ${order.amountCents}, ${order.feeCents},
      ${order.currency}, ${order.reference}, ${order.description}, ${order.returnUrl})
    on conflict (key) do update set return_url = excluded.return_url
     where h.amount_cents = excluded.amount_cents and h.fee_cents = excluded.fee_cents
       and h.currency = excluded.currency and h.reference = excluded.reference
    returning ${pageColumns(sql)}`
  return page
}

export async function findPage(sql: Sql, token: string): Promise<HostedPage | undefined> {
  const [page] = await sql<HostedPage[]>`
    select ${pageColumns(sql)} from sandbox.hosted_page where token = ${token}`
  return page
}

/** What stands in the books, once the person paid or was declined; undefined before. */
export const paidOn = (sql: Sql, { key }: HostedPage) => find(sql, key)

/** A way to pay, how long a check takes, and how its event is spoiled. */
export interface Payment {
  readonly way: Exclude<Way, 'abandon'>
  readonly settleMs: number
  readonly events: EventsMode
}

/**
 * The person pays: a card is approved at once, a check after a while. However often the button is pressed, a key is
 * paid once; what was declined may be tried again.
 */
export async function payOn(sql: Sql, page: HostedPage, payment: Payment): Promise<Entry> {
  const { way, settleMs, events } = payment
  return await sql.begin(async (tx) => {
    await countSubmit(tx, page.key)
    const known = await find(tx, page.key)
    if (known && (known.status !== 'rejected' || way === 'decline')) return known
    const status = { credit: 'approved', debit: 'approved', check: 'pending', decline: 'rejected' }[
      way
    ]
    const approved = status === 'approved'
    const [entry] = await tx<Entry[]>`
      insert into sandbox.debit as d
        (key, ref, kind, amount_cents, fee_cents, reference, currency, status, reason, approved_at)
      values (${page.key}, 'WU-' || nextval('sandbox.speedpay_ref'), 'speedpay', ${page.amountCents}, ${page.feeCents},
        ${page.reference}, ${page.currency}, ${status}, ${way === 'decline' ? 'declined' : null},
        case when ${approved} then clock_timestamp() end)
      on conflict (key) do update
         set status = excluded.status, reason = excluded.reason, approved_at = excluded.approved_at
      returning ${columns(tx)}`
    await recordEvent(tx, entry!, events)
    if (status === 'pending') {
      await tx`
        insert into sandbox.change (key, becomes, due_at)
        values (${page.key}, 'approved', clock_timestamp() + ${settleMs} * interval '1 millisecond')`
    }
    return entry!
  })
}
