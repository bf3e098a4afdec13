import type { Context } from 'hono'
import type { FC } from 'hono/jsx'
import type { BankAccountRow } from '../sql/bank-accounts.js'
import type { PortalEnv } from './env.js'
import { Field, FieldError, type FormState } from './form.js'
import { Choice, Question, Radio } from './radios.js'

/** Those that are there first, else a new one (ux.md 4.5). What comes back is read by `bank-form.ts`. */
export const FromWhich: FC<{
  choices: readonly BankAccountRow[]
  state: FormState
  c: Context<PortalEnv>
}> = ({ choices, state, c }) => {
  const chosen = state.values.from ?? choices[0]?.id ?? 'new'
  return (
    <Question name="from" legend="From which account?" state={state}>
      {choices.map(({ id, kind, last4 }, place) => (
        <Choice name="from" value={id} chosen={chosen} first={place === 0}>
          {kind === 'checking' ? 'Checking' : 'Savings'} ending <span class="num">{last4}</span>
        </Choice>
      ))}
      <div class="pick">
        <Radio name="from" value="new" chosen={chosen} first={choices.length === 0} />
        <label for={choices.length === 0 ? 'from' : 'from-new'}>
          A different checking or savings account
        </label>
        <NewBankAccount state={state} owner={c.get('resident').name ?? ''} />
      </div>
    </Question>
  )
}

const enterAll = 'Enter all of them, including any zeros at the start.'
/** Text, never `type="number"`: that would eat the zeros at the start (S39). */
const digits = { inputmode: 'numeric', autocomplete: 'off', spellcheck: 'false' }

/** The numbers of a bank account as they stand on a check; asked once, then only its last four are shown (S38). */
const NewBankAccount: FC<{ state: FormState; owner: string }> = ({ state, owner }) => {
  const sent = state.values.formId !== undefined && state.values.kind !== undefined
  const kind = state.values.kind ?? 'checking'
  // A box that was sent unchecked is not among the fields.
  const save = sent ? state.values.save !== undefined : true
  return (
    <div class="more stack roomy">
      <CheckPicture />
      <fieldset
        class={state.errors.kind ? 'field wrong' : 'field'}
        aria-describedby={state.errors.kind ? 'kind-error' : undefined}
      >
        <legend class="label">Account type</legend>
        <FieldError name="kind" state={state} />
        <div class="row">
          <label class="opt">
            <input
              type="radio"
              id="kind"
              name="kind"
              value="checking"
              checked={kind === 'checking'}
            />{' '}
            Checking
          </label>
          <label class="opt">
            <input type="radio" name="kind" value="savings" checked={kind === 'savings'} /> Savings
          </label>
        </div>
      </fieldset>
      <Field
        name="name"
        label="Name on the account"
        state={state}
        value={owner}
        input={{ autocomplete: 'name' }}
      />
      <Field
        name="routing"
        label="Routing number"
        state={state}
        class="w12 num"
        hint={`9 digits. ${enterAll}`}
        input={digits}
      />
      <Field
        name="account"
        label="Account number"
        state={state}
        class="num"
        hint={`4 to 17 digits. ${enterAll}`}
        input={digits}
      />
      <Field
        name="accountAgain"
        label="Confirm account number"
        state={state}
        class="num"
        input={digits}
      />
      <div class={state.errors.save ? 'field wrong' : 'field'}>
        <FieldError name="save" state={state} />
        <label class="opt">
          <input
            type="checkbox"
            id="save"
            name="save"
            checked={save}
            aria-describedby={state.errors.save ? 'save-error' : undefined}
          />{' '}
          Save this account for next time
        </label>
      </div>
    </div>
  )
}

/** Where on a check the two numbers are. Both begin with a zero, on purpose. */
const CheckPicture: FC = () => (
  <svg
    class="check"
    viewBox="0 0 340 104"
    role="img"
    aria-label="On a check, the routing number is the first 9 digits at the bottom left. The account number comes next."
  >
    <rect class="box" x="1" y="1" width="338" height="102" rx="6" />
    <path class="line" d="M20 20h110M20 34h74M262 20h58" />
    <text class="word" x="20" y="66">
      Routing number
    </text>
    <text class="word" x="130" y="66">
      Account number
    </text>
    <text class="digits" x="20" y="84">
      053000219
    </text>
    <text class="digits" x="130" y="84">
      000482913377
    </text>
    <text class="digits pale" x="268" y="84">
      1042
    </text>
    <path class="under" d="M20 92h76M130 92h102" />
  </svg>
)
