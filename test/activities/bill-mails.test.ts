import { randomUUID } from 'node:crypto'
import { beforeEach, describe, expect, test } from 'vitest'
import { newDocument } from '../../activities/mails/accounts.js'
import { writeMail } from '../../activities/mails/index.js'
import { writeOut } from '../../activities/mails/layout.js'
import type { AccountFacts, BillFacts } from '../../sql/mail-facts.js'
import type { NoticeRow } from '../../sql/notices.js'
import * as payments from '../../sql/payments.js'
import { decideBill } from '../../sql/recurring-decisions.js'
import { cityDay, showLongDay } from '../../src/domain/city-date.js'
import type { BillId, NoticeId } from '../../src/domain/ids.js'
import type { NoticeTemplate } from '../../src/domain/notice.js'
import { type City, city } from '../support/city.js'
import { payer } from '../support/payments.js'
import {
  type TestPortal,
  type TestResident,
  type TestServiceAccount,
  testPortal,
} from '../support/portal.js'
import { addBill, automatic, setUp } from '../support/recurring.js'

/** Letters about bills, word for word (ux.md 10). */

let portal: TestPortal
let rows: City
let dana: TestResident
let home: TestServiceAccount
let bill: BillId
const dueOn = '2026-12-14'
const head = { origin: 'https://portal.test', supportPhone: '704-336-7600' }

beforeEach(async () => {
  portal = await testPortal()
  rows = city(portal.sql)
  dana = await portal.addResident({ name: 'Dana Whitfield' })
  home = await portal.addServiceAccount({ accountNumber: '0048291533710' })
  await portal.link(dana, home, 'Home')
  bill = await rows.bill(home, { billedOn: '2026-11-20', dueOn, current: 84_17 })
})

const write = async (template: NoticeTemplate, day: string, reader = dana) =>
  await writeMail(
    {
      sql: portal.sql,
      seals: portal.deps.seals,
      convenienceFeeCents: 125,
      temporaryPasswordMinutes: 60,
      ...head,
    },
    {
      id: randomUUID() as NoticeId,
      template,
      portalAccountId: reader.id,
      recipient: reader.email,
      params: { billId: bill },
      state: 'waiting',
      attempts: 0,
      createdAt: new Date(`${day}T08:05:00-05:00`),
      now: new Date(`${day}T08:05:00-05:00`),
    } satisfies NoticeRow,
  )

describe('due_reminder', () => {
  test('says what is due, that nothing is scheduled, and where to pay', async () => {
    const mail = (await write('due_reminder', '2026-12-11'))!
    expect(mail.subject).toBe('$84.17 is due Monday, December 14')
    expect(mail.text).toContain('Home, 1234 Elm Street, account ending 3710')
    expect(mail.text).toContain('No payment is scheduled for Home.')
    expect(mail.text).toContain(`Pay $84.17: https://portal.test/pay?account=${home.id}`)
    expect(mail.text).toContain('If you just paid another way, ignore this.')
    expect(mail.text).not.toContain(home.accountNumber)
  })

  test('says what is left when the reader scheduled a part', async () => {
    await rows.payment(dana, home, { cents: 50_00, payOn: '2026-12-11', status: 'scheduled' })
    const mail = (await write('due_reminder', '2026-12-11'))!
    expect(mail.subject).toBe('$34.17 is due Monday, December 14')
    expect(mail.text).toContain('You scheduled $50.00 for Home. The rest is not scheduled.')
  })

  test('F9: never tells what another portal account scheduled, nor that it did', async () => {
    const other = await portal.addResident()
    await portal.link(other, home)
    const before = await write('due_reminder', '2026-12-11')
    expect(before!.text).toContain('You have no payment scheduled for Home.')
    await rows.payment(other, home, { cents: 50_00, payOn: '2026-12-11', status: 'scheduled' })
    expect(await write('due_reminder', '2026-12-11')).toEqual(before)
  })

  test.each([
    ['scheduled', 'scheduled'],
    ['paid', 'approved'],
  ] as const)('is not sent when the bill was %s before it could be written', async (_, status) => {
    await rows.payment(dana, home, { cents: 84_17, payOn: '2026-12-11', status })
    expect(await write('due_reminder', '2026-12-11')).toBeUndefined()
  })

  test('is not sent when the due date is over, or a newer bill is there', async () => {
    expect(await write('due_reminder', '2026-12-15')).toBeUndefined()
    await rows.bill(home, { billedOn: '2026-12-11', current: 10_00 })
    expect(await write('due_reminder', '2026-12-12')).toBeUndefined()
  })
})

describe('past_due', () => {
  test('says since when, what it leads to, and what is credited right away with its fee', async () => {
    const mail = (await write('past_due', '2026-12-15'))!
    expect(mail.subject).toBe('$84.17 is past due for Home')
    expect(mail.text).toContain(
      'It was due December 14. Water service can be disconnected for nonpayment.',
    )
    expect(mail.text).toContain(
      'To have a payment credited right away, use Pay Now with Western Union SpeedPay ($1.25 convenience fee).',
    )
    expect(mail.text).toContain(`Pay: https://portal.test/pay?account=${home.id}`)
  })

  test('keeps its subject under 60 characters, however long the nickname', async () => {
    await portal.sql`update account_link set nickname = ${'x'.repeat(40)}`
    const mail = (await write('past_due', '2026-12-15'))!
    expect(mail.subject).toBe('$84.17 is past due')
    expect(mail.text).toContain('x'.repeat(40))
  })

  test('names a part that the reader scheduled; is not sent once all is covered', async () => {
    await rows.payment(dana, home, { cents: 50_00, payOn: '2026-12-18', status: 'scheduled' })
    expect((await write('past_due', '2026-12-15'))!.text).toContain('You scheduled $50.00 of it.')
    await rows.payment(dana, home, { cents: 34_17, payOn: '2026-12-18', status: 'scheduled' })
    expect(await write('past_due', '2026-12-15')).toBeUndefined()
  })
})

describe('new_document', () => {
  const facts: BillFacts = {
    id: randomUUID() as BillId,
    serviceAccountId: randomUUID() as BillFacts['serviceAccountId'],
    amountDueCents: 84_17,
    dueOn,
  }
  const place: AccountFacts = {
    id: facts.serviceAccountId,
    nickname: 'Home',
    accountNumber: '0048291533710',
    streetNumber: '1234',
    street: 'Elm Street',
    unit: null,
    billedOn: '2026-11-20',
  }
  const letter = (other: Partial<BillFacts> = {}, recurring = false) =>
    writeOut(
      newDocument({ ...facts, ...other }, place, {
        origin: head.origin,
        recurring: recurring
          ? { payOn: '2026-12-11', bankKind: 'checking', bankLast4: '4471' }
          : undefined,
      }),
      head,
    )

  test('the plain text, with a recurring payment, as ux.md 10 writes it', () => {
    const { subject, text, html } = letter({}, true)
    expect(subject).toBe('Your bill is ready: $84.17 due December 14')
    expect(text).toContain(
      [
        'Your bill is ready',
        'Home, 1234 Elm Street (account ending 3710)',
        'Amount due: $84.17',
        'Due: Monday, December 14, 2026',
        'Your recurring payment takes this on Friday, December 11 from checking ending 4471.',
        `View your bill: https://portal.test/bills/${facts.id}`,
      ].join('\n\n'),
    )
    expect(html).toContain('Home, 1234 Elm Street, account ending 3710.')
    expect(html).toContain('Due Monday, December 14, 2026')
    expect(html).toContain(
      'We take it on Friday, December 11 from checking ending 4471. You do not need to do anything.',
    )
  })

  test('without one it says until when to pay; a credit asks for nothing', () => {
    expect(letter().text).toContain('Pay by December 14.')
    const credit = letter({ amountDueCents: -12_40 })
    expect(credit.subject).toBe('Your bill is ready: nothing is due')
    expect(credit.text).toContain('Nothing is due. You do not need to do anything.')
    expect(credit.text).not.toContain('12.40')
  })

  test('S44, F9: names the reader’s own recurring payment of this bill, nobody else’s', async () => {
    const who = await payer(portal.sql, portal.deps.seals, { owesCents: 1_00 })
    const enrollment = await setUp(portal.sql, who, {
      terms: { daysBefore: 3, thresholdCents: null },
    })
    bill = await addBill(portal.sql, who, { current: 84_17 })
    const today = cityDay(portal.deps.clock.now())
    const written = async (reader: TestResident) =>
      (await write('new_document', today, reader))!.text
    const itself = { ...who, username: '' }
    expect(await written(itself)).toContain('Pay by ')
    await decideBill(portal.sql, enrollment, bill)
    const [payment] = await automatic(portal.sql, who)
    const takes = `Your recurring payment takes this on ${showLongDay(payment!.payOn)} from checking ending 4471.`
    expect(await written(itself)).toContain(takes)
    await portal.sql`
      insert into account_link (portal_account_id, service_account_id) values (${dana.id}, ${who.account})`
    expect(await written(dana)).not.toContain('recurring')
    await payments.cancel(portal.sql, payment!.id, who)
    expect(await written(itself)).not.toContain(takes)
  })
})

test('the test email says that it works', async () => {
  const mail = (await write('test', '2026-11-21'))!
  expect(mail.subject).toBe('Test email from Citizen Self Service')
  expect(mail.text).toContain('Hi Dana,')
  expect(mail.text).toContain('It works.')
})
