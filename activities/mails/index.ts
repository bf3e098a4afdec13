import type { Sql } from '../../sql/database.js'
import * as facts from '../../sql/mail-facts.js'
import type { NoticeRow } from '../../sql/notices.js'
import { cityDay } from '../../src/domain/city-date.js'
import type { BillId, PaymentId, PortalAccountId, ServiceAccountId } from '../../src/domain/ids.js'
import type { NoticeParams } from '../../src/domain/notice.js'
import { expectedBill } from '../../src/domain/paperless.js'
import * as accounts from './accounts.js'
import { type Letter, type LetterHead, writeOut } from './layout.js'
import * as payments from './payments.js'

interface Ports extends Omit<LetterHead, 'greeting'> {
  readonly sql: Sql
  readonly convenienceFeeCents: number
}

/**
 * Writes the mail of a notice out of the rows as they are now.
 *
 * @returns undefined when what it tells of is gone.
 */
export async function writeMail(
  ports: Ports,
  notice: NoticeRow,
): Promise<{ subject: string; text: string; html: string } | undefined> {
  const [letter, to] = await Promise.all([
    letterOf(ports, notice),
    toWhom(ports.sql, notice.portalAccountId),
  ])
  return letter && writeOut(letter, { ...ports, greeting: to && greeting(to) })
}

async function letterOf(
  { sql, origin, convenienceFeeCents }: Ports,
  notice: NoticeRow,
): Promise<Letter | undefined> {
  const reader = notice.portalAccountId
  switch (notice.template) {
    case 'confirm_email': {
      const { token } = params(notice, 'confirm_email')
      return accounts.confirmEmail(`${origin}/register/confirm?token=${token}`)
    }
    case 'welcome': {
      const to = await toWhom(sql, reader)
      return to && accounts.welcome(to, origin)
    }
    case 'already_registered': {
      const to = await toWhom(sql, reader)
      return to && accounts.alreadyRegistered(to, origin)
    }
    case 'account_linked': {
      const { serviceAccountId, other } = params(notice, 'account_linked')
      const account = await facts.serviceAccount(sql, serviceAccountId as ServiceAccountId, reader)
      return account && accounts.accountLinked(account, other, origin)
    }
    case 'paperless_on': {
      const account = await accountOf(sql, params(notice, 'paperless_on').serviceAccountId, reader)
      return (
        account &&
        accounts.paperlessOn(
          account,
          expectedBill(account.billedOn ?? undefined, cityDay(notice.now)),
          origin,
        )
      )
    }
    case 'paperless_off': {
      const account = await accountOf(sql, params(notice, 'paperless_off').serviceAccountId, reader)
      return (
        account &&
        accounts.paperlessOff(account, await facts.stillRunning(sql, account.id, reader), origin)
      )
    }
    case 'new_document': {
      const bill = await facts.bill(sql, params(notice, 'new_document').billId as BillId)
      const account = bill && (await accountOf(sql, bill.serviceAccountId, reader))
      return bill && account && accounts.newDocument(bill, account, origin)
    }
    case 'payment_scheduled':
    case 'payment_submitted':
    case 'payment_approved':
    case 'payment_rejected':
    case 'payment_canceled':
    case 'payment_returned':
    case 'payment_unknown': {
      const payment = await facts.payment(
        sql,
        params(notice, notice.template).paymentId as PaymentId,
      )
      return payment && payments.letters[notice.template](payment, { origin, convenienceFeeCents })
    }
  }
}

/** The first name, else the username (F18); never a star, which would make the rest bold. */
const greeting = ({ name, username }: facts.Addressee) =>
  `Hi ${(name?.trim().split(/\s+/)[0] || username).replaceAll('*', '')},`

const toWhom = async (sql: Sql, id: PortalAccountId | null) =>
  id ? await facts.addressee(sql, id) : undefined
const accountOf = (sql: Sql, id: string, reader: PortalAccountId | null) =>
  facts.serviceAccount(sql, id as ServiceAccountId, reader)

/** The row's parameters have the shape of its template: sql/notices.ts wrote them so. */
function params<T extends NoticeRow['template']>(notice: NoticeRow, _: T): NoticeParams[T] {
  return notice.params as unknown as NoticeParams[T]
}
