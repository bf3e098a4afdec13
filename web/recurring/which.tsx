import type { FC } from 'hono/jsx'
import type { RecurringAccount } from '../../sql/recurring-list.js'
import { addressLine, showAccountNumber } from '../../src/domain/service-account.js'

/** `Rental, 57 Mill Lane, Unit B` */
export const placeLine = (account: RecurringAccount): string =>
  account.nickname ? `${account.nickname}, ${addressLine(account)}` : addressLine(account)

/** Which account a page is about, below its heading. */
export const Which: FC<{ account: RecurringAccount }> = ({ account }) => (
  <p class="soft">
    {account.nickname && `${addressLine(account)}, `}account{' '}
    <span class="num">{showAccountNumber(account.accountNumber)}</span>
  </p>
)
