import { randomUUID } from 'node:crypto'
import { beforeAll, describe, expect, test } from 'vitest'
import { writeMail } from '../../activities/mails/index.js'
import type { Sql } from '../../sql/database.js'
import type { NoticeRow } from '../../sql/notices.js'
import type { NoticeTemplate } from '../../src/domain/notice.js'
import type { Seals } from '../../src/ports.js'
import { freshDatabase } from '../support/database.js'
import { type Payer, payer, schedule } from '../support/payments.js'
import { testSeals } from '../support/seals.js'

let sql: Sql
let seals: Seals
let dana: Payer
let paymentId: string
let removalId: string

beforeAll(async () => {
  sql = await freshDatabase()
  seals = await testSeals()
  dana = await payer(sql, seals)
  paymentId = await schedule(sql, dana)
  removalId = randomUUID()
  const ended = sql`(select id from paperless_enrollment where service_account_id = ${dana.account})`
  await sql`
    insert into link_removal (id, portal_account_id, service_account_id, nickname, linked_at, paperless_id)
    values (${removalId}, ${dana.id}, ${dana.account}, 'Home', portal_now(), ${ended})`
  await sql`update portal_account set name = 'Dana *Whitfield' where id = ${dana.id}`
})

const write = (template: NoticeTemplate, params: object, now = new Date()) =>
  writeMail(
    {
      sql,
      seals,
      origin: 'https://portal.test',
      supportPhone: '704-336-7600',
      convenienceFeeCents: 125,
      temporaryPasswordMinutes: 60,
    },
    {
      id: randomUUID(),
      template,
      portalAccountId: dana.id,
      recipient: dana.email,
      params,
      state: 'waiting',
      attempts: 0,
      createdAt: now,
      now,
    } as NoticeRow,
  )

describe('every mail (ux.md 10)', () => {
  const account = () => ({ serviceAccountId: dana.account, other: true })
  const all: [NoticeTemplate, () => object][] = [
    ['confirm_email', () => ({ token: 'abc' })],
    ['welcome', () => ({})],
    ['already_registered', () => ({})],
    ['username_reminder', () => ({})],
    ['new_browser', () => ({ label: 'Chrome on Windows' })],
    ['password_changed', () => ({})],
    ['question_changed', () => ({})],
    ['email_changed_new', () => ({ token: 'abc' })],
    ['account_linked', account],
    ['account_removed', () => ({ removalId })],
    ['paperless_on', account],
    ['paperless_off', account],
    ['new_document', () => ({ billId: dana.bill })],
    ['test', () => ({})],
    ...(
      ['scheduled', 'submitted', 'approved', 'rejected', 'canceled', 'returned', 'unknown'] as const
    ).map((what): [NoticeTemplate, () => object] => [`payment_${what}`, () => ({ paymentId })]),
  ]

  test.each(all)(
    '%s greets, says the fact in under 60 characters, and ends with the help line',
    async (template, params) => {
      const mail = (await write(template, params()))!
      expect(mail.subject.length).toBeLessThan(60)
      expect(mail.text).toContain('Hi Dana,')
      expect(mail.text).toContain('Help: CharMeck 311 (dial 311), or 704-336-7600')
      expect(mail.text).toContain('SPAM, JUNK or BULK')
      expect(mail.text).not.toMatch(/undefined|null|NaN/)
      expect(mail.html.length).toBeLessThan(20_000)
      expect(mail.html).not.toMatch(/<img|<script/)
    },
  )

  test('S58, A17: payment_scheduled holds amount, day, confirmation and what was agreed to', async () => {
    const { text } = (await write('payment_scheduled', { paymentId }))!
    const [{ confirmation } = { confirmation: '' }] = await sql<{ confirmation: string }[]>`
      select confirmation from payment where id = ${paymentId}`
    expect(text).toContain('$84.17')
    expect(text).toContain(confirmation)
    expect(text).toContain('I allow it.')
    expect(text).toContain(`https://portal.test/payment-activity/${paymentId}`)
  })

  test('S25: account_removed says what ends, and which payments go on', async () => {
    const { subject, text } = (await write('account_removed', { removalId }))!
    expect(subject).toBe('Home was removed from your portal')
    expect(text).toContain(
      'It is also removed from paperless billing. Paper bills start again with your next bill.',
    )
    expect(text).toMatch(/These payments will still be processed: \$84\.17 on \w+ \d+\./)
  })

  test('T8: no mail holds a whole account number', async () => {
    const [row] = await sql<{ number: string }[]>`
      select account_number as number from service_account where id = ${dana.account}`
    for (const [template, params] of all) {
      const { text, html } = (await write(template, params()))!
      expect(text + html).not.toContain(row!.number)
    }
  })

  test('T8: a mail about the password greets by name, and never tells the username', async () => {
    await sql`update portal_account set name = null where id = ${dana.id}`
    const { text } = (await write('password_changed', {}))!
    const [row] = await sql<{ username: string }[]>`
      select username from portal_account where id = ${dana.id}`
    expect(text).not.toContain(row!.username)
    expect((await write('welcome', {}))!.text).toContain(`Hi ${row!.username},`)
  })

  test('T11: a nickname with markup is text', async () => {
    await sql`update account_link set nickname = '<b>x</b>' where service_account_id = ${dana.account}`
    const { html } = (await write('new_document', { billId: dana.bill }))!
    expect(html).toContain('&lt;b&gt;x&lt;/b&gt;')
    expect(html).not.toContain('<b>x</b>')
  })
})
