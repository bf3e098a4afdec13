import type { Context } from 'hono'
import type { FC } from 'hono/jsx'
import { showMonthDay } from '../../src/domain/city-date.js'
import { showMoney } from '../../src/domain/money.js'
import { accountName } from '../../src/domain/service-account.js'
import type { PortalEnv } from '../env.js'
import { ErrorSummary, Form, type FormState, Note } from '../form.js'
import type { RecurringFacts } from './facts.js'
import { ScheduledList } from './stays.js'
import { Which } from './which.js'

export const stopTitle = ({ account }: RecurringFacts) =>
  `Stop the recurring payment for ${accountName(account)}?`

/** Asks once more, with what still goes out and what ends (F7, F10). */
export const StopPage: FC<{ c: Context<PortalEnv>; facts: RecurringFacts; state: FormState }> = ({
  c,
  facts,
  state,
}) => {
  const { scheduled, hold, id } = facts.account
  return (
    <div class="stack narrow">
      <ErrorSummary state={state} />
      <h1>{stopTitle(facts)}</h1>
      <Which account={facts.account} />
      <p class="lede">
        From your next bill on, you pay by yourself. You can set it up again at any time.
      </p>
      {scheduled.length > 0 ? (
        <Note kind="bad">
          <p>
            <strong>A payment that is already scheduled will still be processed:</strong>
          </p>
          <ScheduledList scheduled={scheduled} />
        </Note>
      ) : (
        <p class="soft">No recurring payment is scheduled for this account.</p>
      )}
      {hold && (
        <Note kind="warn" icon="hold">
          <p>
            <strong>The bill of {showMoney(hold.amountCents)} no longer waits for your OK.</strong>{' '}
            We do not pay it. It is due {showMonthDay(hold.dueOn)}.
          </p>
        </Note>
      )}
      <Form c={c} action={`/paperless/recurring/${id}/stop`} class="row">
        <button class="btn stop" type="submit">
          Stop recurring payment
        </button>
        <a class="quiet" href="/paperless/recurring">
          Keep it
        </a>
      </Form>
    </div>
  )
}
