import type { PortalAccountId } from '../src/domain/ids.js'
import { answer, type Door, type Next, newDoor, type Tried } from '../src/domain/sign-in.js'
import { audit } from './audit.js'
import type { Db, Sql } from './database.js'
import * as lockouts from './lockouts.js'

/** The doors of usernames, known and unknown alike; `src/domain/sign-in.ts` is their rule (security.md 1.4). */

/** The door of browsers that nobody knows; a known browser's door is the nonce of its cookie. */
export const strangers = 'stranger'

export interface DoorOf {
  /** Keyed hash of the name in lower case. */
  readonly nameKey: string
  readonly door: string
  /** Whose name it is; undefined where nobody has it. Its door is walked all the same. */
  readonly account: PortalAccountId | undefined
}

export interface DoorRules {
  /** Wrong passwords in a row before the question. */
  readonly tries: number
  readonly lockoutScope: 'unknown-browsers' | 'account'
}

/**
 * One try at a door: its row, the rule, and the row again, one try of a name after the other. When it locks, the lock,
 * its audit and the nudge of its workflow are written with it.
 */
export async function walk(
  sql: Sql,
  of: DoorOf,
  tried: Tried,
  { tries, lockoutScope }: DoorRules,
): Promise<Next> {
  return await sql.begin(async (tx) => {
    await takeTurn(tx, of.nameKey)
    const { door, now } = await load(tx, of)
    const next = answer(door, tried, tries, now)
    if (next.door === door) return next
    await save(tx, of, next.door)
    const why = next.locks
    if (why) {
      const everything =
        of.door !== strangers || lockoutScope === 'account' || why === 'too_many_misses'
      const scope = everything ? 'everything' : 'strangers'
      // For a name that nobody has too: the same work.
      const facts = { scope, why }
      await audit(tx, {
        actor: 'anyone',
        action: 'locked',
        facts,
        ...(of.account && { subject: of.account }),
      })
      if (of.account)
        await lockouts.lock(tx, { account: of.account, nameKey: of.nameKey, scope, why })
    }
    return next
  })
}

/** How a door stands, for the page that asks the question. */
export async function stateOf(sql: Sql, of: DoorOf): Promise<Door['state']> {
  return (await load(sql, of)).door.state
}

/** CharMeck 311 opened them all. Inside the caller's transaction, which has the name's turn. */
export async function reset(tx: Db, nameKey: string): Promise<void> {
  await tx`
    with misses as (delete from sign_in_misses where name_key = ${nameKey})
    delete from sign_in_door where name_key = ${nameKey}`
}

/** Tries of one name come one after the other, through whichever of its doors, until the transaction's end. */
export async function takeTurn(tx: Db, nameKey: string): Promise<void> {
  await tx`select pg_advisory_xact_lock(hashtextextended(${nameKey}, 4))`
}

async function load(
  sql: Db,
  { nameKey, door, account }: DoorOf,
): Promise<{ door: Door; now: Date }> {
  const [row] = await sql<(Door & { all: boolean; now: Date })[]>`
    select coalesce(d.state, 'open') as state, coalesce(d.failures, 0) as failures,
           coalesce(d.passed_at, '{}') as passed_at, coalesce(m.misses, 0) as misses, portal_now() as now,
           exists (select from lockout
                    where portal_account_id = ${account ?? null} and unlocked_at is null and scope = 'everything') as all
      from (select 1) as one
      left join portal_account a on a.id = ${account ?? null}
      -- What strangers did to the name before somebody registered it is not held against who did.
      left join sign_in_door d on d.name_key = ${nameKey} and d.door = ${door}
                              and (a.id is null or d.changed_at >= a.created_at)
      left join sign_in_misses m on m.name_key = ${nameKey} and (a.id is null or m.changed_at >= a.created_at)`
  const { all, now, ...own } = row!
  return { door: all ? { ...own, state: 'locked' } : own, now }
}

async function save(tx: Db, { nameKey, door }: DoorOf, to: Door): Promise<void> {
  if (to === newDoor)
    return void (await tx`
      with misses as (delete from sign_in_misses where name_key = ${nameKey})
      delete from sign_in_door where name_key = ${nameKey} and door = ${door}`)
  const passedAt = to.passedAt.map((moment) => moment.toISOString())
  await tx`
    with misses as (
      insert into sign_in_misses (name_key, misses) values (${nameKey}, ${to.misses})
      on conflict (name_key) do update set misses = excluded.misses, changed_at = portal_now()
    )
    insert into sign_in_door (name_key, door, state, failures, passed_at)
    values (${nameKey}, ${door}, ${to.state}, ${to.failures}, ${passedAt}::timestamptz[])
    on conflict (name_key, door) do update
       set state = excluded.state, failures = excluded.failures, passed_at = excluded.passed_at,
           changed_at = portal_now()`
}
