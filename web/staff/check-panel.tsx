import type { Context } from 'hono'
import type { FC } from 'hono/jsx'
import type { Call } from '../../sql/caller-checks.js'
import {
  type CallerFact,
  callerFacts,
  callMinutes,
  missesAllowed,
} from '../../src/domain/caller-check.js'
import type { PortalEnv } from '../env.js'
import { ErrorSummary, Field, Form, type FormState, Note } from '../form.js'
import { Icon } from '../icons.js'
import { inPlace, when } from './tags.js'

const factName: Record<CallerFact, string> = {
  account_number: 'Account number',
  street_number: 'Street number of service address',
  tax_id: 'Last 4 of SSN or Tax ID',
  last_payment: 'Last payment date and amount',
}

interface PanelProps {
  readonly c: Context<PortalEnv>
  /** Where the resident's page is. */
  readonly href: string
  readonly call: Call | undefined
  readonly state: FormState
  /** Nothing is linked, so there is nothing that could be compared. */
  readonly nothing: boolean
  readonly focus: boolean
}

/** The caller check (ux.md 5.2). It says what matched, and never what would have. */
export const CheckPanel: FC<PanelProps> = (props) => {
  const { call, focus, nothing } = props
  const title = `Caller check${call?.verifiedAt ? '' : ' – not verified'}`
  return (
    <section class="sheet stack snug" aria-labelledby="check" id="caller-check">
      <h2 id="check" {...(focus ? { tabindex: -1, autofocus: true } : {})}>
        {title}
      </h2>
      {call && call.matched.length > 0 && <Matched facts={call.matched} />}
      {call?.verifiedAt ? (
        <p class="soft small">
          Matched by you at {when(call.verifiedAt, call.now)}. Good for this call only, and for{' '}
          {callMinutes} minutes.
        </p>
      ) : call?.failedAt || nothing ? (
        <CouldNot nothing={nothing} />
      ) : (
        <AskForm {...props} />
      )}
    </section>
  )
}

const Matched: FC<{ facts: readonly CallerFact[] }> = ({ facts }) => (
  <ul class="stack tight matched">
    {facts.map((fact) => (
      <li class="row">
        <Icon name="check" />
        <span>{factName[fact]}</span>
      </li>
    ))}
  </ul>
)

const CouldNot: FC<{ nothing: boolean }> = ({ nothing }) => (
  <Note kind="bad" role="status">
    <p>
      <strong>
        {nothing ? 'No account is linked, so nothing can be checked.' : 'Could not verify.'}
      </strong>{' '}
      Offer: visit in person with ID, or a letter to the address on file.
    </p>
  </Note>
)

const AskForm: FC<PanelProps> = ({ c, href, call, state }) => {
  const left = callerFacts.filter((fact) => !call?.matched.includes(fact))
  const misses = call?.misses ?? 0
  return (
    <Form c={c} action={`${href}/verify`} class="stack snug" htmx={inPlace(`${href}/verify`)}>
      <p>
        {call?.matched.length ? 'Ask for one more.' : 'Ask for two.'} Type what the caller says; the
        system answers match or no match.
        {misses > 0 && ` ${misses} of ${missesAllowed} did not match.`}
      </p>
      <ErrorSummary state={state} />
      <div class="facts-asked">
        {left.map((fact) => (
          <Ask fact={fact} state={state} />
        ))}
      </div>
      <button class="btn" type="submit">
        Check
      </button>
    </Form>
  )
}

const digits = { autocomplete: 'off', inputmode: 'numeric' }

const Ask: FC<{ fact: CallerFact; state: FormState }> = ({ fact, state }) => {
  switch (fact) {
    case 'account_number':
      return <Field name="accountNumber" label="Account number" state={state} input={digits} />
    case 'street_number':
      return (
        <Field
          name="streetNumber"
          label="Street number"
          class="w8"
          state={state}
          input={{ autocomplete: 'off' }}
        />
      )
    case 'tax_id':
      return (
        <Field
          name="last4"
          label="Last 4 of SSN or Tax ID"
          class="w8"
          state={state}
          input={{ ...digits, maxlength: 4 }}
        />
      )
    case 'last_payment':
      return (
        <>
          <Field name="paidOn" label="Date of last payment" type="date" class="w12" state={state} />
          <Field
            name="paid"
            label="Amount of last payment"
            class="w8"
            money
            state={state}
            input={{ ...digits, inputmode: 'decimal' }}
          />
        </>
      )
  }
}
