import type { Payment } from '../../sql/payment-activity.js'
import { cityDay } from '../../src/domain/city-date.js'
import { csvFile } from '../../src/domain/csv-write.js'
import { wordFor } from '../../src/domain/payment.js'
import { accountName, showAccountNumber } from '../../src/domain/service-account.js'
import { shortFrom } from '../payment.js'

const header = [
  'Pay date',
  'Account',
  'Account number',
  'Paid from',
  'Confirmation',
  'Status',
  'Since',
  'Amount',
  'Convenience fee',
]

/** The payments of the list for a spreadsheet; text cells can't become formulas (T29). */
export const paymentsFile = (payments: readonly Payment[]): string =>
  csvFile(
    header,
    payments.map((payment) => [
      payment.payOn,
      accountName(payment),
      showAccountNumber(payment.accountNumber),
      shortFrom(payment),
      payment.confirmation,
      wordFor[payment.status],
      cityDay(payment.statusChangedAt),
      payment.amountCents,
      payment.feeCents,
    ]),
  )
