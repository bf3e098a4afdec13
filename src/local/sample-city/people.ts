import { type Algorithm, hash as argon2 } from '@node-rs/argon2'
import type { Db, Sql } from '../../../sql/database.js'
import { addDays, type CityDay, momentOf } from '../../domain/city-date.js'
import type { BankAccountId } from '../../domain/ids.js'
import { normalizePassword } from '../../domain/password.js'
import { normalizeAnswer } from '../../domain/security-question.js'
import type { Seals } from '../../ports.js'
import { members, password, sampleResidents, securityAnswer } from './cast.js'
import { idOf } from './id-of.js'
import { whitfieldAccounts } from './whitfield.js'

/** A link of one resident, and since when the account gets electronic bills. */
interface Link {
  readonly username: string
  readonly accountNumber: string
  readonly nickname: string | undefined
  readonly linkedAt: Date
  /** undefined: paper bills. */
  readonly enrolledAt: Date | undefined
}

interface SavedBankAccount {
  readonly username: string
  readonly kind: 'checking' | 'savings'
  readonly name: string
  readonly account: string // digits
}

const routing = '053000219'

/**
 * The residents of the sample city with their links, enrollments, choices and bank accounts, in one transaction.
 * Every id follows from a name, so that doing it again after a kill adds nothing.
 *
 * @param today The day that plays the mocks' November 23, 2026.
 */
export async function settleResidents(sql: Sql, seals: Seals, today: CityDay): Promise<void> {
  // One hash for all: 202 of them would take seconds of a fresh start. Sharing a salt tells that the passwords are
  // the same, which /dev says anyway; outside the sample city every hash has its own.
  const [passwordHash, answerHash] = await Promise.all(
    [normalizePassword(password), normalizeAnswer(securityAnswer)].map((text) =>
      argon2(text, {
        algorithm: 2 satisfies Algorithm.Argon2id as Algorithm,
        memoryCost: 19_456,
        timeCost: 2,
        parallelism: 1,
      }),
    ),
  )
  const links = linksOn(today)
  await sql.begin(async (tx) => {
    await tx`set local statement_timeout = '60s'`
    await addPortalAccounts(tx, { passwordHash: passwordHash!, answerHash: answerHash! }, today)
    await addLinks(tx, links)
    await addEnrollments(tx, links)
    await addBankAccounts(tx, seals)
  })
}

function linksOn(today: CityDay): Link[] {
  const at = (daysAgo: number, order = 0) =>
    new Date(momentOf(addDays(today, -daysAgo), 9).getTime() + order * 60_000)
  const dana = whitfieldAccounts(today).map(({ nickname, plan, enrolledDaysAgo }, order): Link => {
    return {
      username: 'dwhitfield',
      accountNumber: plan.account.accountNumber,
      nickname,
      linkedAt: at(enrolledDaysAgo ?? 5, order),
      enrolledAt: enrolledDaysAgo === undefined ? undefined : at(enrolledDaysAgo, 10),
    }
  })
  const others = members().flatMap(({ username, account, place }): Link[] => {
    if (username === undefined) return []
    const { accountNumber } = account
    const nickname = username === 'landlord01' ? account.unit : undefined
    return [{ username, accountNumber, nickname, linkedAt: at(200, place), enrolledAt: at(120) }]
  })
  return [...dana, ...others]
}

function names(): Map<string, string> {
  const found = new Map([
    ['dwhitfield', 'Dana Whitfield'],
    ['landlord01', 'Pat Rowan'],
  ])
  for (const { username, account } of members()) {
    if (username && !found.has(username)) found.set(username, account.holderName)
  }
  return found
}

async function addPortalAccounts(
  tx: Db,
  hashes: { passwordHash: string; answerHash: string },
  today: CityDay,
): Promise<void> {
  const registeredAt = momentOf(addDays(today, -995), 9)
  const nameOf = names()
  const rows = sampleResidents.map(({ username, email }) => ({
    id: idOf('portal account', username),
    username,
    email,
    name: nameOf.get(username) ?? null,
  }))
  await tx`
    insert into portal_account (id, username, email, email_confirmed_at, password_hash, password_changed_at, question,
                                answer_hash, name, created_at)
    select x.id, x.username, x.email, ${registeredAt}, ${hashes.passwordHash}, ${registeredAt}, 'first_pet',
           ${hashes.answerHash}, x.name, ${registeredAt}
      from jsonb_to_recordset(${tx.json(rows)}) as x(id uuid, username text, email text, name text)
        on conflict do nothing`
  await tx`
    insert into notice_preference (portal_account_id, new_document, due_reminder, payment_updates)
    select id, username = 'dwhitfield', true, false
      from portal_account where id = any(${rows.map(({ id }) => id)}::uuid[])
        on conflict do nothing`
}

async function addLinks(tx: Db, links: readonly Link[]): Promise<void> {
  const rows = links.map((link) => ({
    portal_account_id: idOf('portal account', link.username),
    account_number: link.accountNumber,
    nickname: link.nickname ?? null,
    linked_at: link.linkedAt.toISOString(),
  }))
  // Not by `on conflict`: the limit of 30 links counts before a conflict is seen (S22).
  await tx`
    with added as (
      insert into account_link (portal_account_id, service_account_id, nickname, linked_at)
      select x.portal_account_id, a.id, x.nickname, x.linked_at
        from jsonb_to_recordset(${tx.json(rows)})
          as x(portal_account_id uuid, account_number text, nickname text, linked_at timestamptz)
        join service_account a on a.account_number = x.account_number
       where not exists (select from account_link k
                          where k.portal_account_id = x.portal_account_id and k.service_account_id = a.id)
      returning portal_account_id, service_account_id, linked_at
    )
    insert into link_event (portal_account_id, service_account_id, kind, at)
    select portal_account_id, service_account_id, 'linked', linked_at from added`
}

async function addEnrollments(tx: Db, links: readonly Link[]): Promise<void> {
  const rows = links.flatMap((link) =>
    link.enrolledAt
      ? {
          id: idOf('enrollment', link.accountNumber),
          account_number: link.accountNumber,
          portal_account_id: idOf('portal account', link.username),
          enrolled_at: link.enrolledAt.toISOString(),
        }
      : [],
  )
  await tx`
    insert into paperless_enrollment (id, service_account_id, portal_account_id, enrolled_at)
    select x.id, a.id, x.portal_account_id, x.enrolled_at
      from jsonb_to_recordset(${tx.json(rows)})
        as x(id uuid, account_number text, portal_account_id uuid, enrolled_at timestamptz)
      join service_account a on a.account_number = x.account_number
        on conflict do nothing`
}

/** The sandbox obeys some last digits (00nn, 90nn, 9500, 9503); residents' numbers end in 1001 to 1200. */
async function addBankAccounts(tx: Db, seals: Seals): Promise<void> {
  const nameOf = names()
  const dana = { username: 'dwhitfield', name: 'Dana Whitfield' }
  const saved: SavedBankAccount[] = [
    { ...dana, kind: 'checking', account: '000482914471' },
    { ...dana, kind: 'savings', account: '000731200092' },
    ...sampleResidents
      .filter(({ username }) => username.startsWith('resident'))
      .map(({ username }) => ({
        username,
        kind: 'checking' as const,
        name: nameOf.get(username)!,
        account: String(70_001_000 + Number(username.slice(-3))).padStart(10, '0'),
      })),
  ]
  const rows = saved.map(({ username, kind, name, account }) => {
    const id = idOf('bank account', `${username} ${kind}`) as BankAccountId
    return {
      id,
      portal_account_id: idOf('portal account', username),
      kind,
      name,
      last4: account.slice(-4),
      sealed: seals.seal({ routing, account }, id),
      fingerprint: seals.fingerprint({ routing, account }),
    }
  })
  await tx`
    insert into bank_account (id, portal_account_id, kind, name, last4, sealed, fingerprint, saved)
    select x.id, x.portal_account_id, x.kind, x.name, x.last4, x.sealed, x.fingerprint, true
      from jsonb_to_recordset(${tx.json(rows)})
        as x(id uuid, portal_account_id uuid, kind text, name text, last4 text, sealed text, fingerprint text)
        on conflict do nothing`
}
