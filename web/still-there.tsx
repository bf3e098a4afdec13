import { Hono } from 'hono'
import type { FC } from 'hono/jsx'
import type { PortalEnv } from './env.js'
import { Note } from './form.js'
import { resident } from './gate.js'
import { idleMinutes } from './session.js'

/** The warning five minutes before an unused session ends (ux.md 7.4). Without JavaScript there is none. */

const leftMinutes = 5
const warnSeconds = (idleMinutes - leftMinutes) * 60

/** Asks once, later; what it asks with is a poll, so nobody stays signed in by it (F18). */
const ask = (seconds: number) => ({
  'hx-get': '/still-there?poll=1',
  'hx-trigger': `load delay:${Math.ceil(seconds)}s`,
  'hx-swap': 'outerHTML',
})

/** On every signed-in page. */
export const StillThere: FC<{ inSeconds?: number; stayed?: boolean }> = ({
  inSeconds = warnSeconds,
  stayed,
}) => (
  <div id="still" class="wrap" {...ask(inSeconds)}>
    {stayed && (
      <Note kind="ok" role="status" focus>
        <p>You stay signed in.</p>
      </Note>
    )}
  </div>
)

/** Asks once more when the session is over: that answer leads to the sign-in page. */
const Warning: FC = () => (
  <>
    <div id="still" class="wrap" {...ask(leftMinutes * 60 + 1)}>
      <Note kind="warn">
        <p>{words}</p>
        <form action="/still-there" hx-get="/still-there" hx-target="#still" hx-swap="outerHTML">
          <button type="submit" class="btn alt">
            Stay signed in
          </button>
        </form>
      </Note>
    </div>
    <div id="live-urgent" hx-swap-oob="innerHTML">
      {words}
    </div>
  </>
)
const words = `Still there? You will be signed out in ${leftMinutes} minutes.`

/** Asked by the page: warns, unless somebody was there in another tab. Asked by the button: that is somebody. */
export const stillThereRoutes = () =>
  new Hono<PortalEnv>().get('/still-there', resident, (c) => {
    if (c.req.query('poll') === undefined) {
      if (!c.req.header('hx-request')) return c.redirect('/home', 303)
      return c.html(<StillThere stayed />)
    }
    const left = warnSeconds - c.get('idleSeconds')
    return c.html(left > 0 ? <StillThere inSeconds={left + 1} /> : <Warning />)
  })
