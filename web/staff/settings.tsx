import { Hono } from 'hono'
import type { FC } from 'hono/jsx'
import { showMoney } from '../../src/domain/money.js'
import type { City, Deps, PortalEnv } from '../env.js'
import { operator } from '../gate.js'
import { show } from '../page.js'

/** The settings in effect (F22): to read, for they are environment. */
export const settingsRoutes = ({ city, origin, trustedProxies }: Deps) =>
  new Hono<PortalEnv>().get('/staff/settings', operator, (c) =>
    show(
      c,
      { title: 'Settings', tab: 'settings' },
      <SettingsPage rows={[...rowsOf(city), ...ofTheProgram(origin, trustedProxies)]} />,
    ),
  )

type Row = readonly [name: string, value: string, about: string]

const rowsOf = (city: City): Row[] => [
  ['SUPPORT_PHONE', city.supportPhone, 'Help line outside the county'],
  ['SPEEDPAY_PHONE', city.speedpayPhone, 'SpeedPay by phone'],
  ['CONVENIENCE_FEE_CENTS', showMoney(city.convenienceFeeCents), 'SpeedPay’s convenience fee'],
  ['PASSWORD_MIN', String(city.passwordMin), 'Shortest password'],
  ['PASSWORD_TRIES', String(city.passwordTries), 'Wrong passwords before the security question'],
  ['LOCKOUT_SCOPE', city.lockoutScope, 'Which browsers a lock keeps out'],
  [
    'TEMPORARY_PASSWORD_MINUTES',
    String(city.temporaryPasswordMinutes),
    'Life of a temporary password',
  ],
  ['SERVICE_NOTICE', city.serviceNotice ?? 'none', 'The note on the front page'],
  ['FEEDBACK_URL', city.feedbackUrl, 'Site feedback'],
]

const ofTheProgram = (origin: string, trustedProxies: readonly string[]): Row[] => [
  ['PUBLIC_ORIGIN', origin, 'Where the portal is'],
  [
    'TRUSTED_PROXIES',
    trustedProxies.join(', ') || 'none',
    'Whose word counts on where a request is from',
  ],
]

const SettingsPage: FC<{ rows: readonly Row[] }> = ({ rows }) => (
  <div class="stack airy narrow">
    <div class="stack">
      <h1>Settings</h1>
      <p class="lede">
        As they are in effect. They are changed in the environment, by whoever runs it.
      </p>
    </div>
    <section class="sheet">
      <dl class="facts settings">
        {rows.map(([name, value, about]) => (
          <div>
            <dt>
              {about}
              <br />
              <code class="small">{name}</code>
            </dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </section>
  </div>
)
