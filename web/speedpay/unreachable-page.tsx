import type { Context } from 'hono'
import type { FC } from 'hono/jsx'
import type { PortalEnv } from '../env.js'
import { HelpLine, Phone } from '../page.js'
import type { Wanted } from './hand-over.js'

/** SpeedPay does not answer (ux.md 6): nothing was charged, and what else one can do. */
export const UnreachablePage: FC<{ c: Context<PortalEnv>; wanted: Wanted }> = ({ c, wanted }) => {
  const { speedpayPhone, supportPhone } = c.get('deps').city
  return (
    <div class="stack narrow">
      <h1>We cannot reach Western Union SpeedPay</h1>
      <p class="lede">
        Nothing was charged. Pay from a bank account, call <Phone number={speedpayPhone} />, or try
        again in a few minutes.
      </p>
      <div class="row">
        <a class="btn" href={wanted.from}>
          Try again
        </a>
        {wanted.payer && (
          <a class="quiet" href={`/pay?account=${wanted.account}`}>
            Payment Options
          </a>
        )}
        <a class="quiet" href={c.get('visitor') ? '/home' : '/'}>
          Home
        </a>
      </div>
      <p>
        <HelpLine phone={supportPhone} /> Code{' '}
        {(c.get('requestId') ?? '').slice(0, 6).toUpperCase()}.
      </p>
    </div>
  )
}
