import type { Context } from 'hono'
import type { FC } from 'hono/jsx'
import type { LeavingAccount } from '../../sql/link-removals.js'
import type { StillRunning as Running } from '../../sql/paperless.js'
import { accountName, addressLine, showAccountNumber } from '../../src/domain/service-account.js'
import { Asked, Keep, Question } from '../confirm.js'
import type { PortalEnv } from '../env.js'
import { ErrorSummary, emptyForm, Form, type FormState, Note } from '../form.js'
import { removeId } from '../removal.js'
import { StillRunning } from '../still-running.js'

interface RemoveProps {
  readonly c: Context<PortalEnv>
  readonly account: LeavingAccount
  readonly running: readonly Running[]
  readonly state?: FormState
  /** Below the account's row of View/Pay Bill, instead of as a page. */
  readonly inRow?: boolean
}

export const removeTitle = (account: LeavingAccount) =>
  `Remove ${accountName(account)} from your portal?`

/** What goes, what goes on, and the way out first (S24, S25, N3). */
export const Remove: FC<RemoveProps> = ({
  c,
  account,
  running,
  state = emptyForm,
  inRow = false,
}) => (
  <Question inRow={inRow}>
    <Asked inRow={inRow}>{removeTitle(account)}</Asked>
    <ErrorSummary state={state} />
    <p class={inRow ? 'soft' : 'lede'}>
      {addressLine(account)}, account{' '}
      <span class="num">{showAccountNumber(account.accountNumber)}</span>
    </p>
    <Consequences account={account} running={running} />
    <Form c={c} action={`/accounts/${account.id}/remove`} class="row">
      <button class="btn stop" type="submit">
        OK, remove this account
      </button>
      <Keep inRow={inRow} account={account.id} asker={removeId(account)}>
        Keep this account
      </Keep>
    </Form>
  </Question>
)

const Consequences: FC<Pick<RemoveProps, 'account' | 'running'>> = ({ account, running }) => (
  <>
    {account.paperlessAfter === 'ends' && (
      <Note kind="warn">
        <p>
          <strong>This account will also be removed from paperless billing.</strong> Paper bills
          start again with your next bill.
        </p>
      </Note>
    )}
    {account.paperlessAfter === 'stays' && (
      <Note kind="info">
        <p>Paperless billing stays on, because another portal account is linked.</p>
      </Note>
    )}
    <StillRunning running={running} deed="Removing the account" from="remove" />
  </>
)
