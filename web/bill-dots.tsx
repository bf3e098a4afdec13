import type { FC } from 'hono/jsx'
import { showDay, showShortDay } from '../src/domain/city-date.js'
import { showMoney } from '../src/domain/money.js'
import { decisionAtArrival, dotsSentence, type PastBill } from '../src/domain/recurring-preview.js'
import { exceedsThreshold, type Terms } from '../src/domain/recurring-terms.js'

/**
 * The last bills as dots beside the limit: drawn on the server, x in percent and y in pixels, so that it stretches while
 * dots and text keep their size (ux.md 12). The numbers stand in a table right after it.
 */

interface DotsProps {
  readonly terms: Terms
  readonly bills: readonly PastBill[]
}

export const BillDots: FC<DotsProps> = ({ terms, bills }) => (
  <>
    {bills.length > 1 && <Chart terms={terms} bills={bills} />}
    {bills.length > 0 && <Numbers terms={terms} bills={bills} />}
  </>
)

const radius = 7
/** Between two dots of a column, and from the line to the first of them. */
const rise = 17
const below = 24

const Chart: FC<DotsProps> = ({ terms, bills }) => {
  const cents = bills.map(({ amountDueCents }) => Math.max(0, amountDueCents))
  const { thresholdCents } = terms
  const scale = scaleOf(cents, thresholdCents)
  const dots = placed(cents.map(scale.at))
  const rows = Math.max(2, ...dots.map(({ row }) => row + 1))
  const line = rows * rise + radius
  const limit = scale.shows(thresholdCents) ? scale.at(thresholdCents) : undefined
  return (
    <div class="chart">
      <svg height={line + below} role="img" aria-labelledby="dots-title">
        <title id="dots-title">{dotsSentence(terms, bills)}</title>
        <line x1="0" x2="100%" y1={line} y2={line} />
        {dots.map(({ x, row, place }) => (
          <circle
            cx={percent(x)}
            cy={line - 10 - row * rise}
            r={radius}
            class={exceedsThreshold(terms, cents[place]!) ? 'over' : 'b1'}
          />
        ))}
        {limit !== undefined && (
          <line class="limit" x1={percent(limit)} x2={percent(limit)} y1="0" y2={line + 6} />
        )}
        {(limit === undefined || limit > nearEnd) && (
          <text x="0" y={line + 18}>
            {showDollars(scale.low)}
          </text>
        )}
        {limit !== undefined && (
          <text class="v" x={percent(limit)} y={line + 20} text-anchor={anchorOf(limit)}>
            {showMoney(thresholdCents ?? 0).replace(/\.00$/, '')}
          </text>
        )}
        {(limit === undefined || limit < 100 - nearEnd) && (
          <text x="100%" y={line + 18} text-anchor="end">
            {showDollars(scale.high)}
          </text>
        )}
      </svg>
    </div>
  )
}

/** Nearer to an end than this, in percent, the limit's label takes the place of the end's. */
const nearEnd = 24

function anchorOf(x: number): 'start' | 'middle' | 'end' {
  if (x < nearEnd / 2) return 'start'
  return x > 100 - nearEnd / 2 ? 'end' : 'middle'
}

const percent = (x: number) => `${Math.round(x * 10) / 10}%`
const showDollars = (cents: number) => showMoney(cents).replace(/\.00$/, '')

/** From a round amount under the least bill to one over the highest, and over the limit where that is not far off. */
function scaleOf(cents: readonly number[], thresholdCents: number | null) {
  const most = Math.max(...cents)
  const least = Math.min(...cents)
  const near = thresholdCents !== null && thresholdCents <= 2 * most && thresholdCents >= least / 2
  const all = near ? [...cents, thresholdCents] : cents
  const step = stepOf(Math.max(...all) - Math.min(...all))
  const low = Math.floor(Math.min(...all) / step) * step
  const high = Math.max(low + step, Math.ceil(Math.max(...all) / step) * step)
  return {
    low,
    high,
    /** Dots at an end keep within the chart. */
    at: (amount: number) => 3 + (94 * (amount - low)) / (high - low),
    shows: (amount: number | null): amount is number => amount !== null && near,
  }
}

/** 1, 2, 4, 5 or 10 times a power of ten, at least a dollar, so that there are about five steps. */
function stepOf(span: number): number {
  for (let ten = 100; ; ten *= 10) {
    const step = [1, 2, 4, 5].map((n) => n * ten).find((wide) => wide * 5 >= span)
    if (step !== undefined) return step
  }
}

/** Narrower than this, in percent, two dots would touch on a phone: then the second stands higher. */
const apart = 6

function placed(xs: readonly number[]): { x: number; row: number; place: number }[] {
  const dots: { x: number; row: number; place: number }[] = []
  const order = xs.map((x, place) => ({ x, place })).sort((a, b) => a.x - b.x)
  for (const { x, place } of order) {
    let row = 0
    while (dots.some((dot) => dot.row === row && Math.abs(dot.x - x) < apart)) row += 1
    dots.push({ x, row, place })
  }
  return dots
}

const Numbers: FC<DotsProps> = ({ terms, bills }) => (
  <details>
    <summary>See these numbers in a table</summary>
    <table class="num years small">
      <caption class="vh">Your last bills with these choices</caption>
      <thead>
        <tr>
          <th scope="col">Billed</th>
          <th scope="col" class="r">
            Bill
          </th>
          <th scope="col" class="r">
            Pays
          </th>
        </tr>
      </thead>
      <tbody>
        {bills.map((bill) => (
          <tr>
            <th scope="row" class="num">
              {showDay(bill.billedOn)}
            </th>
            <td class="r num">{showMoney(bill.amountDueCents)}</td>
            <td class="r num">{becomes(terms, bill)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  </details>
)

function becomes(terms: Terms, bill: PastBill): string {
  const decision = decisionAtArrival(terms, bill)
  switch (decision.do) {
    case 'schedule':
      return showShortDay(decision.moment.payOn)
    case 'ask':
      return 'your OK'
    case 'leave':
      return 'nothing'
  }
}
