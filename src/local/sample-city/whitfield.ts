import type { AccountRecord } from '../../domain/bill-file.js'
import { addDays, addMonths, type CityDay } from '../../domain/city-date.js'
import { billDays, type Month, type Paid, type Plan } from './history.js'
import { chargesCents, usageFor } from './rates.js'

/**
 * Dana Whitfield's four accounts as the mocks show them, where today plays November 23, 2026: the newest bills keep
 * their distance from today, older ones lie whole months before.
 */
export interface WhitfieldAccount {
  readonly nickname: 'Home' | 'Rental' | 'Mom’s house' | 'Shop'
  readonly plan: Plan
  /** Days before today; undefined: gets paper bills. */
  readonly enrolledDaysAgo: number | undefined
  /** Whether the newest bill came before the enrollment, so that the first electronic one is still to come. */
  readonly waitsForFirstBill: boolean
}

const months = 24

/** In the order they were linked. @param today The day that plays November 23. */
export function whitfieldAccounts(today: CityDay): WhitfieldAccount[] {
  return [
    { nickname: 'Home', plan: home(today), enrolledDaysAgo: 990, waitsForFirstBill: false },
    { nickname: 'Rental', plan: rental(today), enrolledDaysAgo: 700, waitsForFirstBill: false },
    { nickname: 'Shop', plan: shop(today), enrolledDaysAgo: 5, waitsForFirstBill: true },
    {
      nickname: 'Mom’s house',
      plan: moms(today),
      enrolledDaysAgo: undefined,
      waitsForFirstBill: false,
    },
  ]
}

/** Numbers and proofs, which do not depend on the day. */
const account = (
  given: Pick<AccountRecord, 'accountNumber' | 'streetNumber' | 'street' | 'taxIdLast4'> &
    Partial<AccountRecord>,
): AccountRecord => ({
  kind: 'A',
  holderKind: 'person',
  holderName: 'Dana Whitfield',
  unit: undefined,
  city: 'Charlotte',
  state: 'NC',
  zip: '28202',
  status: 'active',
  ...given,
})

/** A payment of this much, so many days before the due day (negative: after it). */
const paid = (dueOn: CityDay, before: number, cents: number, more: Partial<Paid> = {}): Paid => ({
  on: addDays(dueOn, -before),
  cents,
  channel: 'bank',
  ...more,
})

/** The days of the newest bill, counted from today. */
const newest = (today: CityDay, billed: number, due: number) => ({
  billedOn: addDays(today, billed),
  dueOn: addDays(today, due),
})

// Bill History's chart, December to November, the year before and the latest 12 months.
const homeUsage = [5, 5, 4, 5, 6, 7, 9, 11, 10, 8, 6, 5, 5, 4, 5, 5, 6, 8, 10, 12, 11, 8, 7, 6]
// Newest first: amount, payment's days before the due day, the bill day's distance from whole months.
const homeBills = [
  { cents: 8417, before: 0, shift: 0 },
  { cents: 9140, before: 2, shift: 1, reference: 'CSS-5J2K-90P1' },
  { cents: 10275, before: 2, shift: 1, reference: 'CSS-9W3F-44N6' },
  { cents: 12490, before: 3, shift: 0 },
  { cents: 13822, before: 3, shift: 1 },
  { cents: 11602, before: 4, shift: -1 },
]

function home(today: CityDay): Plan {
  const days = billDays(newest(today, -3, 21), months)
  return {
    account: account({
      accountNumber: '0048291533710',
      streetNumber: '1234',
      street: 'Elm Street',
      taxIdLast4: '4417',
    }),
    meterNumber: '60214487',
    firstRead: 1848 - homeUsage.reduce((sum, usage) => sum + usage, 0),
    detailed: true,
    months: days.map((day, place): Month => {
      const left = months - 1 - place
      const known = homeBills[left]
      const shifted = addDays(day.billedOn, known?.shift ?? 0)
      const sameMonth = shifted.slice(0, 7) === day.billedOn.slice(0, 7)
      const usage = homeUsage[place]!
      const reference = known?.reference
      const payment = { before: known?.before ?? 3, ...(reference ? { reference } : {}) }
      return {
        billedOn: sameMonth ? shifted : day.billedOn,
        dueOn: day.dueOn,
        usage,
        estimated: place === 14,
        ...settled({ dueOn: day.dueOn, usage, cents: known?.cents, left, payment }),
      }
    }),
  }
}

// Newest first, as the recurring payment's chart of the last 12 bills shows them.
const rentalCents = [16892, 7108, 7839, 9613, 11870, 13983, 12705, 11231, 10474, 9117, 8895, 8217]

function rental(today: CityDay): Plan {
  const days = billDays(newest(today, -7, 11), months)
  return {
    account: account({
      accountNumber: '0048830119204',
      streetNumber: '57',
      street: 'Mill Lane',
      unit: 'Unit B',
      zip: '28205',
      taxIdLast4: '4417',
    }),
    meterNumber: '60318842',
    firstRead: 902,
    detailed: true,
    months: days.map((day, place) => {
      const left = months - 1 - place
      // The year before goes through the same amounts, the high one aside.
      const cents = rentalCents[left] ?? rentalCents[1 + (left % 11)]!
      const last = left === 1
      const payment = last
        ? { before: 0, channel: 'phone' as const, reference: 'WU-30864410' }
        : { before: 3 }
      const usage = usageFor(cents)
      return { ...day, usage, ...settled({ dueOn: day.dueOn, usage, cents, left, payment }) }
    }),
  }
}

function moms(today: CityDay): Plan {
  const days = billDays(newest(today, -6, 16), months)
  return {
    account: account({
      accountNumber: '0193662007415',
      holderName: 'Rosemary Whitfield',
      streetNumber: '908',
      street: 'Laurel Avenue',
      zip: '28207',
      taxIdLast4: '8830',
    }),
    meterNumber: '60107719',
    firstRead: 2210,
    detailed: true,
    months: days.map((day, place) => {
      const left = months - 1 - place
      const cents = [11516, 9730, 11520][left] ?? 8600 + ((left * 731) % 2900)
      const usage = usageFor(cents)
      // The payment after the last due day was for the bill before: $97.30 stays, and is past due.
      const late = paid(day.dueOn, -1, 11520, { channel: 'phone', reference: 'WU-30991827' })
      if (left === 1) return { ...day, usage, cents, paid: [late] }
      if (left === 2) return { ...day, usage, cents, paid: [] }
      return {
        ...day,
        usage,
        ...settled({ dueOn: day.dueOn, usage, cents, left, payment: { before: 2 } }),
      }
    }),
  }
}

function shop(today: CityDay): Plan {
  // The next bill, the first electronic one, comes ten days from today.
  const nextOn = addDays(today, 10)
  const days = billDays(
    { billedOn: addMonths(nextOn, -1), dueOn: addDays(addMonths(nextOn, -1), 22) },
    months,
  )
  return {
    account: account({
      accountNumber: '0770154002286',
      holderKind: 'business',
      holderName: 'Whitfield Alterations LLC',
      streetNumber: '2210',
      street: 'Commonwealth Avenue',
      zip: '28205',
      taxIdLast4: '7052',
    }),
    meterNumber: '60455120',
    firstRead: 311,
    detailed: true,
    months: days.map((day, place) => {
      const usage = 2 + ((place * 5) % 3)
      // Every bill is paid, the newest too: nothing is due.
      return {
        ...day,
        usage,
        ...settled({ dueOn: day.dueOn, usage, left: 1, payment: { before: 9 } }),
      }
    }),
  }
}

/** A month whose bill was paid in full; the newest bill (`left` is 0) is still open. */
function settled(bill: {
  dueOn: CityDay
  usage: number
  cents?: number | undefined
  left: number
  payment: { before: number } & Partial<Paid>
}): Pick<Month, 'cents' | 'paid'> {
  const { before, ...more } = bill.payment
  const cents = bill.cents ?? chargesCents(bill.usage)
  return { cents, paid: bill.left === 0 ? [] : [paid(bill.dueOn, before, cents, more)] }
}
