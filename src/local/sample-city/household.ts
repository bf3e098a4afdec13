import type { AccountRecord } from '../../domain/bill-file.js'
import { addDays } from '../../domain/city-date.js'
import { type Chance, chance, hashOf } from './chance.js'
import { type BillDays, billDays, type Month, type Paid, type Plan } from './history.js'
import { chargesCents } from './rates.js'

/** Made-up households: who they are depends on seed and place alone, what they used on the day too. */

const firstNames =
  'Alma Ben Carla Devon Elena Frank Grace Hassan Imani Joel Kira Leon Maya Noah Olga Priya Quinn Rosa Sam Tara Uma Victor Wen Yusuf'.split(
    ' ',
  )
const lastNames =
  'Abbott Barnes Castillo Dixon Ellis Foster Graham Hughes Ibarra Jenkins Keller Lopez Mason Nguyen Osborne Patel Reyes Sutton Tran Underwood Vargas Walker Young Zimmer'.split(
    ' ',
  )
const streets = [
  'Beatties Ford Road',
  'Central Avenue',
  'Dilworth Road',
  'Eastway Drive',
  'Freedom Drive',
  'Hawthorne Lane',
  'Idlewild Road',
  'Kenilworth Avenue',
  'Matheson Avenue',
  'Monroe Road',
  'Parkwood Avenue',
  'Providence Road',
  'Queens Road',
  'Rozzelles Ferry Road',
  'Selwyn Avenue',
  'Statesville Avenue',
  'The Plaza',
  'Tuckaseegee Road',
]
const zips = ['28202', '28203', '28204', '28205', '28206', '28207', '28208', '28209', '28216']
// Water use over the year, January first, in tenths of the household's usual.
const season = [8, 8, 9, 10, 12, 14, 16, 15, 12, 10, 9, 8]

/** Five digits of the seed, eight that no two places share: 48271 has no factor in common with 10^8. */
export function accountNumberOf(seed: string, place: number): string {
  const front = 10_000 + (hashOf(seed) % 80_000)
  return `${front}${String((place * 48_271 + 7_654_321) % 100_000_000).padStart(8, '0')}`
}

/** Who lives there; the same on every day. */
export function household(seed: string, place: number): AccountRecord {
  const by = chance(`${seed}/household/${place}`)
  return {
    kind: 'A',
    accountNumber: accountNumberOf(seed, place),
    holderKind: 'person',
    holderName: `${by.pick(firstNames)} ${by.pick(lastNames)}`,
    taxIdLast4: String(by.int(0, 9999)).padStart(4, '0'),
    streetNumber: String(by.int(100, 9899)),
    street: by.pick(streets),
    unit: by.happens(0.15) ? `Unit ${by.int(1, 30)}` : undefined,
    city: 'Charlotte',
    state: 'NC',
    zip: by.pick(zips),
    status: 'active',
  }
}

/** How the last bills before the newest were dealt with. */
export type Habit = 'pays' | 'owes a month' | 'owes three months' | 'has a credit'

/** What a household in credit has too much. */
export const creditCents = 1240

export interface HouseholdYears {
  readonly seed: string
  readonly place: number
  readonly months: number
  readonly newest: BillDays
  readonly habit: Habit
  readonly account?: AccountRecord
}

/** A household with its months. */
export function householdPlan(given: HouseholdYears): Plan {
  const by = chance(`${given.seed}/years/${given.place}/${given.newest.billedOn}`)
  const usual = by.int(3, 11)
  const days = billDays(given.newest, given.months)
  const usages = days.map(({ billedOn }) => {
    const share = season[Number(billedOn.slice(5, 7)) - 1]!
    return Math.max(1, Math.round((usual * share) / 10) + by.int(-1, 1))
  })
  let owedCents = 0
  const months = days.map((day, place): Month => {
    owedCents += chargesCents(usages[place]!)
    const left = days.length - 1 - place // bills after this one
    const paid = left === 0 ? [] : payments(by, { day, left, habit: given.habit, owedCents })
    if (left === 1 && given.habit === 'has a credit') {
      const cents = chargesCents(usages[place + 1]!) + creditCents
      paid.push({ on: addDays(day.dueOn, 1), cents, channel: 'adjustment' })
    }
    owedCents -= paid.reduce((sum, { cents }) => sum + cents, 0)
    return { ...day, usage: usages[place]!, estimated: by.happens(0.04), paid }
  })
  return {
    account: given.account ?? household(given.seed, given.place),
    meterNumber: String(by.int(20_000_000, 89_999_999)),
    firstRead: by.int(100, 4000),
    detailed: false,
    months,
  }
}

function payments(
  by: Chance,
  month: { day: BillDays; left: number; habit: Habit; owedCents: number },
): Paid[] {
  if (month.habit === 'owes a month' && month.left <= 1) return []
  if (month.habit === 'owes three months' && month.left <= 3) return []
  return [
    {
      on: addDays(month.day.dueOn, -by.int(1, 9)),
      cents: month.owedCents,
      channel: by.pick(['mail', 'in_person', 'bank', 'bank', 'city_draft', 'phone']),
    },
  ]
}
