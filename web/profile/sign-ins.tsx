import { type Context, Hono } from 'hono'
import { deleteCookie } from 'hono/cookie'
import type { FC } from 'hono/jsx'
import * as profiles from '../../sql/profiles.js'
import type { ListedSession } from '../../sql/sessions.js'
import { cityDay, showDay, showTime } from '../../src/domain/city-date.js'
import type { Deps, PortalEnv } from '../env.js'
import { Form, Note, parse } from '../form.js'
import { cookieNames, cookieOptions, resident } from '../gate.js'
import { show } from '../page.js'
import type { Sessions } from '../session.js'
import { endForm } from './form.js'

/** Where the resident is signed in, and the way out of there (security.md T8, T9). */
export function signInListRoutes(deps: Deps, sessions: Sessions) {
  const { sql } = deps
  return new Hono<PortalEnv>()
    .get('/profile/sign-ins', resident, async (c) => {
      const { id } = c.get('resident')
      const [open, visits] = await Promise.all([
        sessions.list(id, c.get('sessionId') ?? ''),
        profiles.signIns(sql, id),
      ])
      const ended = c.req.query('ended') === '1'
      return show(
        c,
        { title: 'Sign-ins' },
        <SignInsPage c={c} open={open} visits={visits} ended={ended} />,
      )
    })
    .post('/profile/sign-ins/end', resident, async (c) => {
      const form = await parse(c, endForm)
      // One that ended by itself meanwhile is what was asked for.
      if (form.ok) await profiles.endSession(sql, c.get('resident').id, form.value.session)
      return c.redirect(`/profile/sign-ins${form.ok ? '?ended=1' : ''}`, 303)
    })
    .post('/profile/sign-ins/end-all', resident, async (c) => {
      await profiles.signOutEverywhere(sql, c.get('resident').id)
      deleteCookie(c, cookieNames(deps).session, cookieOptions(deps))
      // Not the cookies: the browser stays a known one, as after Sign out.
      c.header('Clear-Site-Data', '"cache","storage"')
      return c.redirect('/signed-out', 303)
    })
}

const SignInsPage: FC<{
  c: Context<PortalEnv>
  open: readonly ListedSession[]
  visits: readonly Date[]
  ended: boolean
}> = ({ c, open, visits, ended }) => (
  <div class="stack narrow airy">
    <h1>Sign-ins</h1>
    {ended && (
      <Note kind="ok" role="status" focus>
        <p>That browser is signed out.</p>
      </Note>
    )}
    <section class="stack" aria-labelledby="open">
      <h2 id="open">Where you are signed in</h2>
      <div class="sheet">
        <dl class="facts wide">
          {open.map((session) => (
            <div>
              <dt>{session.current ? 'This browser' : session.label}</dt>
              <dd>
                {session.current && (
                  <>
                    {session.label}
                    <br />
                  </>
                )}
                <span class="soft">
                  Since {moment(session.createdAt)}. Last used {moment(session.seenAt)}.
                </span>
              </dd>
              <dd>{!session.current && <EndButton c={c} session={session} />}</dd>
            </div>
          ))}
        </dl>
      </div>
      <Form c={c} action="/profile/sign-ins/end-all">
        <button type="submit" class="btn alt">
          Sign out everywhere
        </button>
      </Form>
      <p class="soft">This browser is signed out too.</p>
    </section>
    <section class="stack" aria-labelledby="recent">
      <h2 id="recent">Recent sign-ins</h2>
      {visits.length === 0 ? (
        <p class="soft">None yet</p>
      ) : (
        <ul>
          {visits.map((at) => (
            <li>{moment(at)}</li>
          ))}
        </ul>
      )}
      <p>
        A sign-in that was not yours? Choose a new <a href="/profile/password">password</a>, and
        call <strong>CharMeck 311</strong> (dial 311).
      </p>
    </section>
  </div>
)

const EndButton: FC<{ c: Context<PortalEnv>; session: ListedSession }> = ({ c, session }) => (
  <Form c={c} action="/profile/sign-ins/end">
    <input type="hidden" name="session" value={session.publicId} />
    <button
      type="submit"
      class="quiet"
      aria-label={`End the sign-in of ${session.label}, since ${moment(session.createdAt)}`}
    >
      End
    </button>
  </Form>
)

const moment = (at: Date) => `${showDay(cityDay(at))}, ${showTime(at)}`
