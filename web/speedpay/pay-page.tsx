import type { Context } from 'hono'
import type { FC, PropsWithChildren } from 'hono/jsx'
import { cardAmountProblem, firstCardAmount } from '../../src/domain/card-intent.js'
import { isId } from '../../src/domain/ids.js'
import { decimalMoney, readMoney, showMoney } from '../../src/domain/money.js'
import { accountName, addressLine, showAccountNumber } from '../../src/domain/service-account.js'
import type { PortalEnv } from '../env.js'
import { ErrorSummary, Field, Form, FormId, type FormState } from '../form.js'
import type { SpeedPayFacts } from './facts.js'
import { AmountQuestion, Notes } from './notes.js'

export const title = 'Pay with Western Union SpeedPay'

interface AccountProps {
  readonly c: Context<PortalEnv>
  readonly facts: SpeedPayFacts
  readonly state: FormState
  /** Asked before this amount is handed over. */
  readonly asks?: { readonly question: 'less' | 'more'; readonly amountCents: number } | undefined
}

/** The hand-off for a linked account: what is paid, what it costs, and that one leaves this site (ux.md 3.8). */
export const AccountPage: FC<AccountProps> = ({ c, facts, state, asks }) => {
  const { account, owedCents, delinquency } = facts
  const { toPayCents } = delinquency
  const first = firstCardAmount({ toPayCents, owedCents })
  return (
    <>
      <p>
        <a href={`/pay?account=${account.id}`}>Payment Options</a>
      </p>
      <Form c={c} action={`/pay/${account.id}/speedpay`} class="stack airy narrow below">
        <ErrorSummary state={state} />
        {asks && <AmountQuestion {...asks} facts={facts} />}
        <h1>{title}</h1>
        <Notes facts={facts} />
        <p>
          For {accountName(account)}
          {account.nickname && `, ${addressLine(account)}`}, account{' '}
          <span class="num">{showAccountNumber(account.accountNumber)}</span>.{' '}
          {owedCents > 0 ? (
            <>
              You owe <strong class="num">{showMoney(owedCents)}</strong>.
            </>
          ) : (
            'Nothing is due right now.'
          )}
        </p>
        <HandOff c={c} state={state} first={first} />
      </Form>
    </>
  )
}

/** The hand-off for anybody: account number and amount, and nothing of the account is shown (F15). */
export const NumberPage: FC<{ c: Context<PortalEnv>; state: FormState }> = ({ c, state }) => (
  <Form c={c} action="/pay/speedpay" class="stack airy narrow">
    <ErrorSummary state={state} />
    <h1>{title}</h1>
    <p>
      {c.get('visitor') ? (
        <>
          To pay one of your own accounts, choose it under <a href="/pay">Pay Bill</a>: then the
          amount is filled in.
        </>
      ) : (
        <>
          No portal account is needed. With one, the amount is filled in:{' '}
          <a href="/sign-in?next=%2Fpay">Sign in</a>.
        </>
      )}
    </p>
    <Field
      name="accountNumber"
      label="Account number"
      hint="Upper right corner of your paper bill. Include zeros at the start."
      class="num"
      state={state}
      input={{ inputmode: 'numeric', autocomplete: 'off', required: true }}
    />
    <HandOff c={c} state={state} first={undefined} />
  </Form>
)

interface HandOffProps {
  readonly c: Context<PortalEnv>
  readonly state: FormState
  readonly first: number | undefined
}

const HandOff: FC<HandOffProps> = ({ c, state, first }) => {
  const { city } = c.get('deps')
  const typed = state.values.amount ?? (first === undefined ? '' : decimalMoney(first))
  return (
    <>
      <FormId {...(isId(state.values.formId ?? '') ? { state } : {})} />
      <Field
        name="amount"
        label="Amount"
        hint="The convenience fee is added to it."
        state={state}
        value={typed}
        class="w8"
        money
        input={{
          inputmode: 'decimal',
          autocomplete: 'off',
          required: true,
          'hx-get': '/pay/speedpay/total',
          'hx-trigger': 'change',
          'hx-target': '#total',
          'hx-swap': 'outerHTML',
        }}
      />
      <Total amount={typed} feeCents={city.convenienceFeeCents} />
      <div class="stack snug">
        <p>
          Credit card, debit card or electronic check. Near real-time: usually on your account
          within minutes.
        </p>
        <p>
          You leave this site. SpeedPay is run by Western Union. Never enter a card number here: it
          is asked for there.
        </p>
      </div>
      <div class="row">
        <button class="btn" type="submit">
          Continue to Western Union SpeedPay
        </button>
      </div>
    </>
  )
}

/** The sum, with the amount it is of, so that it is never taken for another's. */
export const Total: FC<{ amount: string; feeCents: number }> = ({ amount, feeCents }) => {
  const cents = readMoney(amount)
  const right = cents !== undefined && cardAmountProblem(cents) === undefined
  return (
    <dl class="facts even" id="total" aria-live="polite">
      <Fact term="Convenience fee">{showMoney(feeCents)}</Fact>
      <Fact term="Total">
        {right ? (
          <>
            <strong>{showMoney(cents + feeCents)}</strong> with {showMoney(cents)} for the bill
          </>
        ) : (
          <>the amount and {showMoney(feeCents)}</>
        )}
      </Fact>
    </dl>
  )
}

const Fact: FC<PropsWithChildren<{ term: string }>> = ({ term, children }) => (
  <div>
    <dt>{term}</dt>
    <dd class="num">{children}</dd>
  </div>
)
