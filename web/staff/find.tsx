import { type Context, Hono } from 'hono'
import type { FC, PropsWithChildren } from 'hono/jsx'
import type { Found, FoundResident } from '../../sql/resident-search.js'
import { search } from '../../sql/resident-search.js'
import { readSearch, searchCountsTo, searchRows } from '../../src/domain/resident-search.js'
import { looked } from '../calls.js'
import type { Deps, PortalEnv } from '../env.js'
import { Form } from '../form.js'
import { agent } from '../gate.js'
import { show, wantsFragment } from '../page.js'
import { Cell, FoldRow, FoldTable, RowHead } from '../table.js'
import { LockedTag } from './tags.js'

/** Find a resident (ux.md 5.1): the console's first page. */
export const findRoutes = ({ sql, clock }: Deps) =>
  new Hono<PortalEnv>().get('/staff', agent, async (c) => {
    const typed = (c.req.query('q') ?? '').slice(0, 254)
    const wanted = readSearch(typed)
    const found = wanted && (await search(sql, wanted))
    if (wanted && found && found.count > 0) {
      const only = found.count === 1 ? found.rows[0]?.id : undefined
      const facts = { by: wanted.by, found: found.count }
      await looked(c, 'resident_found', { subject: only, facts })
    }
    const results = <Results c={c} typed={typed} found={found} now={clock.now()} />
    if (wantsFragment(c))
      return c.html(
        <>
          {results}
          <div hx-swap-oob="innerHTML:#live">{typed.trim() && said(found)}</div>
        </>,
      )
    return show(
      c,
      { title: 'Find a resident', tab: 'find' },
      <FindPage typed={typed}>{results}</FindPage>,
    )
  })

function said(found: Found | undefined): string {
  if (!found || found.count === 0) return 'No resident found'
  return found.count === 1 ? '1 resident found' : `${counted(found.count)} residents found`
}

const counted = (count: number) =>
  count > searchCountsTo ? `more than ${searchCountsTo.toLocaleString('en-US')}` : String(count)

const FindPage: FC<PropsWithChildren<{ typed: string }>> = ({ typed, children }) => (
  <div class="stack airy">
    <div class="stack">
      <h1>Find a resident</h1>
      <form
        class="find"
        method="get"
        action="/staff"
        hx-get="/staff"
        hx-trigger="input changed delay:250ms, search, submit"
        hx-target="#found"
        hx-swap="outerHTML"
        hx-sync="this:replace"
        hx-replace-url="true"
      >
        <label for="q">Account number, username, email, phone, or street address</label>
        <input
          id="q"
          name="q"
          type="search"
          value={typed}
          autocomplete="off"
          autocapitalize="none"
          spellcheck={false}
          maxlength={254}
          autofocus
        />
        <button class="btn" type="submit">
          Find
        </button>
        <span class="htmx-indicator soft">Searching</span>
      </form>
    </div>
    {children}
  </div>
)

const Results: FC<{
  c: Context<PortalEnv>
  typed: string
  found: Found | undefined
  now: Date
}> = ({ c, typed, found, now }) => (
  <section id="found" aria-label="Residents found">
    {typed.trim() !== '' && !found && (
      <p>
        Go on typing: a whole account number, username, email or phone, or the beginning of a street
        address.
      </p>
    )}
    {found?.count === 0 && <p>No match. Check the spelling, or search by account number.</p>}
    {found && found.count > 0 && (
      <div class="sheet">
        <FoldTable
          caption="Residents"
          captionHidden
          columns={[
            { label: 'Name' },
            { label: 'Username' },
            { label: 'Accounts' },
            { label: 'Town' },
            { label: 'Portal account' },
          ]}
        >
          {found.rows.map((resident) => (
            <Row c={c} resident={resident} now={now} />
          ))}
        </FoldTable>
        {found.count > searchRows && (
          <p class="soft">
            {searchRows} of {counted(found.count)}. Add to the address, or search by account number.
          </p>
        )}
      </div>
    )}
  </section>
)

/** A button, not a link: opening a resident begins a call. */
const Row: FC<{ c: Context<PortalEnv>; resident: FoundResident; now: Date }> = ({
  c,
  resident,
  now,
}) => (
  <FoldRow>
    <RowHead class="l">
      <Form c={c} action={`/staff/residents/${resident.id}/call`}>
        <button type="submit" class="quiet">
          {resident.name ?? resident.username}
        </button>
      </Form>
    </RowHead>
    <Cell class="l soft">{resident.username}</Cell>
    <Cell class="l" head="Accounts">
      {resident.accounts}
    </Cell>
    <Cell class="l">{resident.town ?? '–'}</Cell>
    <Cell class="e">
      <State resident={resident} now={now} />
    </Cell>
  </FoldRow>
)

const State: FC<{ resident: FoundResident; now: Date }> = ({ resident, now }) => {
  if (resident.lockedAt) return <LockedTag since={resident.lockedAt} now={now} />
  if (!resident.confirmed) return <span class="tag warn">Email not confirmed</span>
  return <span class="tag ok">Open</span>
}
