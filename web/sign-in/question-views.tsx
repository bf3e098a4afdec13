import type { Context } from 'hono'
import type { FC } from 'hono/jsx'
import type { PortalEnv } from '../env.js'
import { ErrorSummary, Field, Form, type FormState, Note } from '../form.js'
import { Phone } from '../page.js'

/** One try (ux.md 3.2). */
export const QuestionPage: FC<{
  c: Context<PortalEnv>
  question: string
  state: FormState
  problem?: string | undefined
}> = ({ c, question, state, problem }) => (
  <div class="stack narrow">
    <h1>Answer your security question</h1>
    <p class="lede">
      You have one try. If the answer does not match, we lock the portal account to protect it, and
      CharMeck 311 can unlock it.
    </p>
    <Form c={c} action="/sign-in/question" class="stack">
      <ErrorSummary state={state} />
      {problem && (
        <Note kind="bad" role="alert" focus>
          <p>{problem}</p>
        </Note>
      )}
      <Field
        name="answer"
        label={question}
        hint="Capital letters, spaces and punctuation do not count"
        state={state}
        input={{ autocomplete: 'off', required: true }}
      />
      <div class="row">
        <button type="submit" class="btn">
          Continue
        </button>
        <a class="quiet" href={telephone(c.get('deps').city.supportPhone)}>
          Call 311 instead
        </a>
      </div>
    </Form>
  </div>
)

/** What locked means, and who helps (ux.md 3.3); the same for every name. */
export const LockedPage: FC<{ c: Context<PortalEnv> }> = ({ c }) => {
  const { supportPhone, speedpayPhone } = c.get('deps').city
  return (
    <div class="stack narrow">
      <h1>Your portal account is locked</h1>
      <p class="lede">
        This protects your information. Your water service and scheduled payments are not affected.
      </p>
      <p>
        <strong>Call CharMeck 311</strong> (dial 311, or <Phone number={supportPhone} /> outside
        Mecklenburg County) and ask to unlock your portal account. Have your bill account number
        ready.
      </p>
      <p>
        Meanwhile: <a href="/pay/speedpay">Pay Now with Western Union SpeedPay</a>, or call{' '}
        <Phone number={speedpayPhone} />, any time.
      </p>
    </div>
  )
}

const telephone = (phone: string) => `tel:+1${phone.replace(/\D/g, '')}`
