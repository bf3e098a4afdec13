import { html } from 'hono/html'
import type { FC } from 'hono/jsx'
import type { BillWithUse } from '../../sql/bill-history.js'
import { showDay, showShortDay } from '../../src/domain/city-date.js'
import { type UseChart, useChart } from '../../src/domain/use-chart.js'
import {
  gallonsPerCcf,
  leakHint,
  type MonthUse,
  readKinds,
  showCcf,
  showGallons,
  showNumber,
  useByMonth,
  useHeading,
  yearBesideYear,
} from '../../src/domain/water-use.js'
import { Note } from '../form.js'
import { Cell, type Column, FoldRow, FoldTable, RowHead } from '../table.js'
import { ChartPicture } from './chart.js'
import { DownloadCsv } from './frame.js'

const columns: readonly Column[] = [
  { label: 'Read dates' },
  { label: 'Read' },
  { label: 'Gallons', right: true },
  { label: 'Water use', right: true },
]

interface Props {
  /** Newest first. */
  readonly bills: readonly BillWithUse[]
}

/** The one conclusion as a heading, then the chart: a month beside the same month a year ago. */
export const UseSummary: FC<Props & { tableBelow?: boolean }> = ({ bills, tableBelow = false }) => {
  const months = useByMonth(bills)
  const newest = months.at(-1)
  if (!newest) return null
  const hint = leakHint(months)
  const chart = useChart(months)
  return (
    <section class="sheet stack after" aria-labelledby="use">
      <h2 id="use">{useHeading(months)}</h2>
      <p class="soft">
        1 Ccf is 100 cubic feet, or {gallonsPerCcf} gallons. You used about{' '}
        {showGallons(newest.ccf)} gallons.
      </p>
      {hint && (
        <Note kind="warn">
          <p>
            {hint} <a href="/help/paperless#leaks">How to check for leaks</a>
          </p>
        </Note>
      )}
      {chart ? (
        <figure class="chart stack">
          <Legend chart={chart} />
          <ChartPicture chart={chart} height={230} />
          {!tableBelow && (
            <figcaption>
              <details>
                <summary>See these numbers in a table</summary>
                <YearTable months={months} />
              </details>
            </figcaption>
          )}
        </figure>
      ) : (
        !tableBelow && <YearTable months={months} />
      )}
    </section>
  )
}

const Legend: FC<{ chart: UseChart }> = ({ chart }) => (
  <div class="row small" aria-hidden="true">
    <span>
      <i class="key now" />
      {chart.latestYear}
    </span>
    <span>
      <i class="key old" />A year earlier
    </span>
    {chart.estimated && (
      <span>
        <i class="key guess" />
        Estimated
      </span>
    )}
  </div>
)

/** The chart's numbers; written as text, as the chart is. */
export const YearTable: FC<{ months: readonly MonthUse[] }> = ({ months }) =>
  html`<table class="num years"><caption class="vh">Water use by month in Ccf</caption><thead><tr><th scope="col">Month</th><th scope="col" class="r">Year before</th><th scope="col" class="r">Latest 12 months</th></tr></thead><tbody>${yearBesideYear(
    months,
  ).map(
    ({ name, before, latest }) =>
      html`<tr><th scope="row">${name}</th><td class="r soft">${use(before)}</td><td class="r">${use(latest)}</td></tr>`,
  )}</tbody></table>`

const use = (use: MonthUse | undefined) =>
  use ? `${showNumber(use.ccf)}${use.estimated ? ' (estimated)' : ''}` : 'no bill'

/** The chart, then each meter read of 24 months with gallons and read dates. */
export const UseSection: FC<Props & { account: string }> = ({ bills, account }) => {
  const reads = bills.flatMap((bill) => [...bill.reads].reverse())
  if (reads.length === 0)
    return <p class="sheet">No water use yet for this account. It comes with the first bill.</p>
  return (
    <>
      <UseSummary bills={bills} tableBelow />
      <section class="sheet stack">
        <FoldTable caption="Water use" columns={columns}>
          {reads.map((read) => (
            <FoldRow>
              <RowHead class="l">
                <span class="nb">{showShortDay(read.fromOn)}</span> –{' '}
                <span class="nb">{showDay(read.toOn)}</span>
              </RowHead>
              <Cell class="l soft">{readKinds[read.kind]}</Cell>
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
        <p class="soft">An estimated read is made good by the next actual one.</p>
        <DownloadCsv section="use" account={account} />
      </section>
    </>
  )
}
