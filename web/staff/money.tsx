import type { FC } from 'hono/jsx'
import type { HomeAccount } from '../../sql/homes.js'
import type { Payment } from '../../sql/payment-activity.js'
import type { MaskedLink } from '../../sql/staff-residents.js'
import { inOrder, standing } from '../../src/domain/account-standing.js'
import { type CityDay, cityDay, showDay, showShortDay } from '../../src/domain/city-date.js'
import { showMoney } from '../../src/domain/money.js'
import { bankPayment, expectedBill } from '../../src/domain/paperless.js'
import { showPayRule } from '../../src/domain/recurring-terms.js'
import { addressLine, showAccountNumber } from '../../src/domain/service-account.js'
import { capital, paidFrom, StatusTag } from '../payment.js'
import { Cell, FoldRow, FoldTable, RowHead } from '../table.js'

/** What a verified caller may be told: accounts with what they owe, and payments. */

type Account = HomeAccount & { readonly standing: ReturnType<typeof standing> }

export const LinkedAccounts: FC<{
  accounts: readonly HomeAccount[]
  today: CityDay
  /** For a supervisor: each has its Unlink. */
  links: readonly MaskedLink[] | undefined
  href: string
}> = ({ accounts, today, links, href }) => {
  const all = inOrder(
    accounts.map((account) => ({ ...account, standing: standing(account, today) })),
  )
  return (
    <section class="sheet">
      {all.length === 0 && (
        <div class="stack tight">
          <h2>Linked accounts</h2>
          <p>No account is linked.</p>
        </div>
      )}
      {all.length > 0 && (
        <FoldTable
          caption="Linked accounts"
          columns={[
            { label: 'Account' },
            { label: 'Service address' },
            { label: 'Paperless' },
            { label: 'Recurring' },
            { label: 'Due' },
            { label: 'Balance', right: true },
          ]}
        >
          {all.map((account) => (
            <FoldRow>
              <RowHead class="num l">
                <a href={`/staff/accounts/${account.id}`}>
                  {showAccountNumber(account.accountNumber)}
                </a>
              </RowHead>
              <Cell class="l">
                {addressLine(account)}
                {links && (
                  <div>
                    <Unlink href={href} id={account.id} number={account.accountNumber} />
                  </div>
                )}
              </Cell>
              <Cell class="l" head="Paperless">
                {paperless(account, today)}
              </Cell>
              <Cell class="l" head="Recurring">
                {recurring(account)}
              </Cell>
              <Cell class="e g2">
                <Due account={account} />
              </Cell>
              <Cell class="r g1">
                <strong>{showMoney(account.balanceCents)}</strong>
              </Cell>
            </FoldRow>
          ))}
        </FoldTable>
      )}
    </section>
  )
}

function paperless({ paperless: enrolled, newest }: Account, today: CityDay): string {
  if (!enrolled) return 'Off'
  if (enrolled.firstBillOn !== null) return 'On'
  return `First bill about ${showShortDay(expectedBill(newest?.billedOn, today))}`
}

function recurring({ autopay, hold, paperless: enrolled }: Account): string {
  if (hold) return `On hold over ${showMoney(hold.thresholdCents)}`
  if (!autopay) return bankPayment(enrolled) === 'waiting' ? 'Not yet' : 'Off'
  if (!autopay.own) return 'From another portal account'
  return autopay.status === 'paused' ? 'Paused' : capital(showPayRule(autopay.terms))
}

const Due: FC<{ account: Account }> = ({ account: { standing: stands, newest, status } }) => {
  if (status === 'interrupted') return <span class="tag bad">Water is off</span>
  if (stands.pastDueCents > 0)
    return (
      <span class="tag bad">
        Past due{stands.lateSince && ` ${showShortDay(stands.lateSince)}`}
      </span>
    )
  return <>{stands.owedCents > 0 && newest ? showShortDay(newest.dueOn) : '–'}</>
}

const Unlink: FC<{ href: string; id: string; number: string }> = ({ href, id, number }) => (
  <a href={`${href}/unlink/${id}`}>
    Unlink<span class="vh"> the account ending {number.slice(-4)}</span>
  </a>
)

/** For a supervisor while nobody is verified: enough to unlink the right one, and nothing a caller is asked for. */
export const MaskedLinks: FC<{ links: readonly MaskedLink[]; href: string }> = ({
  links,
  href,
}) => (
  <section class="sheet">
    <FoldTable
      caption="Linked accounts"
      columns={[
        { label: 'Account' },
        { label: 'Street' },
        { label: 'Linked' },
        { label: 'Action', hidden: true },
      ]}
    >
      {links.map((link) => (
        <FoldRow>
          <RowHead class="num l">ending {link.accountNumber.slice(-4)}</RowHead>
          <Cell class="l">{link.street}</Cell>
          <Cell class="l" head="Linked">
            {showDay(cityDay(link.linkedAt))}
          </Cell>
          <Cell class="e">
            <Unlink href={href} id={link.id} number={link.accountNumber} />
          </Cell>
        </FoldRow>
      ))}
    </FoldTable>
  </section>
)

export const Payments: FC<{ payments: readonly Payment[] }> = ({ payments }) => (
  <section class="sheet">
    {payments.length === 0 && (
      <div class="stack tight">
        <h2>Payments</h2>
        <p>No payments yet.</p>
      </div>
    )}
    {payments.length > 0 && (
      <FoldTable
        caption="Payments"
        columns={[
          { label: 'Date' },
          { label: 'Account' },
          { label: 'Method' },
          { label: 'Confirmation' },
          { label: 'Status' },
          { label: 'Amount', right: true },
          { label: 'Action', hidden: true },
        ]}
      >
        {payments.map((payment) => (
          <FoldRow>
            <Cell class="num l">
              <time datetime={payment.payOn}>{showShortDay(payment.payOn)}</time>
            </Cell>
            <Cell class="num l">{showAccountNumber(payment.accountNumber)}</Cell>
            <Cell class="l soft">{capital(paidFrom(payment)).replace(' ending', '')}</Cell>
            <RowHead class="num l">
              <a href={`/staff/payments/${payment.id}`}>{payment.confirmation}</a>
            </RowHead>
            <Cell class="e g1">
              <StatusTag status={payment.status} />
              {isRefused(payment) && payment.reason && <span class="soft"> {payment.reason}</span>}
            </Cell>
            <Cell class="r g2">
              <strong>{showMoney(payment.amountCents)}</strong>
            </Cell>
            <Cell class="e">
              {payment.status === 'scheduled' && (
                <a href={`/staff/payments/${payment.id}/cancel`}>
                  Cancel<span class="vh"> {payment.confirmation}</span>
                </a>
              )}
            </Cell>
          </FoldRow>
        ))}
      </FoldTable>
    )}
  </section>
)

const isRefused = ({ status }: Payment) => status === 'rejected' || status === 'returned'
