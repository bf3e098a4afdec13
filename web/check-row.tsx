import type { FC, PropsWithChildren } from 'hono/jsx'

/** One answer on a check page, with the way back to its question; within `dl.facts.wide`. */
export const CheckRow: FC<
  PropsWithChildren<{ term: string; change: { href: string; what: string } }>
> = ({ term, change, children }) => (
  <div>
    <dt>{term}</dt>
    <dd>{children}</dd>
    <dd>
      <a class="quiet" href={change.href}>
        Change <span class="vh">{change.what}</span>
      </a>
    </dd>
  </div>
)
