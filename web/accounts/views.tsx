import type { Context } from 'hono'
import type { Child, FC } from 'hono/jsx'
import type { LinkedAccount } from '../../sql/service-accounts.js'
import { accountName, addressLine, showAccountNumber } from '../../src/domain/service-account.js'
import type { PortalEnv } from '../env.js'
import { ErrorSummary, Field, FieldError, Form, type FormState, Note } from '../form.js'
import { WhyDoYouAsk, WhyUsername } from '../words.js'

export interface LinkPageProps {
  readonly c: Context<PortalEnv>
  readonly state: FormState
  /** What is wrong with number and proof together; never which of them. */
  readonly problem?: string | undefined
  /** No form: the resident has as many as we allow. */
  readonly full?: boolean
}

export const tooManyWords =
  'You have linked 30 accounts, which is the most we allow. Remove one to add another.'

/** Link a bill, and Add New Account: one page, two addresses (ux.md 3.7). */
export const LinkPage: FC<LinkPageProps> = ({ c, state, problem, full }) => (
  <div class="stack narrow airy">
    <ErrorSummary state={state} />
    {problem && (
      <Note kind="bad" role="alert" focus>
        <p>{problem}</p>
      </Note>
    )}
    <h1>Link your City-County services bill</h1>
    {full ? (
      <Note kind="warn">
        <p>{tooManyWords}</p>
      </Note>
    ) : (
      <LinkForm c={c} state={state} />
    )}
    <a class="quiet" href="/home">
      Do this later
    </a>
  </div>
)

const LinkForm: FC<Pick<LinkPageProps, 'c' | 'state'>> = ({ c, state }) => (
  <>
    <Form c={c} action={c.req.path} class="stack airy">
      <Field
        name="accountNumber"
        label="Account number"
        hint="Upper right corner of your paper bill. Include zeros at the start."
        class="num"
        state={state}
        input={{ inputmode: 'numeric', autocomplete: 'off', required: true }}
      />
      <CornerOfBill />
      <fieldset
        class={state.errors.proof ? 'field wrong' : undefined}
        aria-describedby={state.errors.proof && 'proof-error'}
      >
        <legend>Show us it is yours</legend>
        <FieldError name="proof" state={state} />
        <Choice
          value="street"
          id="proof"
          state={state}
          label="Street number of the service address"
        >
          <Field
            name="streetNumber"
            label="Street number"
            hint="For 1234 Elm Street, enter 1234"
            class="w8"
            state={state}
            input={{ autocomplete: 'off' }}
          />
        </Choice>
        <Choice
          value="last4"
          id="proof-last4"
          state={state}
          label="Last 4 digits of the account holder’s Social Security number or Federal Tax ID"
        >
          <Field
            name="last4"
            label="Last 4 digits"
            hint="Used once to check. We do not keep it."
            class="w8"
            state={state}
            input={{ inputmode: 'numeric', autocomplete: 'off', maxlength: 4 }}
          />
        </Choice>
      </fieldset>
      <button type="submit" class="btn">
        Link this account
      </button>
    </Form>
    <div>
      <WhyDoYouAsk />
      <WhyUsername />
    </div>
  </>
)

const Choice: FC<{
  value: 'street' | 'last4'
  id: string
  label: string
  state: FormState
  children?: Child
}> = ({ value, id, label, state, children }) => (
  <div class="pick">
    <input
      type="radio"
      id={id}
      name="proof"
      value={value}
      checked={(state.values.proof ?? 'street') === value}
    />
    <label for={id}>{label}</label>
    <div class="more">{children}</div>
  </div>
)

/** S20: where the number stands on the paper. */
const CornerOfBill: FC = () => (
  <svg
    class="check"
    viewBox="0 0 340 120"
    role="img"
    aria-label="The upper right corner of a paper bill. The account number is the first line of the box there: 7 digits, a hyphen, 6 digits."
  >
    <path class="box" d="M1 119V7a6 6 0 0 1 6-6h326a6 6 0 0 1 6 6v112" />
    <path class="line" d="M20 24h84M20 42h56M20 88h120M20 106h92" />
    <path class="box" d="M172 16h150v88H172z" />
    <text class="word" x="184" y="36">
      Account number
    </text>
    <text class="digits" x="184" y="56">
      0048291-533710
    </text>
    <path class="under" d="M184 63h118" />
    <path class="line" d="M186 80h62M186 93h44" />
  </svg>
)

/** After linking: paperless is a choice of its own (S31), and so is a name. */
export const LinkedPage: FC<{
  c: Context<PortalEnv>
  account: LinkedAccount
}> = ({ c, account }) => {
  const mayEnroll = !account.paperless && account.status !== 'closed'
  return (
    <div class="stack narrow airy">
      <Note kind="ok" role="status" focus>
        <p>Linked. You can now see 24 months of bills, payments and water use.</p>
      </Note>
      <div class="stack tight">
        <h1>{accountName(account)}</h1>
        <p class="soft">
          {account.nickname && `${addressLine(account)}, `}
          Account <span class="num">{showAccountNumber(account.accountNumber)}</span>
        </p>
      </div>
      {mayEnroll && (
        <section class="stack snug" aria-labelledby="enroll">
          <h2 id="enroll">Paperless billing</h2>
          <p>
            You still get paper bills. Paperless billing starts only after you choose ENROLL NOW.
          </p>
          <div class="row">
            <a class="btn" href={`/paperless/${account.id}/enroll`}>
              ENROLL NOW
            </a>
            <a class="quiet" href="/home">
              Not now
            </a>
          </div>
        </section>
      )}
      {account.paperless && <p>Paperless billing is on for this account.</p>}
      <section class="stack snug" aria-labelledby="name-it">
        <h2 id="name-it">Give it a name</h2>
        <NicknameForm c={c} account={account} state={{ values: {}, errors: {} }} />
      </section>
      {!mayEnroll && (
        <a class="btn" href="/home">
          Home
        </a>
      )}
    </div>
  )
}

export const NicknamePage: FC<NicknameProps> = (props) => (
  <div class="stack narrow airy">
    <ErrorSummary state={props.state} />
    <div class="stack tight">
      <h1>Name this account</h1>
      <p class="lede">
        {addressLine(props.account)}, account{' '}
        <span class="num">{showAccountNumber(props.account.accountNumber)}</span>
      </p>
    </div>
    <NicknameForm {...props} />
    <a class="quiet" href="/home">
      Leave it as it is
    </a>
  </div>
)

interface NicknameProps {
  readonly c: Context<PortalEnv>
  readonly account: LinkedAccount
  readonly state: FormState
}

const NicknameForm: FC<NicknameProps> = ({ c, account, state }) => (
  <Form c={c} action={`/accounts/${account.id}/name`} class="stack">
    <Field
      name="nickname"
      label="Nickname"
      hint="For example Home or Rental. Only you see it. Leave it empty to show the address."
      state={state}
      value={account.nickname ?? ''}
      input={{ autocomplete: 'off' }}
    />
    <button type="submit" class="btn alt">
      Save nickname
    </button>
  </Form>
)
