import { type Context, Hono } from 'hono'
import type { FC } from 'hono/jsx'
import * as staff from '../../sql/staff.js'
import * as staffLog from '../../sql/staff-log.js'
import { showCallNumber } from '../../src/domain/caller-check.js'
import {
  addDays,
  cityDay,
  isCityDay,
  momentOf,
  showDay,
  showTime,
} from '../../src/domain/city-date.js'
import { isId, type StaffId } from '../../src/domain/ids.js'
import { looked } from '../calls.js'
import type { Deps, PortalEnv } from '../env.js'
import { supervisor } from '../gate.js'
import { show } from '../page.js'
import { Cell, FoldRow, FoldTable, RowHead } from '../table.js'

type C = Context<PortalEnv>

/** Who looked at what, and who changed what; for supervisors (T23). */
export const logRoutes = ({ sql }: Deps) =>
  new Hono<PortalEnv>().get('/staff/log', supervisor, async (c) => {
    const chosen = choiceOf(c)
    const [people, rows] = await Promise.all([
      staff.list(sql),
      staffLog.read(sql, filterOf(chosen)),
    ])
    const facts = Object.fromEntries(
      Object.entries(chosen).flatMap(([name, value]) => (value ? [[name, value]] : [])),
    )
    await looked(c, 'log_seen', { facts })
    return show(
      c,
      { title: 'Activity log', tab: 'log' },
      <LogPage people={people} rows={rows} chosen={chosen} />,
    )
  })

/** The filter as it stands in the address; what is none of ours filters nothing. */
interface Choice {
  readonly staff: string
  readonly group: string
  readonly subject: string
  readonly from: string
  readonly to: string
  readonly alone: string
  readonly before: string
}

function choiceOf(c: C): Choice {
  const given = (name: string, fits: (text: string) => boolean) => {
    const text = c.req.query(name) ?? ''
    return fits(text) ? text : ''
  }
  return {
    staff: given('staff', isId),
    group: given('group', (text) => Object.hasOwn(staffLog.logGroups, text)),
    subject: given('subject', isId),
    from: given('from', isCityDay),
    to: given('to', isCityDay),
    alone: given('alone', (text) => text === '1'),
    before: given('before', (text) => /^\d{1,15}$/.test(text)),
  }
}

const filterOf = ({
  staff,
  group,
  subject,
  from,
  to,
  alone,
  before,
}: Choice): staffLog.LogFilter => ({
  staff: staff ? (staff as StaffId) : undefined,
  group: group ? (group as staffLog.LogGroup) : undefined,
  subject: subject || undefined,
  since: from ? momentOf(from, 0) : undefined,
  until: to ? momentOf(addDays(to, 1), 0) : undefined,
  withoutCall: alone === '1',
  before: before ? Number(before) : undefined,
})

const addressOf = (choice: Choice): string =>
  `/staff/log?${new URLSearchParams(Object.entries(choice).filter(([, value]) => value !== ''))}`

interface Props {
  readonly people: readonly staff.StaffMember[]
  readonly rows: readonly staffLog.LogRow[]
  readonly chosen: Choice
}

const LogPage: FC<Props> = ({ people, rows, chosen }) => {
  const shown = rows.slice(0, staffLog.logRows)
  const last = shown.at(-1)
  return (
    <div class="stack airy">
      <h1>Activity log</h1>
      <Filter people={people} chosen={chosen} />
      <section class="sheet">
        {shown.length === 0 && <p>Nothing fits. Choose less.</p>}
        {shown.length > 0 && (
          <FoldTable
            caption="What staff did, newest first"
            captionHidden
            columns={[
              { label: 'When' },
              { label: 'Who' },
              { label: 'What' },
              { label: 'About' },
              { label: 'Call' },
            ]}
          >
            {shown.map((row) => (
              <Row row={row} chosen={chosen} />
            ))}
          </FoldTable>
        )}
        {rows.length > staffLog.logRows && last && (
          <a href={addressOf({ ...chosen, before: String(last.seq) })} rel="next">
            Older
          </a>
        )}
      </section>
    </div>
  )
}

const groupName: Record<staffLog.LogGroup, string> = {
  looks: 'Looks',
  calls: 'Calls',
  changes: 'Changes',
  'sign-ins': 'Sign-ins',
}

const Filter: FC<Pick<Props, 'people' | 'chosen'>> = ({ people, chosen }) => (
  <form method="get" action="/staff/log" class="row ends">
    <div class="field">
      <label for="staff">Who</label>
      <select id="staff" name="staff">
        <option value="">Everybody</option>
        {people.map((one) => (
          <option value={one.id} selected={one.id === chosen.staff}>
            {one.name}
          </option>
        ))}
      </select>
    </div>
    <div class="field">
      <label for="group">What</label>
      <select id="group" name="group">
        <option value="">Everything</option>
        {Object.entries(groupName).map(([value, label]) => (
          <option value={value} selected={value === chosen.group}>
            {label}
          </option>
        ))}
      </select>
    </div>
    <div class="field">
      <label for="from">From</label>
      <input id="from" name="from" type="date" class="w12" value={chosen.from} />
    </div>
    <div class="field">
      <label for="to">To</label>
      <input id="to" name="to" type="date" class="w12" value={chosen.to} />
    </div>
    <label class="opt">
      <input type="checkbox" name="alone" value="1" checked={chosen.alone === '1'} /> Outside a call
    </label>
    {chosen.subject && <input type="hidden" name="subject" value={chosen.subject} />}
    <button class="btn" type="submit">
      Show
    </button>
    {addressOf(chosen) !== '/staff/log?' && <a href="/staff/log">Show everything</a>}
  </form>
)

const actionWord: Record<string, string> = {
  resident_found: 'Searched',
  resident_seen: 'Looked at a resident',
  home_seen: 'Looked at a resident’s Home',
  account_seen: 'Looked at an account',
  payment_found: 'Searched for payments',
  payment_seen: 'Looked at a payment',
  log_seen: 'Looked at this log',
  people_seen: 'Looked at the staff',
  call_started: 'Call began',
  call_ended: 'Call ended',
  caller_verified: 'Verified the caller',
  caller_not_verified: 'Could not verify the caller',
  unlock_asked: 'Asked for an unlock',
  unlocked: 'Unlocked',
  payment_canceled: 'Canceled a payment',
  sessions_ended: 'Signed the resident out',
  account_unlinked: 'Unlinked an account',
  staff_signed_in: 'Signed in',
  staff_signed_out: 'Signed out',
  staff_enrolled: 'Enrolled',
  staff_enrolls_anew: 'Let somebody enroll anew',
  staff_removed: 'Removed somebody',
}

const Row: FC<{ row: staffLog.LogRow; chosen: Choice }> = ({ row, chosen }) => (
  <FoldRow>
    <RowHead class="l num">
      <time datetime={row.at.toISOString()}>
        {showDay(cityDay(row.at))}, {showTime(row.at)}
      </time>
    </RowHead>
    <Cell class="l">{row.staff}</Cell>
    <Cell class="l">
      {actionWord[row.action] ?? row.action.replaceAll('_', ' ')}
      {detail(row)}
    </Cell>
    <Cell class="l">
      <About row={row} chosen={chosen} />
    </Cell>
    <Cell class="l num" head="Call">
      {row.callNumber === null ? '–' : showCallNumber(row.callNumber)}
    </Cell>
  </FoldRow>
)

/** How many were found by what; why something was done. */
function detail({ action, facts }: staffLog.LogRow): string {
  if (action === 'resident_found' || action === 'payment_found')
    return ` by ${String(facts.by)}: ${String(facts.found)}`
  return typeof facts.why === 'string' ? `: ${facts.why}` : ''
}

const About: FC<{ row: staffLog.LogRow; chosen: Choice }> = ({ row, chosen }) =>
  row.subject === null || row.about === null ? (
    <>–</>
  ) : (
    <a href={addressOf({ ...chosen, subject: row.subject, before: '' })}>{row.about}</a>
  )
