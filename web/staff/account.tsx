import { Hono } from 'hono'
import type { FC } from 'hono/jsx'
import * as staffAccounts from '../../sql/staff-accounts.js'
import { mayEnter } from '../../src/domain/access.js'
import { cityDay, showDay } from '../../src/domain/city-date.js'
import type { ServiceAccountId } from '../../src/domain/ids.js'
import { showMoney } from '../../src/domain/money.js'
import { addressLine, showAccountNumber } from '../../src/domain/service-account.js'
import { idIn, looked, staffOf } from '../calls.js'
import type { Deps, PortalEnv } from '../env.js'
import { agent } from '../gate.js'
import { show } from '../page.js'
import { StatusTag } from '../payment.js'
import { Cell, FoldRow, FoldTable, RowHead } from '../table.js'

/** A service account: bills, payments, and who is linked (ux.md 1.3). */
export const accountRoutes = ({ sql }: Deps) =>
  new Hono<PortalEnv>().get('/staff/accounts/:acct', agent, async (c) => {
    const id = idIn<ServiceAccountId>(c, 'acct')
    const account = id && (await staffAccounts.find(sql, id))
    if (!account) return c.notFound()
    const call = await staffAccounts.callFor(sql, staffOf(c).id, account.id)
    await looked(c, 'account_seen', { subject: account.id, call: call?.id })
    const supervises = mayEnter(['supervisor'], staffOf(c).roles)
    const [linked, bills, payments] = await Promise.all([
      call || supervises ? staffAccounts.linked(sql, account.id) : undefined,
      call ? staffAccounts.bills(sql, account.id) : undefined,
      call ? staffAccounts.payments(sql, account.id) : undefined,
    ])
    const title = call
      ? `Account ${showAccountNumber(account.accountNumber)}`
      : `Account ending ${account.accountNumber.slice(-4)}`
    return show(
      c,
      { title, tab: 'find' },
      <AccountPage
        title={title}
        account={account}
        linked={linked}
        bills={bills}
        payments={payments}
        supervises={supervises}
      />,
    )
  })

interface Props {
  readonly title: string
  readonly account: staffAccounts.ConsoleAccount
  readonly linked: readonly staffAccounts.LinkedResident[] | undefined
  /** With the payments: only in the call of somebody who sees this account. */
  readonly bills: readonly staffAccounts.AccountBill[] | undefined
  readonly payments: readonly staffAccounts.AccountPayment[] | undefined
  readonly supervises: boolean
}

const AccountPage: FC<Props> = ({ title, account, linked, bills, payments, supervises }) => (
  <div class="stack airy">
    <p class="small">
      <a href="/staff">Find a resident</a>
    </p>
    <div class="row split heading">
      <div>
        <h1>{title}</h1>
        <p class="soft">
          {bills
            ? `${account.holderName} · ${addressLine(account)}, ${account.city}, ${account.state} ${account.zip} · Paperless ${account.paperless ? 'on' : 'off'}`
            : `${account.street}, ${account.city}, ${account.state}`}
        </p>
      </div>
      <div class="row">
        <span class={statusTag[account.status]}>{statusWord[account.status]}</span>
        {bills && <strong class="num">{showMoney(account.balanceCents)}</strong>}
      </div>
    </div>
    {!bills && <p>Check the caller to see bills and payments.</p>}
    {linked && <Linked linked={linked} account={account} supervises={supervises} />}
    {bills && <Bills bills={bills} />}
    {payments && <Payments payments={payments} />}
  </div>
)

const statusTag = { active: 'tag ok', interrupted: 'tag bad', closed: 'tag off' } as const
const statusWord = { active: 'Active', interrupted: 'Water is off', closed: 'Closed' } as const

const Linked: FC<{
  linked: readonly staffAccounts.LinkedResident[]
  account: staffAccounts.ConsoleAccount
  supervises: boolean
}> = ({ linked, account, supervises }) => (
  <section class="sheet">
    {linked.length === 0 && <p>Nobody has linked this account.</p>}
    {linked.length > 0 && (
      <FoldTable
        caption="Who is linked"
        columns={[
          { label: 'Name' },
          { label: 'Username' },
          { label: 'Linked' },
          ...(supervises ? [{ label: 'Action', hidden: true }] : []),
        ]}
      >
        {linked.map((resident) => (
          <FoldRow>
            <RowHead class="l">
              <a href={`/staff/residents/${resident.id}`}>{resident.name ?? resident.username}</a>
            </RowHead>
            <Cell class="l soft">{resident.username}</Cell>
            <Cell class="l" head="Linked">
              {showDay(cityDay(resident.linkedAt))}
            </Cell>
            {supervises && (
              <Cell class="e">
                <a href={`/staff/residents/${resident.id}/unlink/${account.id}`}>
                  Unlink<span class="vh"> {resident.username}</span>
                </a>
              </Cell>
            )}
          </FoldRow>
        ))}
      </FoldTable>
    )}
  </section>
)

const Bills: FC<{ bills: readonly staffAccounts.AccountBill[] }> = ({ bills }) => (
  <section class="sheet">
    {bills.length === 0 && <p>No bills yet.</p>}
    {bills.length > 0 && (
      <FoldTable
        caption="Bills"
        columns={[
          { label: 'Bill date' },
          { label: 'Due' },
          { label: 'Of it past due', right: true },
          { label: 'Amount due', right: true },
        ]}
      >
        {bills.map((bill) => (
          <FoldRow>
            <RowHead class="l">{showDay(bill.billedOn)}</RowHead>
            <Cell class="l" head="Due">
              {showDay(bill.dueOn)}
            </Cell>
            <Cell class="r" head="Past due">
              {bill.pastDueCents > 0 ? showMoney(bill.pastDueCents) : '–'}
            </Cell>
            <Cell class="r g1">
              <strong>{showMoney(bill.amountDueCents)}</strong>
            </Cell>
          </FoldRow>
        ))}
      </FoldTable>
    )}
  </section>
)

const channelWord: Record<string, string> = {
  mail: 'Mail',
  in_person: 'In person',
  bank: 'Bank’s bill pay',
  city_draft: 'City bank draft',
  phone: 'Phone',
  adjustment: 'Adjustment',
}

const Payments: FC<{ payments: readonly staffAccounts.AccountPayment[] }> = ({ payments }) => (
  <section class="sheet">
    {payments.length === 0 && <p>No payments yet.</p>}
    {payments.length > 0 && (
      <FoldTable
        caption="Payments"
        columns={[
          { label: 'Date' },
          { label: 'Paid by' },
          { label: 'Status' },
          { label: 'Amount', right: true },
        ]}
      >
        {payments.map((payment) => (
          <FoldRow>
            <RowHead class="l">{showDay(payment.day)}</RowHead>
            <Cell class="l num">
              {payment.confirmation ? (
                <a href={`/staff/payments/${payment.id}`}>{payment.confirmation}</a>
              ) : (
                (channelWord[payment.channel ?? ''] ?? 'Elsewhere')
              )}
            </Cell>
            <Cell class="e">
              {payment.status ? <StatusTag status={payment.status} /> : 'Received'}
            </Cell>
            <Cell class="r g1">
              <strong>{showMoney(payment.cents)}</strong>
            </Cell>
          </FoldRow>
        ))}
      </FoldTable>
    )}
  </section>
)
