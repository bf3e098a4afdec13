import type { Context } from 'hono'
import type { Child, FC } from 'hono/jsx'
import type { StaffRole } from '../src/domain/access.js'
import { assets } from './assets.js'
import { ConsoleFooter, type ConsoleTab, ConsoleTop } from './console.js'
import type { City, PortalEnv } from './env.js'
import { drawn, type Frame, fill, frame, gap } from './fixed.js'
import { inConsole } from './gate.js'
import { Icon, type IconName, Mark } from './icons.js'
import { sendPage } from './packing.js'
import { StillThere } from './still-there.js'
import { AddressRefused } from './words.js'

/** The five tabs, in this order (ux.md 1). */
const tabs = [
  ['home', '/home', 'home', 'Home'],
  ['bill-history', '/bill-history', 'bills', 'Bill History'],
  ['pay', '/pay', 'pay', 'Pay Bill'],
  ['paperless', '/paperless', 'paperless', 'Paperless Billing'],
  ['activity', '/payment-activity', 'activity', 'Payment Activity'],
] as const satisfies readonly (readonly [string, string, IconName, string])[]

export type Tab = (typeof tabs)[number][0]

export interface PageFacts {
  /** Without "– Citizen Self Service". */
  readonly title: string
  readonly tab?: Tab | ConsoleTab
  /** A class of the body. */
  readonly coat?: string
  readonly status?: 200 | 401 | 403 | 404 | 409 | 413 | 422 | 429 | 502 | 503 | 504
  /** Seconds after which a browser without JavaScript asks again. */
  readonly refresh?: number
}

/** Whether htmx asks for a part of a page; a history restore or a full request gets the whole. */
export function wantsFragment(c: Context<PortalEnv>): boolean {
  return (
    c.req.header('hx-request') === 'true' &&
    c.req.header('hx-request-type') !== 'full' &&
    c.req.header('hx-history-restore-request') !== 'true'
  )
}

/** One answer for both: the whole page for a navigation, title and body for htmx (web.md 2). */
export function show(c: Context<PortalEnv>, facts: PageFacts, body: Child) {
  const status = facts.status ?? 200
  const product = inConsole(c.req.path) ? '311 Console' : 'Citizen Self Service'
  const title = `${status === 422 ? 'Error: ' : ''}${facts.title} – ${product}`
  if (wantsFragment(c)) {
    return sendPage(c, drawn([<title>{title}</title>, body]), status)
  }
  const visitor = c.get('visitor')
  const above = visitor?.emailRefused && <AddressRefused email={visitor.email} />
  const gaps = { title, token: c.get('token'), who: c.get('staff')?.name, above, body }
  return sendPage(c, `<!doctype html>${fill(layoutOf(c, facts), gaps)}`, status)
}

/** Of each city: what stands around a page, by the few things that it depends on. */
const layouts = new WeakMap<City, Map<string, Frame>>()

/** What stands around this page; drawn once, for all but what `show` fills in is the same on every page of its kind. */
function layoutOf(c: Context<PortalEnv>, { tab, coat, refresh }: PageFacts): Frame {
  const { city } = c.get('deps')
  const signedIn = c.get('visitor') !== undefined
  const coated = inConsole(c.req.path) ? 'staff' : coat
  const roles = c.get('staff')?.roles
  const known = layouts.get(city) ?? new Map<string, Frame>()
  layouts.set(city, known)
  const kind = `${tab} ${coated} ${refresh} ${signedIn} ${roles}`
  const found = known.get(kind)
  if (found) return found
  const facts = { tab, coat: coated, refresh, signedIn, roles, city }
  const drawn = frame(<Layout {...facts} />)
  known.set(kind, drawn)
  return drawn
}

interface LayoutProps {
  readonly tab: PageFacts['tab']
  readonly coat: string | undefined
  readonly refresh: number | undefined
  readonly signedIn: boolean
  /** Of who is signed in to the console. */
  readonly roles: readonly StaffRole[] | undefined
  readonly city: City
}

const Layout: FC<LayoutProps> = ({ tab, coat, refresh, signedIn, roles, city }) => (
  <html lang="en">
    <head>
      <meta charset="utf-8" />
      <meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover" />
      <title>{gap('title')}</title>
      <meta name="color-scheme" content="light dark" />
      <meta name="theme-color" content={coat === 'staff' ? '#10304c' : '#0a3b35'} />
      <meta name="htmx-config" content='{"includeIndicatorCSS":false,"defaultTimeout":15000}' />
      <link rel="icon" href={assets['mark.svg'].href} type="image/svg+xml" />
      <link
        rel="stylesheet"
        href={assets['portal.css'].href}
        integrity={assets['portal.css'].integrity}
      />
      <script src={assets['htmx.js'].href} integrity={assets['htmx.js'].integrity} defer />
      <script src={assets['site.js'].href} integrity={assets['site.js'].integrity} defer />
      {refresh && (
        <noscript>
          <meta http-equiv="refresh" content={String(refresh)} />
        </noscript>
      )}
    </head>
    <body class={coat}>
      <a class="skip" href="#main">
        Skip to main content
      </a>
      {coat === 'staff' ? (
        <ConsoleTop roles={roles} tab={tab} />
      ) : (
        <Top signedIn={signedIn} tab={tab} />
      )}
      <main id="main" tabindex={-1}>
        <div class="wrap">
          {gap('above')}
          {gap('body')}
        </div>
      </main>
      <div id="live" role="status" class="vh" />
      <div id="live-urgent" role="alert" class="vh" />
      {coat === 'staff' ? (
        <ConsoleFooter signedIn={roles !== undefined} />
      ) : (
        <Footer city={city} signedIn={signedIn} />
      )}
    </body>
  </html>
)

const Top: FC<Pick<LayoutProps, 'signedIn' | 'tab'>> = ({ signedIn, tab }) => (
  <>
    <header class="top">
      <div class="wrap">
        <a class="brand" href={signedIn ? '/home' : '/'}>
          <Mark />
          <span>
            <small>City of Charlotte</small>Citizen Self Service
          </span>
        </a>
        <nav class="you" aria-label="You">
          <a class="wide" href="/help">
            Help
          </a>
          {signedIn && <a href="/profile">Profile</a>}
          {signedIn && (
            <form method="post" action="/sign-out" class="wide" id="out">
              <input type="hidden" name="_token" value={gap('token')} />
              <button type="submit">Sign out</button>
            </form>
          )}
        </nav>
      </div>
    </header>
    {signedIn && <Tabs current={tab} />}
    {signedIn && <StillThere />}
  </>
)

const Tabs: FC<{ current: PageFacts['tab'] }> = ({ current }) => (
  <nav class="tabs" aria-label="Main">
    <div class="wrap">
      <ul>
        {tabs.map(([key, href, icon, label]) => (
          <li>
            <a href={href} aria-current={key === current ? 'page' : undefined}>
              <Icon name={icon} />
              {label}
            </a>
          </li>
        ))}
      </ul>
    </div>
  </nav>
)

const Footer: FC<{ city: City; signedIn: boolean }> = ({ city, signedIn }) => (
  <footer>
    <div class="wrap stack">
      <p>
        Need help? <HelpLine phone={city.supportPhone} />
      </p>
      <ul class="small">
        <li>
          <a href="/help">Help and FAQs</a>
        </li>
        <li>
          <a href="/pay/locations">Authorized payment locations</a>
        </li>
        <li>
          <a href="/security">Security and privacy</a>
        </li>
        <li>
          <a href="/accessibility">Accessibility</a>
        </li>
        <li>
          <a href={city.feedbackUrl}>Site feedback</a>
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

/** "Call CharMeck 311 (dial 311). Outside Mecklenburg County, call 704-336-7600." */
export const HelpLine: FC<{ phone: string }> = ({ phone }) => (
  <>
    Call <strong>CharMeck 311</strong> (dial 311). Outside Mecklenburg County, call{' '}
    <Phone number={phone} />.
  </>
)

export const Phone: FC<{ number: string }> = ({ number }) => (
  <a href={`tel:+1${number.replace(/\D/g, '')}`}>{number}</a>
)
