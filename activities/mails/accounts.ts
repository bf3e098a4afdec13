import type {
  AccountFacts,
  Addressee,
  BillFacts,
  RecurringFacts,
  RemovalFacts,
} from '../../sql/mail-facts.js'
import type { StillRunning } from '../../sql/paperless.js'
import { showLongDay, showMonthDay } from '../../src/domain/city-date.js'
import { showMoney } from '../../src/domain/money.js'
import { accountName, addressLine } from '../../src/domain/service-account.js'
import type { Letter, Part } from './layout.js'

/** Letters about a portal account, its linked service accounts and their bills (ux.md 10). */

const nameAndPlace = (account: AccountFacts) =>
  `${account.nickname ? `${account.nickname}, ` : ''}${addressLine(account)}`
const ending = ({ accountNumber }: AccountFacts) => `account ending ${accountNumber.slice(-4)}`

/** `Home, 1234 Elm Street, account ending 3710` */
export const showPlace = (account: AccountFacts): string =>
  `${nameAndPlace(account)}, ${ending(account)}`

export const confirmEmail = (link: string): Letter => ({
  subject: 'Confirm your email for Citizen Self Service',
  preview: 'Open the link within 24 hours to finish registering.',
  heading: 'Confirm your email',
  parts: [
    { p: 'Open this link within 24 hours to finish registering.' },
    { button: 'Confirm my email', href: link },
    { soft: 'If you did not register, ignore this email.' },
  ],
})

export const welcome = (to: Addressee, origin: string): Letter => ({
  subject: `Welcome. Your username is ${to.username}`,
  preview: 'You can now link your City-County services bill.',
  heading: 'Welcome to Citizen Self Service',
  parts: [
    { p: `Your username is *${to.username}*. You can now link your City-County services bill.` },
    { p: 'Have your account number ready; it is in the upper right corner of your paper bill.' },
    { p: 'You still get paper bills: paperless billing starts only after you choose ENROLL NOW.' },
    { button: 'Link a bill', href: `${origin}/link` },
  ],
})

export const alreadyRegistered = (to: Addressee, origin: string): Letter => ({
  subject: 'You already have a portal account',
  preview: 'You do not need a second account.',
  heading: 'You already have a portal account',
  parts: [
    { p: 'Someone tried to register with this email. You do not need a second account.' },
    { p: `Your username is *${to.username}*.` },
    { button: 'Forgot your password?', href: `${origin}/forgot-password` },
  ],
})

export const accountLinked = (account: AccountFacts, other: boolean, origin: string): Letter => ({
  subject: short(
    `${accountName(account)} was added to your portal`,
    'An account was added to your portal',
  ),
  preview: showPlace(account),
  heading: other ? 'Another portal account was linked' : 'An account was added to your portal',
  parts: [
    { facts: showPlace(account) },
    other
      ? {
          p: 'Another portal account was linked to this account. If you do not know who, call CharMeck 311.',
        }
      : {
          p: 'You can now see 24 months of its bills, payments and water use. If you did not add it, call CharMeck 311.',
        },
    { button: 'See your accounts', href: `${origin}/home` },
  ],
})

export const accountRemoved = (
  account: RemovalFacts,
  running: readonly StillRunning[],
  origin: string,
): Letter => ({
  subject: short(
    `${accountName(account)} was removed from your portal`,
    'An account was removed from your portal',
  ),
  preview: showPlace(account),
  heading: 'An account was removed from your portal',
  parts: [
    { facts: showPlace(account) },
    ...(account.paperlessEnded
      ? [
          {
            p: 'It is also removed from paperless billing. Paper bills start again with your next bill.',
          },
        ]
      : []),
    ...(paymentsOf(running).length > 0
      ? [{ p: `These payments will still be processed: ${listed(paymentsOf(running))}.` }]
      : []),
    ...recurringGoesOn(running),
    account.byStaff
      ? { p: 'CharMeck 311 removed it, because it was linked wrongly. If it is yours, call 311.' }
      : { soft: 'If you did not remove it, call CharMeck 311.' },
    running.length > 0
      ? { button: 'See your payments', href: `${origin}/payment-activity` }
      : { button: 'See your accounts', href: `${origin}/home` },
  ],
})

export const paperlessOn = (account: AccountFacts, expectedOn: string, origin: string): Letter => ({
  subject: short(
    `You are enrolled in paperless billing: ${accountName(account)}`,
    'You are enrolled in paperless billing',
  ),
  preview: `Paper bills stop. The first electronic bill should arrive about ${showMonthDay(expectedOn)}.`,
  heading: 'You are enrolled in paperless billing',
  parts: [
    { facts: showPlace(account) },
    {
      p: `Paper bills stop. Your first electronic bill should arrive about ${showMonthDay(expectedOn)}. Until then, pay with SpeedPay or as you do today.`,
    },
    { button: 'See paperless billing', href: `${origin}/paperless` },
  ],
})

export const paperlessOff = (
  account: AccountFacts,
  running: readonly StillRunning[],
  origin: string,
): Letter => ({
  subject: short(`Paper bills are back: ${accountName(account)}`, 'Paper bills are back'),
  preview: 'Paper bills start again with your next bill.',
  heading: 'Paper bills are back',
  parts: [
    { facts: showPlace(account) },
    { p: 'Paper bills start again with your next bill.' },
    { p: `Scheduled payments will still be processed: ${listed(paymentsOf(running))}.` },
    ...recurringGoesOn(running),
    { button: 'See your payments', href: `${origin}/payment-activity` },
  ],
})

const paymentsOf = (running: readonly StillRunning[]) =>
  running.filter((one) => one.kind === 'payment')

const recurringGoesOn = (running: readonly StillRunning[]): Part[] =>
  running.some(({ kind }) => kind === 'recurring')
    ? [{ p: 'The recurring payment goes on, new bills included, until you stop it.' }]
    : []

/** `$84.17 on December 11, $20.00 on December 14`, or that there is none. */
export const listed = (running: readonly { amountCents: number; payOn: string }[]) =>
  running
    .map(({ amountCents, payOn }) => `${showMoney(amountCents)} on ${showMonthDay(payOn)}`)
    .join(', ') || 'none of yours'

/**
 * @param recurring The reader's own recurring payment of this bill, if one takes it.
 */
export function newDocument(
  bill: BillFacts,
  account: AccountFacts,
  { origin, recurring }: { origin: string; recurring?: RecurringFacts | undefined },
): Letter {
  const amount = showMoney(Math.max(0, bill.amountDueCents))
  const due = `${showLongDay(bill.dueOn)}, ${bill.dueOn.slice(0, 4)}`
  const owes = bill.amountDueCents > 0
  return {
    subject: `Your bill is ready: ${owes ? `${amount} due ${showMonthDay(bill.dueOn)}` : 'nothing is due'}`,
    preview: `${showPlace(account)}.`,
    heading: 'Your bill is ready',
    parts: [
      { soft: `${showPlace(account)}.`, plain: `${nameAndPlace(account)} (${ending(account)})` },
      { amount, plain: `Amount due: ${amount}` },
      { p: `Due ${due}`, plain: `Due: ${due}` },
      owes ? howPaid(bill, recurring) : { facts: `Nothing is due. ${nothingToDo}` },
      { button: 'View your bill', href: `${origin}/bills/${bill.id}` },
    ],
  }
}

const nothingToDo = 'You do not need to do anything.'

function howPaid(bill: BillFacts, recurring: RecurringFacts | undefined): Part {
  if (!recurring) return { facts: `Pay by ${showMonthDay(bill.dueOn)}.` }
  const { payOn, bankKind, bankLast4 } = recurring
  const when = `on ${showLongDay(payOn)} from ${bankKind} ending ${bankLast4}.`
  return {
    facts: `We take it ${when} ${nothingToDo}`,
    plain: `Your recurring payment takes this ${when}`,
  }
}

/** "Send me a test email" of Notifications and Reminders. */
export const test = (): Letter => ({
  subject: 'Test email from Citizen Self Service',
  preview: 'It works.',
  heading: 'Test email',
  parts: [{ p: 'It works.' }],
})

/** Subjects stay under 60 characters: a long nickname gives way to the plain fact. */
export const short = (subject: string, plain: string): string =>
  subject.length < 60 ? subject : plain
