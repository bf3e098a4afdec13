import type { Context } from 'hono'
import type { FC } from 'hono/jsx'
import type { LeavingAccount } from '../../sql/link-removals.js'
import type { StillRunning as Running } from '../../sql/paperless.js'
import { accountName, addressLine, showAccountNumber } from '../../src/domain/service-account.js'
import type { PortalEnv } from '../env.js'
import { ErrorSummary, Form, type FormState, Note } from '../form.js'
import { StillRunning } from '../still-running.js'
import { Cell, FoldRow } from '../table.js'

interface RemoveProps {
  readonly c: Context<PortalEnv>
  readonly account: LeavingAccount
  readonly running: readonly Running[]
}

export const removeTitle = (account: LeavingAccount) =>
  `Remove ${accountName(account)} from your portal?`

/** What goes, what goes on, and the way out first (S24, S25, N3). */
export const RemovePage: FC<RemoveProps & { readonly state: FormState }> = ({
  state,
  ...props
}) => (
  <div class="stack narrow">
    <p>
      <a href="/paperless">Paperless Billing</a>
    </p>
    <ErrorSummary state={state} />
    <h1>{removeTitle(props.account)}</h1>
    <p class="lede">
      <Which account={props.account} />
    </p>
    <Consequences {...props} />
    <Form c={props.c} action={`/accounts/${props.account.id}/remove`} class="row">
      <RemoveButton />
      <a class="quiet" href="/paperless">
        Keep this account
      </a>
    </Form>
  </div>
)

/**
 * The same question as a row of the list. It takes any other open question's place, and is closed by `data-close`, which
 * gives the focus back to the red X (site.js).
 */
export const RemoveRow: FC<RemoveProps> = ({ c, account, running }) => {
  const heading = `removing-${account.id}`
  return (
    <>
      <hx-partial hx-target=".asking" hx-swap="delete" />
      <FoldRow class="asking">
        <Cell class="w" span={5}>
          <Form c={c} action={`/accounts/${account.id}/remove`} class="stack" labelledby={heading}>
            <h2 id={heading} tabindex={-1} autofocus>
              {removeTitle(account)}
            </h2>
            <p class="soft">
              <Which account={account} />
            </p>
            <Consequences c={c} account={account} running={running} />
            <div class="row">
              <RemoveButton />
              <a class="quiet" href="/paperless" data-close={`remove-${account.id}`}>
                Keep this account
              </a>
            </div>
          </Form>
        </Cell>
      </FoldRow>
    </>
  )
}

const RemoveButton: FC = () => (
  <button class="btn stop" type="submit">
    OK, remove this account
  </button>
)

const Which: FC<{ account: LeavingAccount }> = ({ account }) => (
  <>
    {addressLine(account)}, account{' '}
    <span class="num">{showAccountNumber(account.accountNumber)}</span>
  </>
)

const Consequences: FC<RemoveProps> = ({ account, running }) => (
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
