import type { Context } from 'hono'
import type { FC } from 'hono/jsx'
import type { PaperlessAccount, StillRunning as Running } from '../../sql/paperless.js'
import { type CityDay, showMonthDay } from '../../src/domain/city-date.js'
import type { ServiceAccountId } from '../../src/domain/ids.js'
import { accountName, addressLine, showAccountNumber } from '../../src/domain/service-account.js'
import { Asked, Keep, Question } from '../confirm.js'
import type { PortalEnv } from '../env.js'
import { ErrorSummary, emptyForm, Form, type FormState } from '../form.js'
import { StillRunning } from '../still-running.js'
import { SpamParagraph } from '../words.js'
import { Pick } from './pick.js'

/** The links of View/Pay Bill that ask, to which the focus comes back. */
export const enrollId = ({ id }: { id: ServiceAccountId }) => `enroll-${id}`
export const unenrollId = ({ id }: { id: ServiceAccountId }) => `unenroll-${id}`

interface EnrollmentProps {
  readonly c: Context<PortalEnv>
  readonly account: PaperlessAccount
  readonly state?: FormState
  /** Below the account's row of View/Pay Bill, instead of as a page. */
  readonly inRow?: boolean
}

/** What changes, the New Document box, and the one button (S31, S32, F13). */
export const Enroll: FC<EnrollmentProps> = ({ c, account, state = emptyForm, inRow = false }) => (
  <Question inRow={inRow}>
    <Asked inRow={inRow}>Enroll {accountName(account)} in paperless billing</Asked>
    {!inRow && <Which account={account} />}
    <ErrorSummary state={state} />
    <ul class="dots">
      <li>Paper bills stop. Bills come here, and you can look at them for 24 months.</li>
      <li>
        You can pay from checking or savings, and set up a recurring payment, once your first
        electronic bill is here.
      </li>
      <li>You can go back to paper bills at any time.</li>
    </ul>
    <Form c={c} action={`/paperless/${account.id}/enroll`} class="stack">
      <Pick name="newDocument" checked label="Email me when a bill is ready (New Document)" />
      <div class="row">
        <button class="btn" type="submit">
          ENROLL NOW
        </button>
        <Keep inRow={inRow} account={account.id} asker={enrollId(account)}>
          Not now
        </Keep>
      </div>
    </Form>
  </Question>
)

/** A closed account stays readable and payable, but gets no more bills (F14). */
export const Closed: FC<{ account: PaperlessAccount; inRow?: boolean }> = ({
  account,
  inRow = false,
}) => (
  <Question inRow={inRow}>
    <Asked inRow={inRow}>This account is closed</Asked>
    {!inRow && <Which account={account} />}
    <p class="lede">
      A closed account gets no more bills, so it can’t be enrolled in paperless billing. You can
      still see its bills and pay what is owed.
    </p>
    <div class="row">
      <a class="btn alt" href={`/bill-history?account=${account.id}`}>
        Bill History
      </a>
      <Keep inRow={inRow} account={account.id} asker={enrollId(account)}>
        Paperless Billing
      </Keep>
    </div>
  </Question>
)

/** @param expected About when the first electronic bill arrives. */
export const DonePage: FC<{ account: PaperlessAccount; expected: CityDay }> = ({
  account,
  expected,
}) => (
  <div class="stack narrow">
    <h1>You are enrolled</h1>
    <Which account={account} />
    {account.firstBillOn === null ? (
      <p class="lede">
        Your first electronic bill should arrive about {showMonthDay(expected)}. One more paper bill
        may already be in the mail.
      </p>
    ) : (
      <p class="lede">
        Your bills are here, and you can pay them from a bank account. Your next bill should arrive
        about {showMonthDay(expected)}.
      </p>
    )}
    <p>We email you when a bill is ready to view, if you checked New Document.</p>
    <SpamParagraph />
    <div class="row">
      <a class="btn alt" href="/paperless">
        Paperless Billing
      </a>
      <a class="quiet" href="/home">
        Home
      </a>
    </div>
  </div>
)

/** What ends, what does not (W2), and the way out first (S26, S33, N3). */
export const Unenroll: FC<EnrollmentProps & { readonly running: readonly Running[] }> = ({
  c,
  account,
  running,
  state = emptyForm,
  inRow = false,
}) => (
  <Question inRow={inRow}>
    <Asked inRow={inRow}>Unenroll {accountName(account)} from paperless billing?</Asked>
    {!inRow && <Which account={account} />}
    <ErrorSummary state={state} />
    <p class={inRow ? undefined : 'lede'}>
      Paper bills start again with your next bill. You can no longer pay from a bank account here.
    </p>
    <StillRunning running={running} deed="Unenrolling" from="unenroll" />
    <Form c={c} action={`/paperless/${account.id}/unenroll`} class="row">
      <button class="btn stop" type="submit">
        UNENROLL
      </button>
      <Keep inRow={inRow} account={account.id} asker={unenrollId(account)}>
        Stay enrolled
      </Keep>
    </Form>
  </Question>
)

const Which: FC<{ account: PaperlessAccount }> = ({ account }) => (
  <p class="soft">
    {account.nickname && `${addressLine(account)}, `}account{' '}
    <span class="num">{showAccountNumber(account.accountNumber)}</span>
  </p>
)
