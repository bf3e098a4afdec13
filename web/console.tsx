import type { FC } from 'hono/jsx'
import { mayEnter, type StaffRole } from '../src/domain/access.js'
import { gap } from './fixed.js'
import { Icon, type IconName, Mark } from './icons.js'

/** The blue coat (D11): header, tabs and footer of the 311 console, so that nobody takes it for the portal on a call. */

/** In this order; each is there for those who may open it. */
const tabs = [
  ['find', '/staff', 'person', 'Find a resident', ['agent']],
  ['payments', '/staff/payments', 'pay', 'Payments', ['agent', 'finance']],
  ['log', '/staff/log', 'activity', 'Activity log', ['supervisor']],
  ['people', '/staff/people', 'person', 'Staff', ['supervisor']],
  ['settings', '/staff/settings', 'settings', 'Settings', ['operator']],
] as const satisfies readonly (readonly [string, string, IconName, string, readonly StaffRole[]])[]

export type ConsoleTab = (typeof tabs)[number][0]

const tabsOf = (roles: readonly StaffRole[]) =>
  tabs.filter(([, , , , needed]) => mayEnter(needed, roles))

/** Where somebody with these roles begins. */
export const firstPage = (roles: readonly StaffRole[] | undefined): string =>
  (roles && tabsOf(roles)[0]?.[1]) ?? '/staff/sign-in'

interface TopProps {
  /** Of who is signed in. */
  readonly roles: readonly StaffRole[] | undefined
  readonly tab: string | undefined
}

export const ConsoleTop: FC<TopProps> = ({ roles, tab }) => (
  <>
    <header class="top">
      <div class="wrap">
        <a class="brand" href={firstPage(roles)}>
          <Mark />
          <span>
            <small>City of Charlotte</small>311 Console
          </span>
        </a>
        {roles && (
          <nav class="you" aria-label="You">
            <span>{gap('who')}</span>
            <form method="post" action="/staff/sign-out" class="wide" id="out">
              <input type="hidden" name="_token" value={gap('token')} />
              <button type="submit">Sign out</button>
            </form>
          </nav>
        )}
      </div>
    </header>
    {roles && (
      <nav class="tabs" aria-label="Console">
        <div class="wrap">
          <ul>
            {tabsOf(roles).map(([key, href, icon, label]) => (
              <li>
                <a href={href} aria-current={key === tab ? 'page' : undefined}>
                  <Icon name={icon} />
                  {label}
                </a>
              </li>
            ))}
          </ul>
        </div>
      </nav>
    )}
  </>
)

export const ConsoleFooter: FC<{ signedIn: boolean }> = ({ signedIn }) => (
  <footer>
    <div class="wrap stack">
      <p>Every look-up and change in this console is recorded with your name.</p>
      <ul class="small">
        {signedIn && (
          <>
            <li>
              <a href="/staff/help">Console help</a>
            </li>
            <li>
              <a href="/staff/help#verification">Verification rules</a>
            </li>
          </>
        )}
        <li>
          <a href="/accessibility">Accessibility</a>
        </li>
        {signedIn && (
          <li class="phone">
            <button type="submit" form="out" class="quiet">
              Sign out
            </button>
          </li>
        )}
      </ul>
    </div>
  </footer>
)
