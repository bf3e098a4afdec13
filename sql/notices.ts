import { randomUUID } from 'node:crypto'
import type { BillRunId, NoticeId, PortalAccountId } from '../src/domain/ids.js'
import type { NoticeParams, NoticeTemplate } from '../src/domain/notice.js'
import type { Mail } from '../src/ports.js'
import type { Db, Sql } from './database.js'

/** One message to one address; the nudge that sends it is written with it. */
export interface Owed<T extends NoticeTemplate> {
  readonly template: T
  readonly params: NoticeParams[T]
  readonly to: { readonly id?: PortalAccountId | undefined; readonly email: string }
  /** The same text twice is one notice. */
  readonly dedupe?: string
  /** false: another workflow sends it as one of its own steps, so it gets none of its own. */
  readonly nudge?: boolean
}

/**
 * Owes a notice inside the caller's transaction.
 *
 * @returns Its id; of the one that is there already, when the same text is owed twice.
 */
export async function owe<T extends NoticeTemplate>(tx: Db, notice: Owed<T>): Promise<NoticeId> {
  const { template, params, to, dedupe = null, nudge = true } = notice
  const [owed] = await tx<{ id: NoticeId }[]>`
    with owed as (
      insert into notice (id, template, portal_account_id, recipient, params, dedupe, carried)
      values (${randomUUID()}, ${template}, ${to.id ?? null}, ${to.email}, ${tx.json(params)}, ${dedupe}, ${!nudge})
      on conflict (dedupe) do nothing
      returning id
    ), nudged as (
      insert into nudge (kind, id) select 'notice', id from owed where ${nudge}
    )
    select id from owed`
  if (owed) return owed.id
  const [first] = await tx<{ id: NoticeId }[]>`select id from notice where dedupe = ${dedupe}`
  return first!.id
}

export interface NoticeRow {
  readonly id: NoticeId
  readonly template: NoticeTemplate
  readonly portalAccountId: PortalAccountId | null
  readonly recipient: string
  readonly params: Record<string, unknown>
  readonly state: 'waiting' | 'sent' | 'refused' | 'given_up'
  readonly attempts: number
  readonly createdAt: Date
  /** The database's now, moved clock included: what a step computes with. */
  readonly now: Date
}

export async function find(sql: Sql, id: NoticeId): Promise<NoticeRow | undefined> {
  const [row] = await sql<NoticeRow[]>`
    select id, template, portal_account_id, recipient, params, state, attempts, created_at, portal_now() as now
      from notice where id = ${id}`
  return row
}

/** It is with the mail server. Twice is once. */
export async function sent(sql: Sql, id: NoticeId): Promise<void> {
  await sql`
    update notice set state = 'sent', sent_at = portal_now(), attempts = attempts + 1, problem = null
     where id = ${id} and state = 'waiting'`
}

/** It ends without having been sent: refused for good, or tried for a day. */
export async function failed(
  sql: Sql,
  id: NoticeId,
  state: 'refused' | 'given_up',
  problem: string,
): Promise<void> {
  await sql`update notice set state = ${state}, problem = ${problem} where id = ${id} and state = 'waiting'`
}

/** One try did not get through; the next comes by itself. */
export async function tried(sql: Sql, id: NoticeId, problem: string): Promise<void> {
  await sql`update notice set attempts = attempts + 1, problem = ${problem} where id = ${id} and state = 'waiting'`
}

/**
 * Emails that a bill run has still to send. By id, which is random: a portion is a mixture of addresses, so that one
 * mail server that is away does not hold up the others.
 */
export async function carriedBy(sql: Sql, run: BillRunId, limit: number): Promise<NoticeId[]> {
  const rows = await sql<{ id: NoticeId }[]>`
    select id from notice
     where bill_run_id = ${run} and state = 'waiting' and carried
     order by id limit ${limit}`
  return rows.map(({ id }) => id)
}

/** They become ordinary notices, each with a workflow of its own. Twice is once. */
export async function handOver(sql: Sql, ids: readonly NoticeId[]): Promise<void> {
  if (ids.length === 0) return
  await sql`
    with handed as (
      update notice set carried = false
       where id = any(${[...ids]}::uuid[]) and state = 'waiting' and carried
      returning id
    )
    insert into nudge (kind, id) select 'notice', id from handed`
}

export interface KeptMail {
  readonly id: number
  readonly to: string
  readonly from: string
  readonly subject: string
  readonly text: string
  readonly html: string
  readonly sentAt: Date
}

/** Keeps a mail where there is no mail server; a notice that is sent twice is kept once. */
export async function keepMail(sql: Sql, mail: Mail, sender: string): Promise<void> {
  await sql`
    insert into sent_mail (notice_id, recipient, sender, subject, text, html)
    values (${mail.noticeId}, ${mail.to}, ${sender}, ${mail.subject}, ${mail.text}, ${mail.html})
    on conflict (notice_id) do nothing`
}

/** Newest first, at most 100. */
export async function keptMail(sql: Sql, to?: string): Promise<KeptMail[]> {
  return await sql<KeptMail[]>`
    select id, recipient as to, sender as from, subject, text, html, sent_at
      from sent_mail
     where ${to === undefined ? sql`true` : sql`lower(recipient) = lower(${to})`}
     order by id desc limit 100`
}

export async function keptMailById(sql: Sql, id: string): Promise<KeptMail[]> {
  if (!/^\d{1,15}$/.test(id)) return []
  return await sql<KeptMail[]>`
    select id, recipient as to, sender as from, subject, text, html, sent_at from sent_mail where id = ${id}`
}
