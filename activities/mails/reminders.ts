import type { AccountFacts, ReminderFacts } from '../../sql/mail-facts.js'
import { type CityDay, showLongDay, showMonthDay } from '../../src/domain/city-date.js'
import { showMoney } from '../../src/domain/money.js'
import { owed } from '../../src/domain/owed.js'
import { type Reminder, reminderOf, uncovered } from '../../src/domain/reminder.js'
import { accountName } from '../../src/domain/service-account.js'
import { short, showPlace } from './accounts.js'
import type { Letter } from './layout.js'

/** Letters about a bill that nobody has paid yet (ux.md 10, F13). */
interface Setting {
  readonly origin: string
  readonly convenienceFeeCents: number
  /** The city day on which it is written. */
  readonly today: CityDay
}

/** @returns undefined when the bill was paid, covered or overdue by the time it is written: then nothing is sent. */
export function reminder(
  template: Reminder,
  bill: ReminderFacts,
  account: AccountFacts,
  setting: Setting,
): Letter | undefined {
  const due = reminderOf({ dueOn: bill.dueOn, uncoveredCents: uncovered(bill) }, setting.today)
  if (due !== template) return undefined
  return template === 'past_due' ? pastDue(bill, account, setting) : dueSoon(bill, account, setting)
}

function dueSoon(bill: ReminderFacts, account: AccountFacts, { origin }: Setting): Letter {
  const amount = showMoney(owed(bill) - bill.ownScheduledCents)
  const subject = `${amount} is due ${showLongDay(bill.dueOn)}`
  const covered = whatIsScheduled(bill, account)
  return {
    subject,
    preview: covered,
    heading: subject,
    parts: [
      { facts: showPlace(account) },
      { p: covered },
      { button: `Pay ${amount}`, href: `${origin}/pay?account=${account.id}` },
      { soft: 'If you just paid another way, ignore this.' },
    ],
  }
}

/** What another portal account has scheduled is never told, nor that it has (F9): hence "you have", where there is one. */
function whatIsScheduled(bill: ReminderFacts, account: AccountFacts): string {
  const name = accountName(account)
  if (bill.ownScheduledCents > 0)
    return `You scheduled ${showMoney(bill.ownScheduledCents)} for ${name}. The rest is not scheduled.`
  return bill.shared
    ? `You have no payment scheduled for ${name}.`
    : `No payment is scheduled for ${name}.`
}

function pastDue(
  bill: ReminderFacts,
  account: AccountFacts,
  { origin, convenienceFeeCents }: Setting,
): Letter {
  const amount = showMoney(owed(bill))
  const name = accountName(account)
  const scheduled = bill.ownScheduledCents
  return {
    subject: short(`${amount} is past due for ${name}`, `${amount} is past due`),
    preview: `It was due ${showMonthDay(bill.dueOn)}.`,
    heading: `${amount} is past due`,
    parts: [
      { facts: showPlace(account) },
      {
        p: `It was due ${showMonthDay(bill.dueOn)}. *Water service can be disconnected for nonpayment.*`,
      },
      ...(scheduled > 0 ? [{ p: `You scheduled ${showMoney(scheduled)} of it.` }] : []),
      {
        p: `To have a payment credited right away, use Pay Now with Western Union SpeedPay (${showMoney(convenienceFeeCents)} convenience fee).`,
      },
      { button: 'Pay', href: `${origin}/pay?account=${account.id}` },
    ],
  }
}
