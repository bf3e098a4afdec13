import { randomUUID } from 'node:crypto'
import {
  type CallerFact,
  type CallTimes,
  type CheckableAccount,
  type Compared,
  callState,
  compare,
  type Said,
} from '../src/domain/caller-check.js'
import type { CallId, PortalAccountId, ServiceAccountId, StaffId } from '../src/domain/ids.js'
import { audit } from './audit.js'
import type { Db, Sql } from './database.js'

/** Calls: one open one a staff member, about one resident, verified or not (ux.md 5.2). */

export interface Call extends CallTimes {
  readonly id: CallId
  readonly number: number
  readonly resident: PortalAccountId
  readonly matched: readonly CallerFact[]
  readonly candidates: readonly ServiceAccountId[] | null
  readonly misses: number
  /** The database's now, moved clock included. */
  readonly now: Date
}

const columns = (db: Db) => db`
  id, number, portal_account_id as resident, matched, candidates, misses, started_at, verified_at, failed_at, ended_at,
  portal_now() as now`

/** Whose call it is, and about whom. */
export interface CallOf {
  readonly staff: StaffId
  readonly resident: PortalAccountId
}

/** The call that is on with this resident; one that is over is none. */
export async function current(db: Db, { staff, resident }: CallOf): Promise<Call | undefined> {
  const [call] = await db<Call[]>`
    select ${columns(db)} from caller_check
     where staff_id = ${staff} and portal_account_id = ${resident} and ended_at is null`
  return call && callState(call, call.now) !== 'over' ? call : undefined
}

/** Begins a call; the one that was on with somebody else ends, and one that is on with this resident goes on. */
export async function start(sql: Sql, of: CallOf): Promise<void> {
  await sql.begin(async (tx) => {
    await turn(tx, of.staff)
    if (await current(tx, of)) return
    await tx`
      update caller_check set ended_at = portal_now() where staff_id = ${of.staff} and ended_at is null`
    const id = randomUUID() as CallId
    await tx`
      insert into caller_check (id, portal_account_id, staff_id) values (${id}, ${of.resident}, ${of.staff})`
    await note(tx, of, 'call_started', id)
  })
}

/** Ends the call with this resident: nothing is verified any more. */
export async function end(sql: Sql, of: CallOf): Promise<void> {
  await sql.begin(async (tx) => {
    const [ended] = await tx<{ id: CallId }[]>`
      update caller_check set ended_at = portal_now()
       where staff_id = ${of.staff} and portal_account_id = ${of.resident} and ended_at is null
      returning id`
    if (ended) await note(tx, of, 'call_ended', ended.id)
  })
}

/** Deeds of one staff member's calls come one after the other. */
const turn = async (tx: Db, staff: StaffId) =>
  void (await tx`select 1 from staff where id = ${staff} for no key update`)

const note = (tx: Db, { staff, resident }: CallOf, action: string, call: CallId) =>
  audit(tx, { actor: staff, action, subject: resident, facts: { call } })

/**
 * Compares what the caller says, and keeps what came of it: which facts matched and how many did not, never what was
 * said.
 *
 * @returns undefined when there is no call to check: over, failed or verified already.
 */
export async function say(sql: Sql, of: CallOf, said: Said): Promise<Compared | undefined> {
  return await sql.begin(async (tx) => {
    await turn(tx, of.staff)
    const call = await current(tx, of)
    if (!call || callState(call, call.now) !== 'open') return undefined
    const compared = compare(call, said, await checkable(tx, of.resident))
    const { matched, candidates, misses, outcome } = compared
    await tx`
      update caller_check
         set matched = ${[...matched]}, candidates = ${candidates && [...candidates]}, misses = ${misses},
             verified_at = case when ${outcome === 'verified'} then portal_now() end,
             failed_at = case when ${outcome === 'failed'} then portal_now() end
       where id = ${call.id}`
    if (outcome === 'verified') await note(tx, of, 'caller_verified', call.id)
    if (outcome === 'failed') await note(tx, of, 'caller_not_verified', call.id)
    return compared
  })
}

/** Too much was said wrong of this resident today: the call can't be verified. */
export async function giveUp(sql: Sql, of: CallOf): Promise<void> {
  await sql.begin(async (tx) => {
    await turn(tx, of.staff)
    const [call] = await tx<{ id: CallId }[]>`
      update caller_check set failed_at = portal_now()
       where staff_id = ${of.staff} and portal_account_id = ${of.resident}
         and ended_at is null and failed_at is null and verified_at is null
      returning id`
    if (call) await note(tx, of, 'caller_not_verified', call.id)
  })
}

/** What can be compared, of each linked account. The last payment is the newest credit on its ledger. */
const checkable = (tx: Db, resident: PortalAccountId) => tx<CheckableAccount[]>`
  select s.id, s.account_number, s.street_number, s.tax_id_hmac,
         (select json_build_object('day', e.on_day, 'cents', -e.amount_cents)
            from ledger_entry e
           where e.service_account_id = s.id and e.kind in ('payment', 'received') and e.amount_cents < 0
           order by e.on_day desc, e.id desc limit 1) as last_payment
    from account_link l
    join service_account s on s.id = l.service_account_id
   where l.portal_account_id = ${resident}
   order by l.linked_at, s.id
   limit 30`

/**
 * The verified call with this resident, locked until the caller's transaction ends: what it allows is done in it.
 *
 * @returns undefined when the caller is not verified, or no longer.
 */
export async function verified(tx: Db, of: CallOf): Promise<CallId | undefined> {
  await turn(tx, of.staff)
  const call = await current(tx, of)
  return call && callState(call, call.now) === 'verified' ? call.id : undefined
}

/** An operator at the command line checked who called, and says so under their name. */
export async function vouch(tx: Db, resident: PortalAccountId, by: string): Promise<CallId> {
  const id = randomUUID() as CallId
  await tx`
    insert into caller_check (id, portal_account_id, vouched_by, verified_at, ended_at)
    values (${id}, ${resident}, ${by}, portal_now(), portal_now())`
  await audit(tx, {
    actor: by,
    action: 'caller_vouched_for',
    subject: resident,
    facts: { call: id },
  })
  return id
}
