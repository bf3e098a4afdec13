import type { LineRecord } from '../../domain/bill-file.js'
import { showMoney } from '../../domain/money.js'

/** Sample rates of water, sewer and storm water in cents (domain.md 9); the city's own are in its billing system. */
const tiers = [
  { upTo: 4, cents: 189 },
  { upTo: 8, cents: 252 },
  { upTo: 16, cents: 260 },
  { upTo: Number.POSITIVE_INFINITY, cents: 410 },
]
const sewerCents = 603 // a Ccf
const fees = { water: 512, waterAvailability: 384, sewer: 512, sewerAvailability: 1146, storm: 985 }

export type Charge = Omit<LineRecord, 'kind' | 'billNumber'>

/** What a month of this much water costs, in whole cents. */
export function chargesCents(usage: number): number {
  return charges(usage).reduce((sum, charge) => sum + charge.amountCents, 0)
}

/**
 * The lines of a bill.
 *
 * @param usage Whole Ccf.
 * @param exactCents What the lines must come to; the availability fee, prorated by days, takes the difference.
 */
export function charges(usage: number, exactCents?: number): Charge[] {
  const lines = [
    ...waterUsage(usage),
    fee('water', 'Water fixed fee', fees.water),
    fee('water', 'Water availability fee', fees.waterAvailability),
    ...(usage > 0 ? [used('sewer', 'Sewer usage', usage, sewerCents)] : []),
    fee('sewer', 'Sewer fixed fee', fees.sewer),
    fee('sewer', 'Sewer availability fee', fees.sewerAvailability),
    fee('storm_water', 'Storm water', fees.storm),
  ]
  if (exactCents === undefined) return lines
  const off = exactCents - lines.reduce((sum, line) => sum + line.amountCents, 0)
  return lines.map((line) =>
    line.description === 'Sewer availability fee'
      ? { ...line, amountCents: line.amountCents + off }
      : line,
  )
}

/** The usage whose charges come nearest to an amount. */
export function usageFor(cents: number): number {
  const off = (usage: number) => Math.abs(chargesCents(usage) - cents)
  let best = 0
  while (off(best + 1) < off(best)) best += 1
  return best
}

/** The same charges as one line a service; most households have them so, which keeps the city quick to seed. */
export function chargesByService(usage: number): Charge[] {
  const sumOf = (service: string) =>
    charges(usage)
      .filter((charge) => charge.service === service)
      .reduce((sum, charge) => sum + charge.amountCents, 0)
  const ccf = { quantity: usage * 1000, unit: 'Ccf' }
  return [
    { ...fee('water', 'Drinking water', sumOf('water')), ...ccf },
    { ...fee('sewer', 'Sewer', sumOf('sewer')), ...ccf },
    fee('storm_water', 'Storm water', sumOf('storm_water')),
  ]
}

function waterUsage(usage: number): Charge[] {
  const lines = []
  let from = 0
  for (const { upTo, cents } of tiers) {
    const part = Math.min(usage, upTo) - from
    if (part <= 0) break
    lines.push(used('water', 'Water usage', part, cents))
    from = upTo
  }
  return lines
}

const used = (service: string, name: string, ccf: number, cents: number): Charge => ({
  service,
  description: `${name}, ${ccf} Ccf at ${showMoney(cents)}`,
  quantity: ccf * 1000,
  unit: 'Ccf',
  amountCents: ccf * cents,
})

const fee = (service: string, description: string, amountCents: number): Charge => ({
  service,
  description,
  quantity: undefined,
  unit: undefined,
  amountCents,
})
