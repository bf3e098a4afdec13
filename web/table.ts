import { html } from 'hono/html'
import type { Child, PropsWithChildren } from 'hono/jsx'

/**
 * A table whose rows stack where its container is narrow (`table.fold`). The grid of a stacked row takes the table's
 * meaning away in some browsers, so each part names its role (ux.md 8.10). Written as text: long tables are what costs
 * most on a page, and as JSX each cell would cost ten times as much.
 */

export interface Column {
  readonly label: string
  /** Amounts stand at the right. */
  readonly right?: boolean
  /** Read out, not shown. */
  readonly hidden?: boolean
}

interface TableProps {
  readonly caption: string
  readonly captionHidden?: boolean
  readonly columns: readonly Column[]
  /** The rows come in groups of their own (`FoldRows`). */
  readonly grouped?: boolean
  /** Of the rows, where they are no groups: further ones are put there. */
  readonly rowsId?: string
}

export const FoldTable = (props: PropsWithChildren<TableProps>) => {
  const { caption, captionHidden, columns, grouped, rowsId: id, children } = props
  return html`<table class="${grouped ? 'fold each' : 'fold'}" role="table"><caption${attribute('class', captionHidden ? 'vh' : undefined)}>${caption}</caption><thead role="rowgroup"><tr role="row">${columns.map(heading)}</tr></thead>${grouped ? children : FoldRows({ children, ...(id ? { id } : {}) })}</table>`
}

const heading = ({ label, right, hidden }: Column) =>
  html`<th scope="col"${attribute('class', right ? 'r' : undefined)} role="columnheader">${hidden ? html`<span class="vh">${label}</span>` : label}</th>`

/** One that may be missing. */
const attribute = (
  name: 'id' | 'class' | 'colspan' | 'data-h',
  value: string | number | undefined,
) => (value === undefined ? '' : html` ${name}="${value}"`)

/** Rows that belong together, and that a fragment may replace as one, or add to. */
export const FoldRows = (props: PropsWithChildren<{ id?: string }>) =>
  html`<tbody${attribute('id', props.id)} role="rowgroup">${props.children}</tbody>`

/** @param fresh One of the rows that were asked for just now. */
export const FoldRow = (
  props: PropsWithChildren<{ id?: string; class?: string; fresh?: boolean }>,
) =>
  html`<tr${attribute('id', props.id)}${attribute('class', props.class)}${props.fresh ? html` data-fresh=""` : ''} role="row">${props.children}</tr>`

/** @param focus Reading goes on here after older rows were asked for. */
export const RowHead = (props: PropsWithChildren<{ class: string; focus?: boolean }>) =>
  html`<th scope="row" class="${props.class}" role="rowheader"${props.focus ? html` tabindex="-1" autofocus=""` : ''}>${props.children}</th>`

/** @param head Said before the cell where the row is stacked and its column's heading is gone. */
export const Cell = (props: { class: string; head?: string; span?: number; children?: Child }) =>
  html`<td class="${props.class}"${attribute('data-h', props.head)}${attribute('colspan', props.span)} role="cell">${props.children}</td>`
