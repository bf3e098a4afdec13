import type { StaffId } from '../src/domain/ids.js'
import type { Sql } from './database.js'

/** The activity log: who looked at what, and who changed what (T23). */

/** Groups of actions, as the log's filter names them. */
export const logGroups = {
  looks: [
    'resident_found',
    'resident_seen',
    'home_seen',
    'account_seen',
    'payment_found',
    'payment_seen',
    'log_seen',
    'people_seen',
  ],
  calls: ['call_started', 'caller_verified', 'caller_not_verified', 'call_ended'],
  changes: [
    'unlock_asked',
    'unlocked',
    'payment_canceled',
    'sessions_ended',
    'account_unlinked',
    'paperless_off',
    'staff_enrolls_anew',
    'staff_removed',
  ],
  'sign-ins': ['staff_signed_in', 'staff_signed_out', 'staff_enrolled'],
} as const
export type LogGroup = keyof typeof logGroups

export interface LogFilter {
  readonly staff?: StaffId | undefined
  readonly group?: LogGroup | undefined
  /** Only what was outside every call. */
  readonly withoutCall?: boolean
  /** A resident's, payment's or account's id. */
  readonly subject?: string | undefined
  readonly since?: Date | undefined
  readonly until?: Date | undefined
  /** Rows before this number: the next page. */
  readonly before?: number | undefined
}

export interface LogRow {
  readonly seq: number
  readonly at: Date
  readonly staff: string
  readonly action: string
  readonly subject: string | null
  /** What the subject is called: a resident, a payment, an account, a colleague; null where it is the staff member. */
  readonly about: string | null
  readonly callNumber: number | null
  readonly facts: Readonly<Record<string, unknown>>
}

export const logRows = 50

/** Newest first, one row more than a page has. Each staff member's rows are one index range. */
export async function read(sql: Sql, filter: LogFilter): Promise<LogRow[]> {
  const { staff, group, withoutCall, subject, since, until, before } = filter
  return await sql<LogRow[]>`
    with rows as (
      select a.seq, a.at, m.id::text as actor, m.name as staff, a.action, a.subject, a.facts
        from staff m
       cross join lateral (
             select seq, at, action, subject, facts
               from audit
              where actor = m.id::text
                ${before ? sql`and seq < ${before}` : sql``}
                ${group ? sql`and action in ${sql([...logGroups[group]])}` : sql``}
                ${withoutCall ? sql`and facts ? 'call' and facts ->> 'call' is null` : sql``}
                ${subject ? sql`and subject = ${subject}` : sql``}
                ${since ? sql`and at >= ${since}` : sql``}
                ${until ? sql`and at < ${until}` : sql``}
              order by seq desc limit ${logRows + 1}) a
       ${staff ? sql`where m.id = ${staff}` : sql``}
       order by a.seq desc limit ${logRows + 1}
    )
    select r.seq, r.at, r.staff, r.action, r.subject, r.facts, k.number as call_number,
           coalesce(o.name, o.username, lo.name, lo.username, p.confirmation,
                    'account ending ' || right(s.account_number, 4),
                    case when r.subject::text <> r.actor then m.name end) as about
      from rows r
      left join portal_account o on o.id = r.subject
      left join lockout l on l.id = r.subject
      left join portal_account lo on lo.id = l.portal_account_id
      left join payment p on p.id = r.subject
      left join service_account s on s.id = r.subject
      left join staff m on m.id = r.subject
      left join caller_check k on k.id = (r.facts ->> 'call')::uuid
     order by r.seq desc`
}
