import type { Context } from 'hono'
import type { FC } from 'hono/jsx'
import type { RemovedAccount } from '../sql/link-removals.js'
import * as linkRemovals from '../sql/link-removals.js'
import { type StillRunning, stillRunning } from '../sql/paperless.js'
import * as serviceAccounts from '../sql/service-accounts.js'
import { isId, type ServiceAccountId } from '../src/domain/ids.js'
import { undoMinutes } from '../src/domain/link-removal.js'
import { accountName, showAccountNumber } from '../src/domain/service-account.js'
import { asks } from './confirm.js'
import type { PortalEnv } from './env.js'
import { Form, Note } from './form.js'
import { Icon } from './icons.js'
import { stillTaken } from './still-running.js'

/** The red X as the list of accounts shows it, and what the list says afterwards (ux.md 4.9). */

/** The red X itself, to which the focus comes back. */
export const removeId = ({ id }: { id: ServiceAccountId }) => `remove-${id}`

/** @param back The link of the list that asked something and was answered "no". */
export const RemoveLink: FC<{
  account: { id: ServiceAccountId; accountNumber: string }
  name: string
  back: string | undefined
}> = ({ account, name, back }) => (
  <a
    class="x"
    id={removeId(account)}
    aria-label={`Delete ${name}, account ${showAccountNumber(account.accountNumber)}`}
    {...asks(account.id, `/accounts/${account.id}/remove`)}
    href={`/accounts/${account.id}/remove`}
    {...(removeId(account) === back ? { autofocus: true } : {})}
  >
    <Icon name="cross" size={22} />
  </a>
)

export type RemovalNews =
  | {
      readonly now: 'removed'
      readonly account: RemovedAccount
      readonly running: readonly StillRunning[]
    }
  | { readonly now: 'restored'; readonly account: RemovedAccount }

/** What the address says was just done, as long as it is true. */
export async function removalNews(c: Context<PortalEnv>): Promise<RemovalNews | undefined> {
  const { sql } = c.get('deps')
  const resident = c.get('resident')
  const [removed, restored] = [c.req.query('removed') ?? '', c.req.query('restored') ?? '']
  if (isId(removed)) {
    const account = await linkRemovals.justRemoved(sql, resident.id, removed as ServiceAccountId)
    if (!account) return undefined
    return {
      now: 'removed',
      account,
      running: await stillRunning(sql, { resident: resident.id, account: account.id }),
    }
  }
  if (!isId(restored)) return undefined
  const account = await serviceAccounts.findLinked(sql, resident.id, restored as ServiceAccountId)
  return account && { now: 'restored', account }
}

export const RemovalNote: FC<{ c: Context<PortalEnv>; news: RemovalNews }> = ({ c, news }) => {
  const name = accountName(news.account)
  if (news.now === 'restored') {
    return (
      <Note kind="ok" role="status" focus>
        <p>
          <strong>{name} is back</strong>, as it was.
        </p>
      </Note>
    )
  }
  return (
    <Note kind="ok" role="status" focus>
      <p>
        <strong>{name} was removed.</strong> {stillTaken(news.running)}
      </p>
      <Form c={c} action={`/accounts/${news.account.id}/remove/undo`} class="row">
        <button class="quiet" type="submit">
          Undo<span class="vh"> removing {name}</span>
        </button>
        <span class="hint">You can undo this for {undoMinutes} minutes.</span>
      </Form>
    </Note>
  )
}
