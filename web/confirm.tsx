import type { FC, PropsWithChildren } from 'hono/jsx'
import type { ServiceAccountId } from '../src/domain/ids.js'
import { Cell, FoldRow } from './table.js'

/**
 * A question about one account of View/Pay Bill: a page of its own, and with htmx a row below the account's (ux.md
 * 7.2). Both have the same words; `inRow` tells which of them is asked for.
 */

/** Columns of that table, all of which the question's row takes. */
export const listColumns = 5

/** The group of rows of one account: its own, and below it the question that was asked for. */
export const rowsOf = (account: ServiceAccountId) => `acct-${account}`
/** Its own row. */
export const rowOf = (account: ServiceAccountId) => `a-${account}`

/**
 * What makes a link of the account's row ask its question in place; another one that is open goes away.
 *
 * @param href The page that asks.
 */
export const asks = (account: ServiceAccountId, href: string) => ({
  href,
  'hx-get': href,
  'hx-target': `#${rowOf(account)}`,
  'hx-swap': 'afterend',
})

interface QuestionProps {
  readonly inRow: boolean
}

/** The question's frame: a row, or a page's column. */
export const Question: FC<PropsWithChildren<QuestionProps>> = ({ inRow, children }) =>
  inRow ? (
    <>
      <FoldRow class="ask">
        <Cell class="w" span={listColumns}>
          <div class="stack">{children}</div>
        </Cell>
      </FoldRow>
      <hx-partial hx-target=".ask" hx-swap="delete" />
    </>
  ) : (
    <div class="stack narrow">{children}</div>
  )

/** Its heading; in a row it takes the focus, as a new page would. */
export const Asked: FC<PropsWithChildren<QuestionProps>> = ({ inRow, children }) =>
  inRow ? (
    <h2 tabindex={-1} autofocus>
      {children}
    </h2>
  ) : (
    <h1>{children}</h1>
  )

/** The way out, which says what stays: back to the link that asked, by its id. */
export const Keep: FC<
  PropsWithChildren<QuestionProps & { account: ServiceAccountId; asker: string }>
> = ({ inRow, account, asker, children }) => {
  const href = `/paperless?back=${asker}`
  const rows = `#${rowsOf(account)}`
  const inPlace = { 'hx-get': href, 'hx-select': rows, 'hx-target': rows, 'hx-swap': 'outerHTML' }
  return (
    <a class="quiet" href={href} {...(inRow ? inPlace : {})}>
      {children}
    </a>
  )
}
