import { type Context, Hono } from 'hono'
import type { FC } from 'hono/jsx'
import { z } from 'zod'
import * as staff from '../../sql/staff.js'
import { roleName } from '../../src/domain/access.js'
import type { StaffId } from '../../src/domain/ids.js'
import { Refusal } from '../../src/domain/refusal.js'
import { enrollmentHours } from '../../src/domain/staff-member.js'
import { idIn, looked, staffOf } from '../calls.js'
import type { Deps, PortalEnv } from '../env.js'
import { Form, Note, parse } from '../form.js'
import { supervisor } from '../gate.js'
import { show } from '../page.js'
import { Cell, FoldRow, FoldTable, RowHead } from '../table.js'

type C = Context<PortalEnv>

/** Who works here: a lost phone, a leaver (security.md 6.4.4). New people are added at the command line. */
export function peopleRoutes({ sql, origin }: Deps) {
  async function find(c: C) {
    const id = idIn<StaffId>(c)
    // Nobody resets or removes themselves: that needs a second person.
    return (await staff.list(sql)).find(
      (one) => one.id === id && !one.removedAt && one.id !== staffOf(c).id,
    )
  }
  const sent = async (c: C) => {
    if (!(await parse(c, z.strictObject({}))).ok) throw new Refusal('form-too-old')
  }

  return new Hono<PortalEnv>()
    .get('/staff/people', supervisor, async (c) => {
      await looked(c, 'people_seen', {})
      return show(
        c,
        { title: 'Staff', tab: 'people' },
        <PeoplePage people={await staff.list(sql)} me={staffOf(c).id} />,
      )
    })
    .get('/staff/people/:id/enroll', supervisor, async (c) => {
      const who = await find(c)
      if (!who) return c.notFound()
      return show(c, { title: 'Enroll anew?', tab: 'people' }, <EnrollPage c={c} who={who} />)
    })
    .post('/staff/people/:id/enroll', supervisor, async (c) => {
      const who = await find(c)
      if (!who) return c.notFound()
      await sent(c)
      const code = await staff.enrollAnew(sql, who.id, staffOf(c).id)
      if (!code) return c.notFound()
      // The code is shown once, on this answer alone: another page could be opened again.
      return show(
        c,
        { title: 'Enrollment code', tab: 'people' },
        <CodePage who={who} code={code} origin={origin} />,
      )
    })
    .get('/staff/people/:id/remove', supervisor, async (c) => {
      const who = await find(c)
      if (!who) return c.notFound()
      return show(c, { title: 'Remove?', tab: 'people' }, <RemovePage c={c} who={who} />)
    })
    .post('/staff/people/:id/remove', supervisor, async (c) => {
      const who = await find(c)
      if (!who) return c.notFound()
      await sent(c)
      await staff.remove(sql, who.id, staffOf(c).id)
      return c.redirect('/staff/people', 303)
    })
}

const PeoplePage: FC<{ people: readonly staff.StaffMember[]; me: StaffId }> = ({ people, me }) => (
  <div class="stack airy">
    <h1>Staff</h1>
    <section class="sheet">
      <FoldTable
        caption="Who works in the console"
        captionHidden
        columns={[
          { label: 'Name' },
          { label: 'Username' },
          { label: 'Roles' },
          { label: 'State' },
          { label: 'Action', hidden: true },
        ]}
      >
        {people.map((one) => (
          <FoldRow>
            <RowHead class="l">{one.name}</RowHead>
            <Cell class="l soft">{one.username}</Cell>
            <Cell class="l">{one.roles.map((role) => roleName[role]).join(', ')}</Cell>
            <Cell class="e">
              <State one={one} />
            </Cell>
            <Cell class="e">
              {!one.removedAt && one.id !== me && (
                <span class="row">
                  <a href={`/staff/people/${one.id}/enroll`}>
                    Enroll anew<span class="vh"> {one.name}</span>
                  </a>
                  <a href={`/staff/people/${one.id}/remove`}>
                    Remove<span class="vh"> {one.name}</span>
                  </a>
                </span>
              )}
            </Cell>
          </FoldRow>
        ))}
      </FoldTable>
    </section>
    <p class="soft">
      A new colleague is added by an operator, at the command line. You can’t reset or remove
      yourself.
    </p>
  </div>
)

const State: FC<{ one: staff.StaffMember }> = ({ one }) => {
  if (one.removedAt) return <span class="tag off">Removed</span>
  return one.enrolledAt ? (
    <span class="tag ok">Enrolled</span>
  ) : (
    <span class="tag warn">To enroll</span>
  )
}

interface OneProps {
  readonly c: C
  readonly who: staff.StaffMember
}

const EnrollPage: FC<OneProps> = ({ c, who }) => (
  <Form c={c} action={`/staff/people/${who.id}/enroll`} class="stack narrow">
    <h1>Enroll {who.name} anew?</h1>
    <p class="lede">
      For a lost phone or a forgotten password. The old password and one-time codes stop working at
      once, and every sign-in ends.
    </p>
    <p>You get a code for {who.name}. Hand it over in person.</p>
    <div class="row">
      <button class="btn stop" type="submit">
        Enroll anew
      </button>
      <a class="quiet" href="/staff/people">
        Keep it as it is
      </a>
    </div>
  </Form>
)

const CodePage: FC<{ who: staff.StaffMember; code: string; origin: string }> = ({
  who,
  code,
  origin,
}) => (
  <div class="stack narrow">
    <h1>Code for {who.name}</h1>
    <p class="big num">{code}</p>
    <p>
      It works once, for {enrollmentHours} hours, at {origin}/staff/enroll. It is shown only here.
    </p>
    <Note kind="info">
      <p>{who.email ? `We told ${who.name} by email.` : 'There is no email address to tell.'}</p>
    </Note>
    <p>
      <a href="/staff/people">Staff</a>
    </p>
  </div>
)

const RemovePage: FC<OneProps> = ({ c, who }) => (
  <Form c={c} action={`/staff/people/${who.id}/remove`} class="stack narrow">
    <h1>Remove {who.name}?</h1>
    <p class="lede">
      For somebody who leaves. They are signed out and can’t sign in again. What they did stays in
      the activity log.
    </p>
    <div class="row">
      <button class="btn stop" type="submit">
        Remove
      </button>
      <a class="quiet" href="/staff/people">
        Keep them
      </a>
    </div>
  </Form>
)
