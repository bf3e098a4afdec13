import type { PortalAccountId } from '../src/domain/ids.js'
import type { Sql } from './database.js'

/**
 * What happened to a resident, newest first: one story out of the audit, the lockouts, the payments' events and the mails,
 * with who did it (A12).
 */
export interface StoryRow {
  readonly at: Date
  readonly from: 'audit' | 'payment' | 'mail'
  /** An action, a payment's status, or a notice's template. */
  readonly what: string
  /** Whose name stands beside it; null: nobody's. */
  readonly actor: string | null
  readonly facts: Readonly<Record<string, unknown>>
}

export const storyRows = 20

/** What staff looked at is in the activity log; what a payment did, its own events say. */
const leftOut = [
  'resident_seen',
  'resident_found',
  'home_seen',
  'account_seen',
  'payment_seen',
  'payment_scheduled',
  'payment_canceled',
]

/**
 * @param whole false: what is about getting in alone, without money, until the caller is verified.
 * @param before Only what happened before.
 */
export async function read(
  sql: Sql,
  resident: PortalAccountId,
  { whole, before }: { readonly whole: boolean; readonly before?: Date | undefined },
): Promise<StoryRow[]> {
  const until = before ?? new Date('9999-01-01')
  const rows = await sql<(Omit<StoryRow, 'facts'> & { facts: Record<string, unknown> })[]>`
    with story as (
      (select at, 'audit' as from, action as what, actor, facts, seq
         from audit
        where subject = ${resident} and action <> all(${leftOut}) and at < ${until}
        order by seq desc limit ${storyRows + 1})
      union all
      (select r.requested_at, 'audit', 'unlock_asked', r.staff, json_build_object('reason', r.reason)::jsonb, 0
         from lockout l join unlock_request r on r.lockout_id = l.id
        where l.portal_account_id = ${resident} and r.requested_at < ${until}
        order by r.requested_at desc limit ${storyRows + 1})
      union all
      (select reminded_at, 'audit', 'lock_waits', 'worker', '{}'::jsonb, 0
         from lockout where portal_account_id = ${resident} and reminded_at < ${until}
        order by reminded_at desc limit ${storyRows + 1})
      ${whole ? money(sql, resident, until) : sql``}
    )
    select s.at, s.from, s.what, s.facts,
           case when s.actor = ${resident} then 'the resident'
                when s.actor in ('worker', 'anyone', 'processor', 'temporal') then null
                else coalesce(m.name, s.actor) end as actor
      from story s
      left join staff m on m.id::text = s.actor
     order by s.at desc, s.seq desc
     limit ${storyRows + 1}`
  return rows
}

/** What the resident did to accounts, what payments did, and which mails went out. */
const money = (sql: Sql, resident: PortalAccountId, until: Date) => sql`
  union all
  (select at, 'audit', action, actor, facts, seq
     from audit
    where actor = ${resident} and subject is distinct from ${resident} and action <> all(${leftOut})
      and at < ${until}
    order by seq desc limit ${storyRows + 1})
  union all
  (select e.at, 'payment', e.becomes,
          case when e.becomes = 'canceled' and p.reason = 'by_311'
               then (select actor from audit where subject = p.id and action = 'payment_canceled' order by seq desc limit 1)
               when e.becomes in ('scheduled', 'canceled') then ${resident} else 'worker' end,
          json_build_object('amountCents', p.amount_cents, 'reason', p.reason)::jsonb, e.version
     from (select id, amount_cents, reason from payment
            where payer_id = ${resident} order by created_at desc limit 100) p
     join payment_event e on e.payment_id = p.id
    where e.becomes not in ('submitting') and e.at < ${until}
    order by e.at desc limit ${storyRows + 1})
  union all
  (select coalesce(sent_at, created_at), 'mail', template, 'worker',
          json_build_object('state', state)::jsonb, 0
     from notice
    where portal_account_id = ${resident} and state <> 'waiting' and created_at < ${until}
    order by created_at desc limit ${storyRows + 1})`
