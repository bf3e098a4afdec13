import type { FC } from 'hono/jsx'
import type { HistoryRead } from '../../sql/bill-history.js'
import { showDay, showShortDay } from '../../src/domain/city-date.js'
import {
  gallonsPerCcf,
  leakHint,
  type MonthUse,
  showCcf,
  showGallons,
  useByMonth,
  useHeading,
  yearBesideYear,
} from '../../src/domain/water-use.js'
import { Note } from '../form.js'
import { Cell, type Column, FoldRow, FoldTable, RowHead } from '../table.js'

const columns: readonly Column[] = [
  { label: 'Read dates' },
  { label: 'Read' },
  { label: 'Gallons', right: true },
  { label: 'Water use', right: true },
]

/** The one conclusion as a heading, then the numbers, a month beside the same month a year ago. */
export const UseSummary: FC<{ reads: readonly HistoryRead[] }> = ({ reads }) => {
  const months = useByMonth(reads)
  const newest = months.at(-1)
  if (!newest) return null
  const hint = leakHint(months)
  return (
    <section class="sheet stack after" aria-labelledby="use">
      <h2 id="use">{useHeading(months)}</h2>
      <p class="soft">
        1 Ccf is 100 cubic feet, or {gallonsPerCcf} gallons. You used about{' '}
        {showGallons(newest.ccf)} gallons.
      </p>
      {hint && (
        <Note kind="warn">
          <p>{hint}</p>
        </Note>
      )}
      <table class="num years">
        <caption class="vh">Water use by month in Ccf</caption>
        <thead>
          <tr>
            <th scope="col">Month</th>
            <th scope="col" class="r">
              Year before
            </th>
            <th scope="col" class="r">
              Latest 12 months
            </th>
          </tr>
        </thead>
        <tbody>
          {yearBesideYear(months).map(({ name, before, latest }) => (
            <tr>
              <th scope="row">{name}</th>
              <td class="r soft">
                <Use use={before} />
              </td>
              <td class="r">
                <Use use={latest} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}

const Use: FC<{ use: MonthUse | undefined }> = ({ use }) => (
  <>{use ? `${use.ccf}${use.estimated ? ' (estimated)' : ''}` : 'no bill'}</>
)

const kinds = { actual: 'Actual', estimated: 'Estimated', corrected: 'Corrected' } as const

/** Each meter read of 24 months, with gallons and read dates. */
export const UseSection: FC<{ reads: readonly HistoryRead[] }> = ({ reads }) => {
  if (reads.length === 0)
    return <p class="sheet">No water use yet for this account. It comes with the first bill.</p>
  return (
    <section class="sheet stack">
      <FoldTable caption="Water use" columns={columns}>
        {reads.map((read) => (
          <FoldRow>
            <RowHead class="l">
              <span class="nb">{showShortDay(read.fromOn)}</span> –{' '}
              <span class="nb">{showDay(read.toOn)}</span>
            </RowHead>
            <Cell class="l soft">{kinds[read.kind]}</Cell>
            <Cell class="r soft g2">
              {showGallons(read.usageCcf)}
              <span class="folded"> gallons</span>
            </Cell>
            <Cell class="r g1">
              <strong>{showCcf(read.usageCcf)}</strong>
            </Cell>
          </FoldRow>
        ))}
      </FoldTable>
      <p class="soft">
        1 Ccf is 100 cubic feet, or {gallonsPerCcf} gallons. An estimated read is made good by the
        next actual one.
      </p>
    </section>
  )
}
