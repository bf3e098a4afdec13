import type { Context } from 'hono'
import type { FC } from 'hono/jsx'
import type { BankAccountRow } from '../../sql/bank-accounts.js'
import { isId } from '../../src/domain/ids.js'
import { rangeSentence } from '../../src/domain/recurring-preview.js'
import { returnCode } from '../../src/domain/return-code.js'
import { FromWhich } from '../bank-fields.js'
import { DoubleDraft } from '../double-draft.js'
import type { PortalEnv } from '../env.js'
import { ErrorSummary, Field, FieldError, Form, FormId, type FormState, Note } from '../form.js'
import { Choice, Question, Radio } from '../radios.js'
import { dayChoices } from './choices.js'
import type { RecurringFacts } from './facts.js'
import { firstValues } from './form.js'
import { PreviewSide } from './preview.js'
import { HoldLine, ScheduledList } from './stays.js'
import { placeLine } from './which.js'

interface FormProps {
  readonly c: Context<PortalEnv>
  readonly facts: RecurringFacts
  readonly state: FormState
  /** Typed for this form and not saved; a choice until it was used. */
  readonly extra?: BankAccountRow | undefined
}

export const formTitle = ({ changing }: RecurringFacts) =>
  changing ? 'Change the recurring payment' : 'Set up a recurring payment'

/** When, up to how much, and from where, with what that means beside it (ux.md 4.6). */
export const RecurringFormPage: FC<FormProps> = ({ c, facts, state: typed, extra }) => {
  const { account, banks } = facts
  const state = { ...typed, values: startedWith(facts, typed) }
  return (
    <>
      <p>
        <a href="/paperless/recurring">Recurring Payment</a>
      </p>
      <div class="two below">
        <Form c={c} action={`/paperless/recurring/${account.id}`} class="stack airy" id="recurring">
          <ErrorSummary state={state} />
          <div class="stack">
            <h1>{formTitle(facts)}</h1>
            <p class="lede">
              {placeLine(account)}. We take the balance due from your bank account every month.
            </p>
          </div>
          <Changing facts={facts} />
          <DoubleDraft />
          <FormId {...(isId(state.values.formId ?? '') ? { state } : {})} />
          <div
            class="stack airy"
            id="choices"
            hx-get={`/paperless/recurring/${account.id}`}
            hx-trigger="change"
            hx-include="#choices"
            hx-target="#preview"
            hx-swap="innerHTML"
          >
            <WhichDay state={state} />
            <AskFirst facts={facts} state={state} />
          </div>
          <FromWhich choices={extra ? [...banks, extra] : banks} state={state} c={c} />
          <div class="row">
            <button class="btn" type="submit">
              Continue
            </button>
            <p class="soft">
              You check everything before it {facts.changing ? 'changes' : 'starts'}.
            </p>
          </div>
        </Form>
        <PreviewSide facts={facts} values={state.values} />
      </div>
    </>
  )
}

/** What was typed, on top of what the form begins with; once it was sent, no more than what was typed. */
function startedWith(facts: RecurringFacts, { values }: FormState): FormState['values'] {
  if (values.formId !== undefined && values.kind !== undefined) return values
  const first = firstValues(facts)
  // A bank account that takes no new payments is no choice: then the first one is.
  const { from, ...terms } = first
  const usable = facts.banks.some(({ id }) => id === from)
  return { ...terms, ...(usable && from ? { from } : {}), ...values }
}

/** A change counts from the next bill; what is under way stays as it is (F12). Paused: why, and what ends that (F8). */
const Changing: FC<{ facts: RecurringFacts }> = ({ facts: { changing, account } }) => {
  if (!changing) return null
  const { scheduled, hold } = account
  return (
    <>
      {changing.status === 'paused' && (
        <Note kind="bad">
          <p>
            <strong>This recurring payment is paused.</strong>{' '}
            {returnCode(changing.reason ?? undefined).words} Choose a bank account below, and it
            goes on with your next bill.
          </p>
        </Note>
      )}
      <Note kind="info">
        <p>
          <strong>A change counts from your next bill.</strong>
          {(scheduled.length > 0 || hold) && ' What is under way stays as it is:'}
        </p>
        {scheduled.length > 0 && <ScheduledList scheduled={scheduled} />}
        {hold && <HoldLine hold={hold} />}
        <p>
          <a class="quiet stop" href={`/paperless/recurring/${account.id}/stop`}>
            Stop the recurring payment
          </a>
        </p>
      </Note>
    </>
  )
}

const WhichDay: FC<{ state: FormState }> = ({ state }) => {
  const { day: chosen, days = '3' } = state.values
  return (
    <div>
      <Question name="day" legend="Which day should we pay?" state={state}>
        <div class="pick">
          <Radio name="day" value="before" chosen={chosen} first />
          <label for="day">Before the due date</label>
          <div class={state.errors.days ? 'more field wrong' : 'more field'}>
            <label for="days">Days before the due date</label>
            <FieldError name="days" state={state} />
            <select
              class="w8"
              id="days"
              name="days"
              aria-describedby={state.errors.days && 'days-error'}
              aria-invalid={state.errors.days && 'true'}
            >
              {dayChoices.map((count) => (
                <option value={count} selected={count === days}>
                  {count}
                </option>
              ))}
            </select>
          </div>
        </div>
        <Choice name="day" value="due" chosen={chosen}>
          On the due date
        </Choice>
        <Choice name="day" value="arrival" chosen={chosen}>
          The day the bill arrives{' '}
          <span class="hint plain">At once, so there is no time to cancel.</span>
        </Choice>
      </Question>
      <p class="hint above">
        If that day is a weekend or bank holiday, we pay on the business day before.
      </p>
    </div>
  )
}

const AskFirst: FC<{ facts: RecurringFacts; state: FormState }> = ({ facts, state }) => {
  const { ask: chosen } = state.values
  return (
    <Question name="ask" legend="Should we ask you first about a high bill?" state={state}>
      <div class="pick">
        <Radio name="ask" value="yes" chosen={chosen} first />
        <label for="ask">Yes, set a payment threshold</label>
        <div class="more stack tight">
          <Field
            name="limit"
            label="Ask me when a bill is more than"
            state={state}
            class="w8 num"
            money
            hint={rangeSentence(facts.preview.bills)}
            input={{ inputmode: 'decimal', autocomplete: 'off' }}
          />
          <p class="hint">
            We email you, and we do not pay that bill until you authorize it here. Other months are
            paid as usual.
          </p>
        </div>
      </div>
      <Choice name="ask" value="no" chosen={chosen}>
        No, pay every bill in full
      </Choice>
    </Question>
  )
}
