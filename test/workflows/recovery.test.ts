import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Sql } from '../../sql/database.js'
import * as recoveries from '../../sql/recoveries.js'
import * as temporaryPasswords from '../../sql/temporary-passwords.js'
import { smtpMailer } from '../../src/adapters/mailer-smtp.js'
import type { PortalAccountId, RecoveryRequestId } from '../../src/domain/ids.js'
import type { RecoveryKind } from '../../src/domain/recovery.js'
import type { Mailer, Processor } from '../../src/ports.js'
import { workflowId } from '../../workflows/contract.js'
import { freshDatabase } from '../support/database.js'
import { smtpSink } from '../support/smtp.js'
import { timeSkipping } from '../support/time-skipping.js'
import { until } from '../support/until.js'

let sql: Sql
let sink: Awaited<ReturnType<typeof smtpSink>>
let time: Awaited<ReturnType<typeof timeSkipping>>
let smtp: ReturnType<typeof smtpMailer>
/** How many sends the worker does not live to write down. */
let killsAfterSend = 0

beforeAll(async () => {
  sql = await freshDatabase()
  sink = await smtpSink()
  smtp = smtpMailer(sink.url)
  const mailer: Mailer = {
    async send(mail) {
      await smtp.send(mail)
      if (killsAfterSend > 0) {
        killsAfterSend -= 1
        throw new Error('killed after the send, before the record')
      }
    },
  }
  time = await timeSkipping(sql, { processor: {} as Processor, mailer })
})
afterAll(async () => {
  smtp.close()
  await sink.stop()
})
beforeEach(async () => {
  sink.refuse(undefined)
  sink.mails.length = 0
  killsAfterSend = 0
  await time.setClock() // the server's clock leaps when a workflow ends (temporal.md 0.4)
})

interface Owner {
  readonly id: PortalAccountId
  readonly email: string
  readonly username: string
}
async function resident(confirmed = true): Promise<Owner> {
  const id = randomUUID() as PortalAccountId
  const username = `r${id.slice(0, 8)}`
  const email = `${username}@example.com`
  await sql`
    insert into portal_account (id, username, email, email_confirmed_at, password_hash, question, answer_hash)
    values (${id}, ${username}, ${email}, ${confirmed ? sql`portal_now()` : null}, 'x', 'first_pet', 'x')`
  return { id, email, username }
}
const ask = (kind: RecoveryKind, email: string) => recoveries.request(sql, kind, email)
const nudgeKind = { username: 'username_reminder', password: 'password_reset' } as const
const handleOf = (kind: RecoveryKind, id: RecoveryRequestId) =>
  time.client.workflow.getHandle(workflowId(nudgeKind[kind], id))

const mailsTo = (email: string) => sink.mails.filter(({ to }) => to === email)
const mailed = async (email: string, count = 1) =>
  await until(() => mailsTo(email).length >= count && mailsTo(email), { ms: 15_000 })
/** As the mail shows it, in groups; the raw mail may wrap anything else. */
const secretIn = (raw: string) => /([0-9A-Z]{4}-){5}[0-9A-Z]{4}/.exec(raw)?.[0] ?? ''
const works = async (owner: Owner, secret: string) =>
  await temporaryPasswords.find(sql, owner.id, temporaryPasswords.hashOf(secret))
const rowOf = async (id: RecoveryRequestId) =>
  (
    await sql`
      select r.done_at, t.expires_at, t.expired_at, t.superseded_at, n.state, n.sent_at, portal_now() as now,
             extract(epoch from t.expires_at - n.sent_at)::integer as life
        from recovery_request r
        left join temporary_password t on t.id = r.id
        left join notice n on n.id = r.notice_id
       where r.id = ${id}`
  )[0]!
const begun = (id: RecoveryRequestId) => until(async () => (await rowOf(id)).expiresAt)

describe('usernameReminder', () => {
  test('S6: mails the username to its address, and ends', async () => {
    const dana = await resident()
    const id = await ask('username', dana.email.toUpperCase())
    const [mail] = await mailed(dana.email)
    expect(mail!.raw).toContain('Subject: Your username')
    expect(mail!.raw).toContain(dana.username)
    expect(mail!.raw).toContain('http://localhost:3000/sign-in')
    await handleOf('username', id).result()
    expect((await rowOf(id)).doneAt).not.toBeNull()
  })

  test.each([
    ['nobody’s', async () => 'nobody@example.com'],
    ['one that was never confirmed', async () => (await resident(false)).email],
  ])('T3: an address that is %s gets nothing, and the workflow ends alike', async (_, who) => {
    const email = await who()
    for (const kind of ['username', 'password'] as const) {
      const id = await ask(kind, email)
      await until(async () => (await rowOf(id)).doneAt)
      await handleOf(kind, id).result()
    }
    expect(mailsTo(email)).toHaveLength(0)
  })
})

describe('passwordReset', () => {
  test('S7: mails a password that works for 60 minutes from the send, and then is marked', async () => {
    const dana = await resident()
    const id = await ask('password', dana.email)
    const [mail] = await mailed(dana.email)
    expect(mail!.raw).toContain('Subject: Your temporary password')
    await begun(id)
    const secret = secretIn(mail!.raw)
    expect(await works(dana, secret.toLowerCase())).toBe(id)
    expect((await rowOf(id)).life).toBe(3600)
    await time.skip('61 minutes')
    expect(await works(dana, secret)).toBeUndefined()
    await handleOf('password', id).result()
    expect(await rowOf(id)).toMatchObject({
      expiredAt: expect.any(Date),
      supersededAt: null,
      doneAt: expect.any(Date),
    })
    expect(mailsTo(dana.email)).toHaveLength(1)
  })

  test('T17: neither the address nor the secret stands in the history', async () => {
    const dana = await resident()
    const id = await ask('password', dana.email)
    const [mail] = await mailed(dana.email)
    await begun(id)
    const history = JSON.stringify(await handleOf('password', id).fetchHistory())
    const payloads = [...history.matchAll(/"data":"([^"]+)"/g)].map(([, data]) =>
      Buffer.from(data!, 'base64').toString(),
    )
    const whole = [history, ...payloads].join('\n')
    for (const private_ of [dana.email, dana.username, dana.id, secretIn(mail!.raw)])
      expect(whole).not.toContain(private_)
    await temporaryPasswords.use(sql, id)
    await handleOf('password', id).result()
  })

  test('S7: used, it ends at once', async () => {
    const dana = await resident()
    const id = await ask('password', dana.email)
    await begun(id)
    expect(await temporaryPasswords.use(sql, id)).toBe(true)
    await until(async () => (await rowOf(id)).doneAt)
    await handleOf('password', id).result()
  })

  test('1.5: a newer request supersedes the older one, whose workflow ends', async () => {
    const dana = await resident()
    const first = await ask('password', dana.email)
    await begun(first)
    const second = await ask('password', dana.email)
    const mails = await mailed(dana.email, 2)
    await begun(second)
    const [older, newer] = mails.map(({ raw }) => secretIn(raw))
    expect(older).not.toBe(newer)
    expect(await works(dana, older!)).toBeUndefined()
    expect(await works(dana, newer!)).toBe(second)
    await until(async () => (await rowOf(first)).doneAt)
    await handleOf('password', first).result()
    await temporaryPasswords.use(sql, second)
    await handleOf('password', second).result()
  })

  test('kill -9 between send and record: the same secret is mailed again, and one lives', async () => {
    killsAfterSend = 2
    const dana = await resident()
    const id = await ask('password', dana.email)
    await until(async () => {
      await time.skip('5 seconds')
      return mailsTo(dana.email).length === 3
    })
    await begun(id)
    const secrets = new Set(mailsTo(dana.email).map(({ raw }) => secretIn(raw)))
    expect(secrets.size).toBe(1)
    expect(await works(dana, [...secrets][0]!)).toBe(id)
    const live = await sql`
      select 1 from temporary_password
       where portal_account_id = ${dana.id} and used_at is null and superseded_at is null and expired_at is null`
    expect(live).toHaveLength(1)
    await temporaryPasswords.use(sql, id)
    await handleOf('password', id).result()
  })

  test('I19: a mail server that is down for an hour takes nothing of its life', async () => {
    sink.refuse(451)
    const dana = await resident()
    const id = await ask('password', dana.email)
    await until(async () => (await rowOf(id)).state === 'waiting')
    await time.skip('1 hour')
    expect((await rowOf(id)).expiresAt).toBeNull()
    sink.refuse(undefined)
    await until(async () => {
      await time.skip('30 seconds')
      return (await rowOf(id)).expiresAt
    })
    const [mail] = mailsTo(dana.email)
    expect(mailsTo(dana.email)).toHaveLength(1)
    expect((await rowOf(id)).life).toBe(3600)
    expect(await works(dana, secretIn(mail!.raw))).toBe(id)
    await temporaryPasswords.use(sql, id)
    await handleOf('password', id).result()
  })

  test('superseded while the mail server is down: only the newer one is mailed', async () => {
    sink.refuse(451)
    const dana = await resident()
    const first = await ask('password', dana.email)
    await until(async () => (await rowOf(first)).state === 'waiting')
    const second = await ask('password', dana.email)
    await until(async () => (await rowOf(second)).state === 'waiting')
    sink.refuse(undefined)
    await until(async () => {
      await time.skip('1 minute')
      return (await rowOf(second)).expiresAt && (await rowOf(first)).doneAt
    })
    expect(mailsTo(dana.email)).toHaveLength(1)
    expect(await works(dana, secretIn(mailsTo(dana.email)[0]!.raw))).toBe(second)
    expect((await rowOf(first)).state).toBe('given_up')
    await temporaryPasswords.use(sql, second)
    await handleOf('password', second).result()
  })

  test('1.4: a locked portal account gets the locked mail once a day, and no password', async () => {
    const dana = await resident()
    const lockout = randomUUID()
    await sql`
      insert into lockout (id, portal_account_id, name_key, scope, why, told_at)
      values (${lockout}, ${dana.id}, 'k', 'strangers', 'wrong_answer', portal_now())`
    // Nobody waits for a workflow's result here: that makes the server's clock leap by days.
    const ids = await Promise.all([1, 2, 3].map(() => ask('password', dana.email)))
    for (const id of ids) await until(async () => (await rowOf(id)).doneAt)
    await mailed(dana.email)
    const owed = await sql`select template, params from notice where portal_account_id = ${dana.id}`
    expect(owed).toEqual([{ template: 'locked', params: { lockoutId: lockout } }])
    const made = await sql`select 1 from temporary_password where portal_account_id = ${dana.id}`
    expect(made).toHaveLength(0)
    expect(mailsTo(dana.email)).toHaveLength(1)
    expect(mailsTo(dana.email)[0]!.raw).toContain('Your portal account is locked')
    for (const id of ids) await handleOf('password', id).result()
  })
})
