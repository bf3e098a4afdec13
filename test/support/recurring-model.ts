/**
 * What a recurring payment does, told a second time and as simply as possible: no rows, no rules of the product. Money
 * is cents. Bills are paid on arrival, so that a scheduled payment is due at once.
 */
export type Deed =
  | { readonly do: 'bill' | 'correct' | 'pay'; readonly cents: number }
  | { readonly do: 'limit'; readonly cents: number | null }
  | { readonly do: 'authorize' | 'cancel' | 'due' | 'return' | 'pause' | 'resume' }

export interface ModelPayment {
  readonly bill: number
  amount: number
  status: 'scheduled' | 'approved' | 'returned' | 'canceled'
  reason: string | null
}

export function recurringModel(firstCents: number) {
  let [balance, limit, paused] = [firstCents, 150_00 as number | null, false]
  const bills: { previous: number; current: number; settled: boolean }[] = []
  const payments: ModelPayment[] = []
  let hold: { bill: number; status: string } | undefined
  const holds: { bill: number; status: string }[] = []
  const owed = () => Math.max(0, balance)
  const dueOf = (bill: number) => bills[bill]!.previous + bills[bill]!.current
  const amountOf = (bill: number) => Math.max(0, Math.min(dueOf(bill), owed()))
  const endHold = (status: string) => {
    if (hold) hold.status = status
    hold = undefined
  }
  const pay = (bill: number) =>
    payments.push({ bill, amount: amountOf(bill), status: 'scheduled', reason: null })

  function decide(bill: number, settledBefore: boolean) {
    endHold('replaced')
    const mine = bills[bill]!
    if (paused || settledBefore) mine.settled = true
    else if (amountOf(bill) > 0 && limit !== null && dueOf(bill) > limit) {
      hold = { bill, status: 'open' }
      holds.push(hold)
    } else if (amountOf(bill) > 0) pay(bill)
  }

  return {
    payments,
    holds,
    balance: () => balance,
    newest: () => bills.at(-1),
    apply(deed: Deed) {
      const last = bills.length - 1
      switch (deed.do) {
        case 'bill':
          bills.push({ previous: balance, current: deed.cents, settled: false })
          balance += deed.cents
          return decide(last + 1, false)
        case 'correct': {
          const old = bills[last]!
          const was = payments.find(({ bill }) => bill === last)
          balance += deed.cents - old.current
          bills.push({ previous: old.previous, current: deed.cents, settled: false })
          if (was?.status === 'scheduled')
            Object.assign(was, { status: 'canceled', reason: 'replaced' })
          const taken =
            was !== undefined && !['replaced', 'nothing_owed'].includes(was.reason ?? '')
          return decide(last + 1, old.settled || taken)
        }
        case 'pay':
          balance -= deed.cents
          if (balance <= 0) endHold('paid')
          return
        case 'limit':
          limit = deed.cents
          return
        case 'authorize':
          if (!hold || amountOf(hold.bill) === 0) return
          pay(hold.bill)
          return endHold('authorized')
        case 'cancel': {
          const next = payments.find(({ status }) => status === 'scheduled')
          if (next) Object.assign(next, { status: 'canceled', reason: 'by_payer' })
          return
        }
        case 'due':
          for (const next of payments.filter(({ status }) => status === 'scheduled')) {
            next.amount = Math.min(next.amount, amountOf(next.bill)) || next.amount
            const nothing = amountOf(next.bill) === 0
            next.status = nothing ? 'canceled' : 'approved'
            next.reason = nothing ? 'nothing_owed' : null
            if (!nothing) balance -= next.amount
            if (balance <= 0) endHold('paid')
          }
          return
        case 'return': {
          const back = payments.findLast(({ status }) => status === 'approved')
          if (!back) return
          back.status = 'returned'
          balance += back.amount
          return
        }
        case 'pause':
          paused = true
          return
        case 'resume':
          paused = false
          return
      }
    },
  }
}
