import type { Db, Sql } from './database.js'
import * as notices from './notices.js'
import { mailable } from './staff.js'

/**
 * The audit's hash chain (security.md T25): sealed in batches by the worker, checked by `portal audit verify`. The hashes
 * say which row was changed; the marks under a key outside SQL say that nobody wrote the chain anew or cut it off.
 */

/** Rows sealed at once; the chain's lock is held for so long and no longer. */
export const batch = 500

/** Keyed hash of a text; the key is not in the database. */
export type Mac = (text: string) => string

export interface Anchor {
  readonly n: number
  /** Hex. */
  readonly hash: string
}

export interface Sealed {
  readonly rows: number
  /** The first batch of a city day: its end is told outside the database. */
  readonly anchor: Anchor | undefined
}

/** One spelling for each use, so that a checkpoint never passes for the head. */
const marked = (what: 'checkpoint' | 'head', { n, hash }: Anchor) => `${what} ${n} ${hash}`

/** Seals what waits, the oldest first, at most a batch. Two sealers at once: one of them does nothing. */
export async function seal(sql: Sql, mac: Mac): Promise<Sealed> {
  return await sql.begin(async (tx) => {
    const [head] = await tx<{ first: boolean }[]>`
      select anchored_on is distinct from city_today() as first from audit_head for update skip locked`
    const sealed = head ? await sealNext(tx) : []
    const last = sealed.at(-1)
    if (!head || !last) return { rows: 0, anchor: undefined }
    const end = { n: last.n, hash: last.hash }
    const hash = Buffer.from(end.hash, 'hex')
    await tx`delete from audit_waiting where seq = any(${sealed.map(({ seq }) => seq)}::bigint[])`
    await tx`
      insert into audit_checkpoint (n, hash, mac) values (${end.n}, ${hash}, ${mac(marked('checkpoint', end))})`
    await tx`
      update audit_head set n = ${end.n}, hash = ${hash}, mac = ${mac(marked('head', end))}, anchored_on = city_today()`
    if (!head.first) return { rows: sealed.length, anchor: undefined }
    for (const email of await mailable(tx, 'operator'))
      await notices.owe(tx, { template: 'audit_anchor', params: { ...end }, to: { email } })
    return { rows: sealed.length, anchor: end }
  })
}

async function sealNext(tx: Db): Promise<{ n: number; seq: number; hash: string }[]> {
  const rows = await tx<{ n: number; seq: number; hash: string }[]>`
    with recursive next as materialized (
      select row_number() over (order by seq) as place, seq
        from (select seq from audit_waiting order by seq limit ${batch}) waiting
    ), chain as (
      select n, hash, 0::bigint as place, null::bigint as seq from audit_head
       union all
      -- A row that was deleted before its seal gets one all the same, which no row will ever fit.
      select c.n + 1, sha256(c.hash || convert_to(coalesce(audit_text(a), ''), 'UTF8')), t.place, t.seq
        from chain c
        join next t on t.place = c.place + 1
        left join audit a on a.seq = t.seq
    )
    insert into audit_seal (n, seq, hash) select n, seq, hash from chain where place > 0
    returning n, seq, encode(hash, 'hex') as hash`
  return [...rows].sort((a, b) => a.n - b.n)
}

export type ChainFault =
  /** The row is there and says something else than when it was sealed. */
  | { readonly what: 'changed'; readonly seq: number }
  | { readonly what: 'deleted'; readonly seq: number }
  /** Its seal is gone too: it stood after this one. */
  | { readonly what: 'cut'; readonly afterSeq: number }
  /** The chain was written anew by somebody without the key; the first bad row is one of these. */
  | { readonly what: 'rewritten'; readonly fromSeq: number; readonly toSeq: number }
  | { readonly what: 'never sealed'; readonly seq: number }
  /** The anchor that was written down elsewhere is not in this chain. */
  | { readonly what: 'other chain'; readonly n: number }

export interface Verified {
  /** The first bad row; undefined when all holds. */
  readonly fault: ChainFault | undefined
  readonly sealed: number
  readonly head: Anchor
  /** Rows whose seal is to come. */
  readonly waiting: number
  /** Some of them wait longer than the worker ever takes. */
  readonly late: boolean
}

/** Rows compared by one statement. */
const chunk = 50_000

/**
 * Reads the whole chain as it stands at one moment.
 *
 * @param anchor What the log or a mail said the chain was on some day.
 */
export async function verify(sql: Sql, mac: Mac, anchor?: Anchor): Promise<Verified> {
  return await sql.begin('isolation level repeatable read read only', async (tx) => {
    const [row] = await tx<{ n: number; hash: string; mac: string }[]>`
      select n, encode(hash, 'hex') as hash, mac from audit_head`
    const [queue] = await tx<{ waiting: number; late: boolean }[]>`
      select count(*)::int as waiting,
             coalesce(min(since) < clock_timestamp() - interval '10 minutes', false) as late
        from audit_waiting`
    const head = row ?? { n: 0, hash: '', mac: '' }
    const fault =
      (await firstBad(tx)) ??
      (await badEnd(tx, head, mac)) ??
      (await neverSealed(tx)) ??
      (anchor && (await otherChain(tx, anchor)))
    return { fault, sealed: head.n, head: { n: head.n, hash: head.hash }, ...queue! }
  })
}

/** The first place where row, seal and the seal before do not fit together. */
async function firstBad(tx: Db): Promise<ChainFault | undefined> {
  const [ends] = await tx<{ most: number | null }[]>`select max(n) as most from audit_seal`
  for (let from = 0; from < (ends?.most ?? 0); from += chunk) {
    const [bad] = await tx<{ seq: number; gap: boolean; gone: boolean; beforeSeq: number }[]>`
      with seals as (
        select n, seq, hash, lag(n, 1, 0::bigint) over (order by n) as before_n,
               lag(seq, 1, 0::bigint) over (order by n) as before_seq,
               lag(hash, 1, sha256('')) over (order by n) as before
          from audit_seal
         where n >= (select coalesce(max(n), 0) from audit_seal where n <= ${from}) and n <= ${from + chunk}
      )
      select s.seq, s.before_seq, s.n <> s.before_n + 1 as gap, a.seq is null as gone
        from seals s
        left join audit a on a.seq = s.seq
       where (s.n > ${from} or ${from} = 0)
         and (s.n <> s.before_n + 1 or a.seq is null
              or s.hash <> sha256(s.before || convert_to(audit_text(a), 'UTF8')))
       order by s.n
       limit 1`
    if (!bad) continue
    if (bad.gap) return { what: 'cut', afterSeq: bad.beforeSeq }
    return { what: bad.gone ? 'deleted' : 'changed', seq: bad.seq }
  }
  return undefined
}

/** Whether the chain ends where its head says, and whether that was said under the key. */
async function badEnd(
  tx: Db,
  head: { n: number; hash: string; mac: string },
  mac: Mac,
): Promise<ChainFault | undefined> {
  const [end] = await tx<{ n: number; seq: number; hash: string }[]>`
    select n, seq, encode(hash, 'hex') as hash from audit_seal order by n desc limit 1`
  if (!end && head.n === 0) return undefined
  if (!end || end.n < head.n) return { what: 'cut', afterSeq: end?.seq ?? 0 }
  const right = end.n === head.n && end.hash === head.hash && head.mac === mac(marked('head', head))
  return right ? undefined : await firstRewritten(tx, end, mac)
}

/** The first batch whose end is not what the key vouches for. */
async function firstRewritten(
  tx: Db,
  end: { n: number; seq: number },
  mac: Mac,
): Promise<ChainFault> {
  let good = 0
  for (let after = 0; ; ) {
    const checkpoints = await tx<{ n: number; hash: string; mac: string; same: boolean }[]>`
      select c.n, encode(c.hash, 'hex') as hash, c.mac, c.hash is not distinct from s.hash as same
        from audit_checkpoint c
        left join audit_seal s on s.n = c.n
       where c.n > ${after} order by c.n limit 5000`
    const bad = checkpoints.find((one) => !one.same || one.mac !== mac(marked('checkpoint', one)))
    good = (bad ? checkpoints[checkpoints.indexOf(bad) - 1]?.n : checkpoints.at(-1)?.n) ?? good
    if (bad || checkpoints.length === 0) {
      const [range] = await tx<{ fromSeq: number; toSeq: number }[]>`
        select coalesce(min(seq), ${end.seq}) as from_seq, coalesce(max(seq), ${end.seq}) as to_seq
          from audit_seal where n > ${good} and n <= ${bad?.n ?? end.n}`
      return { what: 'rewritten', ...range! }
    }
    after = checkpoints.at(-1)!.n
  }
}

async function neverSealed(tx: Db): Promise<ChainFault | undefined> {
  const [row] = await tx<{ seq: number | null }[]>`
    select min(a.seq) as seq
      from audit a
     where not exists (select from audit_seal s where s.seq = a.seq)
       and not exists (select from audit_waiting w where w.seq = a.seq)`
  return row?.seq ? { what: 'never sealed', seq: row.seq } : undefined
}

async function otherChain(tx: Db, { n, hash }: Anchor): Promise<ChainFault | undefined> {
  const [same] = await tx`select 1 from audit_seal where n = ${n} and encode(hash, 'hex') = ${hash}`
  return same ? undefined : { what: 'other chain', n }
}
