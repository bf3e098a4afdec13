import type { Child, FC, PropsWithChildren } from 'hono/jsx'

/**
 * A table whose rows stack where its container is narrow (`table.fold`). The grid of a stacked row takes the table's
 * meaning away in some browsers, so each part names its role (ux.md 8.10); the linter knows nothing of that, hence the
 * spread.
 */
const role = (name: string) => ({ role: name })

export interface Column {
  readonly label: string
  /** Amounts stand at the right. */
  readonly right?: boolean
  /** Read out, not shown. */
  readonly hidden?: boolean
}

export const FoldTable: FC<
  PropsWithChildren<{
    caption: string
    captionHidden?: boolean
    columns: readonly Column[]
    /** The rows come in groups of their own (`FoldRows`). */
    grouped?: boolean
  }>
> = ({ caption, captionHidden, columns, grouped, children }) => (
  <table class={grouped ? 'fold each' : 'fold'} {...role('table')}>
    <caption class={captionHidden ? 'vh' : undefined}>{caption}</caption>
    <thead {...role('rowgroup')}>
      <tr {...role('row')}>
        {columns.map(({ label, right, hidden }) => (
          <th scope="col" class={right ? 'r' : undefined} {...role('columnheader')}>
            {hidden ? <span class="vh">{label}</span> : label}
          </th>
        ))}
      </tr>
    </thead>
    {grouped ? children : <FoldRows>{children}</FoldRows>}
  </table>
)

/** Rows that belong together, and that a fragment may replace as one. */
export const FoldRows: FC<PropsWithChildren<{ id?: string }>> = ({ id, children }) => (
  <tbody id={id} {...role('rowgroup')}>
    {children}
  </tbody>
)

export const FoldRow: FC<PropsWithChildren<{ id?: string; class?: string }>> = ({
  id,
  children,
  ...rest
}) => (
  <tr id={id} class={rest.class} {...role('row')}>
    {children}
  </tr>
)

/** @param focus Reading goes on here after older rows were asked for. */
export const RowHead: FC<PropsWithChildren<{ class: string; focus?: boolean }>> = ({
  focus,
  children,
  ...rest
}) => (
  <th
    scope="row"
    class={rest.class}
    {...role('rowheader')}
    {...(focus ? { tabindex: -1, autofocus: true } : {})}
  >
    {children}
  </th>
)

/** @param head Said before the cell where the row is stacked and its column's heading is gone. */
export const Cell: FC<{ class: string; head?: string; span?: number; children?: Child }> = ({
  head,
  span,
  children,
  ...rest
}) => (
  <td class={rest.class} data-h={head} colspan={span} {...role('cell')}>
    {children}
  </td>
)
