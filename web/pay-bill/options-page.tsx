import type { FC, PropsWithChildren } from 'hono/jsx'
import type { AccountChoice } from '../../sql/payable-accounts.js'
import { showMonthDay } from '../../src/domain/city-date.js'
import { showMoney } from '../../src/domain/money.js'
import { lateSince } from '../../src/domain/owed.js'
import { expectedBill } from '../../src/domain/paperless.js'
import { accountName, addressLine, showAccountNumber } from '../../src/domain/service-account.js'
import { DelinquentNote } from '../delinquent.js'
import { DoubleDraft } from '../double-draft.js'
import type { City } from '../env.js'
import { Phone } from '../page.js'
import { OnlyAuthorized } from '../words.js'
import type { PayFacts } from './facts.js'
import { autopayIsOn, RecurringState } from './recurring-way.js'

interface OptionsProps {
  readonly choices: readonly AccountChoice[]
  readonly facts: PayFacts
  /** The newest bills were paid by another automatic payment (S49). */
  readonly drafted: boolean
  readonly city: City
}

/** Every way to pay, with how fast it posts and what it costs (S41 to S43, S48 to S55). */
export const OptionsPage: FC<OptionsProps> = ({ choices, facts, drafted, city }) => {
  const { account, owedCents, delinquency, today } = facts
  const fee = `${showMoney(city.convenienceFeeCents)} convenience fee`
  const automatic = drafted || autopayIsOn(facts)
  const late = lateSince(account.bill, today)
  return (
    <div class="stack airy">
      <div class="row split ends">
        <h1>Pay Bill</h1>
        <AccountPicker choices={choices} chosen={account} />
      </div>
      <div class="stack">
        <h2>Payment Options</h2>
        <p>
          For {accountName(account)}, account{' '}
          <span class="num">{showAccountNumber(account.accountNumber)}</span>. You owe{' '}
          <strong class="num">{showMoney(owedCents)}</strong>.
        </p>
      </div>
      <DelinquentNote delinquency={delinquency} status={account.status} dueOn={late} />
      {automatic && <DoubleDraft />}
      <ul class="sheet flush">
        <Way name="Checking or savings account" posts="1 to 3 business days" cost="Free">
          <p>
            One time, as soon as possible or on a date you choose. Needs paperless billing and your
            first electronic bill. No cards here.
          </p>
          <BankAction facts={facts} />
        </Way>
        <Way name="Recurring payment" posts="On the day you choose" cost="Free">
          <p>
            We take the balance due from your bank account every month. Needs paperless billing and
            your first electronic bill.
          </p>
          <RecurringState facts={facts} />
        </Way>
        <Way
          name="Credit Card: Pay Now with Western Union SpeedPay"
          posts="Near real-time, the fastest"
          cost={fee}
        >
          <p>Credit card, debit card or electronic check. Best if you are past due.</p>
          <a class="btn" href={`/pay/${account.id}/speedpay`}>
            Pay Now with Western Union SpeedPay
          </a>
        </Way>
        <Way name="Phone" posts="Near real-time" cost={fee}>
          <p>
            <Phone number={city.speedpayPhone} />, any time. Also SpeedPay.
          </p>
        </Way>
        <Way name="In person" posts="Same day" cost="Free">
          <p>
            At an authorized location: <a href="/pay/locations">list of locations</a>.
          </p>
          <OnlyAuthorized />
        </Way>
        <Way name="Automatic bank draft with the City" posts="Monthly" cost="Free">
          <p>Stop any other automatic payment first.</p>
        </Way>
        <Way name="Your bank’s bill pay" posts="Up to 5 days" cost="Ask your bank">
          <p>Use all digits of the account number, including any zeros at the start.</p>
        </Way>
        <Way name="Mail" posts="Up to 7 days" cost="Postage">
          <p>Not recommended with paperless billing: it may post late.</p>
        </Way>
      </ul>
      {!automatic && <DoubleDraft />}
    </div>
  )
}

/** Nothing is linked: paying begins with linking. */
export const NoAccountsPage: FC = () => (
  <div class="stack">
    <h1>Pay Bill</h1>
    <p class="lede">Link your first bill to pay it here.</p>
    <a class="btn" href="/accounts/add">
      Link a bill
    </a>
  </div>
)

const Way: FC<PropsWithChildren<{ name: string; posts: string; cost: string }>> = ({
  name,
  posts,
  cost,
  children,
}) => (
  <li class="acct">
    <div class="way">
      <h3 class="name">{name}</h3>
      <div class="stack snug">{children}</div>
      <dl class="facts">
        <div>
          <dt>Posts</dt>
          <dd>{posts}</dd>
        </div>
        <div>
          <dt>Cost</dt>
          <dd>{cost}</dd>
        </div>
      </dl>
    </div>
  </li>
)

const BankAction: FC<{ facts: PayFacts }> = ({ facts }) => {
  const { state, account, today, mostCents } = facts
  switch (state) {
    case 'open':
      return (
        <a class="btn" href={`/pay/${account.id}/bank`}>
          Pay {showMoney(mostCents)} from a bank account
        </a>
      )
    case 'not enrolled':
      return (
        <p>
          <a href={`/paperless/${account.id}/enroll`}>
            ENROLL NOW in paperless billing to use this
          </a>
        </p>
      )
    case 'waiting':
      return (
        <p>
          <strong>
            Opens with your first electronic bill, about{' '}
            {showMonthDay(expectedBill(account.billedOn ?? undefined, today))}.
          </strong>{' '}
          Until then, use <a href={`/pay/${account.id}/speedpay`}>SpeedPay</a>.
        </p>
      )
    case 'nothing owed':
      return <p>Nothing is due right now.</p>
    case 'all scheduled':
      return (
        <p>
          All that is owed is scheduled.{' '}
          <a href={`/payment-activity?account=${account.id}`}>View payments</a>
        </p>
      )
  }
}

const AccountPicker: FC<{ choices: readonly AccountChoice[]; chosen: AccountChoice }> = ({
  choices,
  chosen,
}) => {
  if (choices.length < 2) return null
  return (
    <form class="acctpick" method="get" action="/pay">
      <label class="soft small" for="account-choice">
        Account
      </label>
      <select id="account-choice" name="account">
        {choices.map((choice) => (
          <option value={choice.id} selected={choice.id === chosen.id}>
            {choice.nickname ? `${choice.nickname} – ${addressLine(choice)}` : addressLine(choice)}
          </option>
        ))}
      </select>
      <button class="btn alt" type="submit">
        Show
      </button>
    </form>
  )
}
