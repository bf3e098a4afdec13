import type { IntentAnswer } from '../src/domain/card-intent.js'
import type { CityDay } from '../src/domain/city-date.js'
import type { PaymentId, PortalAccountId, ServiceAccountId } from '../src/domain/ids.js'
import type { PaymentStatus } from '../src/domain/payment.js'
import type { Outcome } from '../src/ports.js'
import type { Sql } from './database.js'
import { recordIn } from './payment-outcomes.js'

/** The browser that comes back from the processor's page: it shows what is known, and never credits anything (I17). */

/** Who came back with which state. */
export interface Return {
  readonly id: PaymentId
  readonly nonce: string
  /** Keyed hash of this browser's session or visit. */
  readonly boundTo: string
  readonly resident: PortalAccountId | undefined
}

/**
 * Uses up the way back: once, by the browser or the resident that was sent, within the 60 minutes (T14). The workflow is
 * nudged, and asks by itself unless the processor's answer is recorded before.
 *
 * @returns Whether it was this call that used it.
 */
export async function comeBack(
  sql: Sql,
  { id, nonce, boundTo, resident }: Return,
): Promise<boolean> {
  const { count } = await sql`
    with back as (
      update card_intent
         set state_nonce = null, returned_at = portal_now(), said = null, asks = 0,
             ask_at = least(portal_now() + interval '3 seconds', expires_at)
       where id = ${id} and state_nonce = ${nonce} and expires_at > portal_now() and closed_at is null
         and (bound_to = ${boundTo} or payer_id = ${resident ?? null})
      returning id
    )
    insert into nudge (kind, id) select 'payment', id from back`
  return count === 1
}

/** Writes down what the processor answered, and lets the workflow look. */
export async function record(sql: Sql, outcome: Outcome): Promise<void> {
  await sql.begin(async (tx) => {
    await recordIn(tx, outcome)
    await tx`insert into nudge (kind, id) values ('payment', ${outcome.key})`
  })
}

/** A hand-off and what is known of it. */
export interface CardReturn {
  readonly id: PaymentId
  readonly payerId: PortalAccountId | null
  readonly boundTo: string
  readonly serviceAccountId: ServiceAccountId
  readonly accountNumber: string
  readonly amountCents: number
  readonly feeCents: number
  readonly createdAt: Date
  /** The processor's last word since the browser came back. */
  readonly said: IntentAnswer | null
  readonly returned: boolean
  readonly closed: boolean
  /** Made by now: the processor said that it is paid. */
  readonly payment:
    | {
        readonly status: PaymentStatus
        readonly confirmation: string
        readonly payOn: CityDay
        readonly approvedAt: Date
      }
    | undefined
  /** The database's now, moved clock included. */
  readonly now: Date
}

type Row = Omit<CardReturn, 'payment'> & {
  readonly status: PaymentStatus | null
  readonly confirmation: string
  readonly payOn: CityDay
  readonly approvedAt: Date
}

/** Whoever asks must be shown to be the one who was sent: `payerId`, else `boundTo`. */
export async function find(sql: Sql, id: PaymentId): Promise<CardReturn | undefined> {
  const [row] = await sql<Row[]>`
    select i.id, i.payer_id, i.bound_to, i.service_account_id, a.account_number, i.amount_cents, i.fee_cents, i.created_at,
           i.said, i.returned_at is not null as returned, i.closed_at is not null as closed,
           p.status, p.confirmation, p.pay_on, p.created_at as approved_at, portal_now() as now
      from card_intent i
      join service_account a on a.id = i.service_account_id
      left join payment p on p.id = i.id
     where i.id = ${id}`
  if (!row) return undefined
  const { status, confirmation, payOn, approvedAt, ...intent } = row
  return { ...intent, payment: status ? { status, confirmation, payOn, approvedAt } : undefined }
}
