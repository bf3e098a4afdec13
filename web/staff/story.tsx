import type { FC } from 'hono/jsx'
import { type StoryRow, storyRows } from '../../sql/stories.js'
import { tell } from './story-words.js'
import { When } from './tags.js'

/** What happened, newest first, with who did it. */
export const Story: FC<{
  rows: readonly StoryRow[]
  now: Date
  /** Of the resident's page: older ones are asked for there. */
  href: string
}> = ({ rows, now, href }) => {
  const shown = rows.slice(0, storyRows)
  const last = shown.at(-1)
  return (
    <section class="sheet stack" aria-labelledby="story" id="happened">
      <h2 id="story">What happened</h2>
      {shown.length === 0 && <p class="soft">Nothing yet.</p>}
      <ol class="track log small">
        {shown.map((row) => {
          const { title, mark } = tell(row)
          return (
            <li class={mark}>
              <strong>{title}</strong>
              <br />
              <span class="soft">
                <When at={row.at} now={now} />
                {row.actor && `, ${row.actor}`}
              </span>
            </li>
          )
        })}
      </ol>
      {rows.length > storyRows && last && (
        <a href={`${href}?before=${last.at.toISOString()}#happened`}>Show what happened before</a>
      )}
    </section>
  )
}
