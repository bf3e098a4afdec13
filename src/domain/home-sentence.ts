import type { AccountFacts, Standing } from './account-standing.js'
import { type CityDay, showLongDay, showMonthDay, showShortDay } from './city-date.js'
import { showMoney } from './money.js'
import { numberWord } from './number-word.js'
import { usuallyBy } from './one-time-payment.js'
import { expectedBill } from './paperless.js'

/** What Home says first: one sentence made from the facts of all linked accounts, and a second one (ux.md 4.1). */
export interface HomeSentence {
  readonly heading: string
  readonly lede: string | undefined
}

export type StandingAccount = Pick<
  AccountFacts,
  'status' | 'newest' | 'scheduled' | 'pendingCents'
> & { readonly standing: Standing }

/** @param accounts All that are linked, in any order. */
export function homeSentence(accounts: readonly StandingAccount[], today: CityDay): HomeSentence {
  const owing = accounts.filter(({ standing }) => standing.owedCents > 0)
  const [only] = owing
  if (accounts.length === 0) {
    const lede = 'You need your account number and your street number.'
    return { heading: 'Link your first bill', lede }
  }
  if (!only) return nothingOwed(accounts, today)
  if (owing.length === 1) {
    return { heading: owedOnOne(only), lede: aboutOne(only, accounts.length - 1) }
  }
  const total = sum(owing.map(({ standing }) => standing.owedCents))
  const heading = `You owe ${showMoney(total)} on ${numberWord(owing.length)} accounts`
  return { heading, lede: aboutMany(owing) }
}

const sum = (cents: readonly number[]) => cents.reduce((all, one) => all + one, 0)

function owedOnOne({ newest, standing: { owedCents, pastDueCents } }: StandingAccount): string {
  const youOwe = `You owe ${showMoney(owedCents)}`
  if (pastDueCents === owedCents) return `${youOwe}, and it is past due`
  if (pastDueCents > 0) return `${youOwe}, and ${showMoney(pastDueCents)} of it is past due`
  return newest ? `${youOwe} by ${showLongDay(newest.dueOn)}` : youOwe
}

function aboutOne(account: StandingAccount, others: number): string | undefined {
  const { state, restCents } = account.standing
  if (state.is === 'interrupted') return 'Water service is off until the past due amount is posted.'
  if (state.is === 'rejected')
    return `Your bank did not pay ${showMoney(state.payment.amountCents)}.`
  if (state.is === 'returned') return `Your bank returned ${showMoney(state.payment.amountCents)}.`
  if (state.is === 'hold') return 'It is waiting for your OK.'
  if (state.is === 'autopay') return `Autopay takes it on ${showLongDay(state.payment.payOn)}.`
  const { scheduled, pendingCents } = account
  if (scheduled) {
    const day = showLongDay(scheduled.payOn)
    const part = `${showMoney(scheduled.amountCents)} of it is scheduled`
    if (scheduled.count > 1) return `${part}, the first on ${day}.`
    return restCents > 0 ? `${part} for ${day}.` : `Your payment goes out on ${day}.`
  }
  if (pendingCents > 0) return `Another ${showMoney(pendingCents)} is on its way.`
  if (others === 0) return undefined
  return others === 1
    ? 'Nothing is due on your other account.'
    : `Nothing is due on your other ${numberWord(others)} accounts.`
}

function aboutMany(owing: readonly StandingAccount[]): string | undefined {
  const late = owing.filter(({ standing }) => standing.pastDueCents > 0)
  const onTime = owing.filter(({ standing }) => standing.pastDueCents === 0)
  const held = onTime.filter(({ standing: { state } }) => state.is === 'hold')
  const auto = onTime.filter(({ standing: { state } }) => state.is === 'autopay')
  const refused = onTime.filter(({ standing: { state } }) =>
    ['rejected', 'returned'].includes(state.is),
  )
  const scheduled = onTime.filter(
    (account) =>
      account.scheduled && account.standing.restCents === 0 && !refused.includes(account),
  )
  const all = owing.length
  const clauses = [
    clause(late.length, all, 'past due'),
    clause(held.length, all, 'waiting for your OK'),
    clause(refused.length, all, 'not paid by your bank', ['was', 'were']),
    clause(scheduled.length, all, 'scheduled'),
  ].filter((text) => text !== undefined)
  if (clauses.length > 0) return asSentence(clauses)
  if (auto.length === all) return `Autopay takes ${all === 2 ? 'both' : 'them all'}.`
  const first = onTime.map(({ newest }) => newest?.dueOn ?? '').sort()[0]
  return first ? `The first is due ${showLongDay(first)}.` : undefined
}

function clause(
  count: number,
  all: number,
  what: string,
  [one, many]: readonly [string, string] = ['is', 'are'],
): string | undefined {
  if (count === 0) return undefined
  if (count === all) return `${all === 2 ? 'both' : `all ${numberWord(all)}`} ${many} ${what}`
  return `${numberWord(count)} ${count === 1 ? one : many} ${what}`
}

function asSentence(clauses: readonly string[]): string {
  const last = clauses.at(-1)!
  const before = clauses.slice(0, -1)
  const text = before.length > 0 ? `${before.join(', ')}, and ${last}` : last
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`
}

function nothingOwed(accounts: readonly StandingAccount[], today: CityDay): HomeSentence {
  const credits = accounts.map(({ standing }) => standing.creditCents).filter((cents) => cents > 0)
  if (credits.length > 0) {
    const money = showMoney(sum(credits))
    return credits.length === 1
      ? { heading: `You have a ${money} credit`, lede: 'We use it on your next bill.' }
      : { heading: `You have ${money} in credits`, lede: 'We use them on your next bills.' }
  }
  return { heading: 'Nothing is due right now', lede: whatComes(accounts, today) }
}

function whatComes(accounts: readonly StandingAccount[], today: CityDay): string | undefined {
  const states = accounts.map(({ standing }) => standing.state)
  const [checking] = states.flatMap((state) => (state.is === 'checking' ? [state.payment] : []))
  if (checking) {
    return `We are still checking your ${showMoney(checking.amountCents)} payment. Do not pay again.`
  }
  const pending = sum(accounts.map(({ pendingCents }) => pendingCents))
  if (pending > 0) {
    const [first, ...more] = states.filter((state) => state.is === 'pending')
    const until = more.length === 0 ? first?.payment && usuallyBy(first.payment.payOn) : undefined
    const known = until && until >= today ? ` We know the result by ${showShortDay(until)}.` : ''
    return `${showMoney(pending)} is on its way.${known}`
  }
  const open = accounts.filter(({ status }) => status !== 'closed')
  if (open.length === 0) {
    return accounts.length === 1 ? 'This account is closed.' : 'These accounts are closed.'
  }
  const [next] = open.map(({ newest }) => expectedBill(newest?.billedOn, today)).sort()
  return `Your next bill should arrive about ${showMonthDay(next!)}.`
}
