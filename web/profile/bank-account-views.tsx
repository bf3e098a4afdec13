import type { Context } from 'hono'
import type { FC, PropsWithChildren } from 'hono/jsx'
import type { BankAccountUse } from '../../sql/bank-account-uses.js'
import type { BankAccountRow, SavedBankAccount } from '../../sql/bank-accounts.js'
import { maxSavedBankAccounts, showBank } from '../../src/domain/bank-account.js'
import { showMonthDay } from '../../src/domain/city-date.js'
import { showMoney } from '../../src/domain/money.js'
import { isBeingChecked } from '../../src/domain/payment-story.js'
import { returnCode } from '../../src/domain/return-code.js'
import { accountName } from '../../src/domain/service-account.js'
import type { PortalEnv } from '../env.js'
import { ErrorSummary, Form, type FormState, Note } from '../form.js'
import { capital } from '../payment.js'
import { CurrentPassword } from './views.js'

/** The saved ones, those that a bank closed too, with the bank's reason (F8). */
export const BankAccountsPage: FC<{
  saved: readonly SavedBankAccount[]
  /** One was taken away a moment ago. */
  removed: boolean
}> = ({ saved, removed }) => (
  <div class="stack narrow airy">
    <p>
      <a href="/profile">Profile</a>
    </p>
    <div class="stack tight">
      <h1>Bank accounts</h1>
      <p class="lede">
        We keep up to {maxSavedBankAccounts}, so that you enter the numbers once. You add one when
        you pay.
      </p>
    </div>
    {removed && (
      <Note kind="ok" role="status" focus>
        <p>The bank account is removed. It is not used again.</p>
      </Note>
    )}
    {saved.length === 0 ? (
      <p>None saved.</p>
    ) : (
      <ul class="sheet flush">
        {saved.map((bank) => (
          <li class="acct">
            <div class="row split">
              <div class="row">
                <h2 class="name">
                  <Bank bank={bank} />
                </h2>
                {bank.closedCode && <span class="tag bad">Closed</span>}
              </div>
              <a class="quiet stop" href={`/profile/bank-accounts/${bank.id}/remove`}>
                Remove<span class="vh"> {showBank(bank)}</span>
              </a>
            </div>
            {bank.closedCode && <p>{returnCode(bank.closedCode).words}</p>}
          </li>
        ))}
      </ul>
    )}
  </div>
)

const Bank: FC<{ bank: BankAccountRow }> = ({ bank }) => (
  <>
    {capital(bank.kind)} ending <span class="num">{bank.last4}</span>
  </>
)

export const removeTitle = (bank: BankAccountRow) => `Remove ${showBank(bank)}?`

/** Asks once more, and for the current password (security.md 7.5.1). */
export const RemovePage: FC<{
  c: Context<PortalEnv>
  bank: BankAccountRow
  state: FormState
}> = ({ c, bank, state }) => (
  <div class="stack narrow airy">
    <ErrorSummary state={state} />
    <div class="stack tight">
      <h1>{removeTitle(bank)}</h1>
      <p class="lede">
        Nothing uses it. To pay from it again, you enter its numbers again. Past payments still name
        its last four digits.
      </p>
    </div>
    <Form c={c} action={`/profile/bank-accounts/${bank.id}/remove`} class="stack airy">
      <CurrentPassword state={state} />
      <div class="row">
        <button type="submit" class="btn stop">
          Remove this bank account
        </button>
        <a class="quiet" href="/profile/bank-accounts">
          Keep it
        </a>
      </div>
    </Form>
  </div>
)

export const inUseTitle = (bank: BankAccountRow) => `${capital(showBank(bank))} is in use`

/** What stands in the way, with the way out of each (A27). */
export const InUsePage: FC<{ bank: BankAccountRow; used: readonly BankAccountUse[] }> = ({
  bank,
  used,
}) => (
  <div class="stack narrow airy">
    <h1>{inUseTitle(bank)}</h1>
    <Note kind="bad">
      <ul class="stack">
        {used.map((use) => (
          <li>
            <Use use={use} />
          </li>
        ))}
      </ul>
    </Note>
    <div class="row">
      <a class="btn alt" href="/profile/bank-accounts">
        Bank accounts
      </a>
      <a class="quiet" href="/profile">
        Profile
      </a>
    </div>
  </div>
)

const Use: FC<{ use: BankAccountUse }> = ({ use }) => {
  const name = accountName(use)
  if (use.kind === 'recurring') {
    const page = `/paperless/recurring/${use.serviceAccountId}`
    return (
      <Told says={`This account is used for your recurring payment for ${name}.`}>
        <p>Change or stop that recurring payment first.</p>
        <Ways>
          <a class="quiet" href={page}>
            Change<span class="vh"> the recurring payment for {name}</span>
          </a>
          <a class="quiet stop" href={`${page}/stop`}>
            Stop<span class="vh"> the recurring payment for {name}</span>
          </a>
        </Ways>
      </Told>
    )
  }
  const { id, status, payOn, amountCents } = use
  const payment = `payment on ${showMonthDay(payOn)}`
  const what = `${showMoney(amountCents)} for ${name}`
  const view = (
    <a class="quiet" href={`/payment-activity/${id}`}>
      View payment<span class="vh"> of {what}</span>
    </a>
  )
  if (status === 'scheduled')
    return (
      <Told says={`This account is used for your ${payment}.`}>
        <p>Change or cancel that payment first.</p>
        <Ways soft={what}>
          {view}
          <a class="quiet stop" href={`/payment-activity/${id}/cancel`}>
            Cancel<span class="vh"> {what}</span>
          </a>
        </Ways>
      </Told>
    )
  return (
    <Told
      says={`This account is used for your ${payment}, which ${isBeingChecked(status) ? 'we are still checking' : 'is on its way'}.`}
    >
      <p>Remove it when that payment is approved or rejected.</p>
      <Ways soft={what}>{view}</Ways>
    </Told>
  )
}

const Told: FC<PropsWithChildren<{ says: string }>> = ({ says, children }) => (
  <>
    <p>
      <strong>{says}</strong>
    </p>
    {children}
  </>
)

const Ways: FC<PropsWithChildren<{ soft?: string }>> = ({ soft, children }) => (
  <div class="row pair">
    {soft && <span>{soft}</span>}
    {children}
  </div>
)
