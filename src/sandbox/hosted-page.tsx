import type { FC, PropsWithChildren } from 'hono/jsx'
import { showMoney } from '../domain/money.js'
import type { HostedPage, Way } from './hosted-books.js'
import type { Entry } from './ledger.js'

/** SpeedPay's stand-in as a person sees it: another company's page, and plainly not the real one. */
const style = `:root{color-scheme:light dark}
body{font:17px/1.5 system-ui,sans-serif;max-width:34rem;margin:0 auto;padding:1.5rem 1rem 3rem;color:#1d1d1b;background:#fff}
.stand-in{background:#ffe27a;color:#1d1d1b;padding:.6rem .8rem;margin:0 0 1.5rem}
dl{display:grid;grid-template-columns:1fr auto;gap:.3rem 1rem;margin:1rem 0}dd{margin:0;text-align:right;font-variant-numeric:tabular-nums}
.sum{font-weight:700;border-top:1px solid;padding-top:.3rem}
form{display:grid;gap:.6rem}button{font:inherit;padding:.7rem 1rem;border:2px solid #5a5a55;border-radius:.3rem;background:#1d1d1b;color:#fff;cursor:pointer}
button.plain{background:transparent;color:inherit}.bad{border-left:4px solid #b3261e;padding-left:.8rem}
@media (prefers-color-scheme:dark){body{background:#161614;color:#f2f1ec}button{background:#f2f1ec;color:#161614}a{color:#9cc7ff}}`

const Frame: FC<PropsWithChildren<{ title: string }>> = ({ title, children }) => (
  <html lang="en">
    <head>
      <meta charset="utf-8" />
      <meta name="viewport" content="width=device-width, initial-scale=1" />
      <title>{title} – SpeedPay stand-in</title>
      <link rel="icon" href="data:," />
      <style>{style}</style>
    </head>
    <body>
      <main>
        <p class="stand-in">
          <strong>This is a stand-in for Western Union SpeedPay.</strong> No money moves, and no
          card number is asked for.
        </p>
        <h1>{title}</h1>
        {children}
      </main>
    </body>
  </html>
)

const offers: readonly (readonly [Way, string])[] = [
  ['credit', 'Pay by credit card'],
  ['debit', 'Pay by debit card'],
  ['check', 'Pay by electronic check'],
  ['decline', 'Pay by a card that is declined'],
]

/** What is to be paid, with a button for each ending; after that, what came of it. */
export const Paying: FC<{ page: HostedPage; entry: Entry | undefined }> = ({ page, entry }) => {
  const settled = entry && entry.status !== 'rejected'
  return (
    <Frame title={settled ? 'Thank you' : 'Pay the City of Charlotte'}>
      <p>{page.description}</p>
      <dl>
        <dt>Amount</dt>
        <dd>{showMoney(page.amountCents)}</dd>
        <dt>Convenience fee</dt>
        <dd>{showMoney(page.feeCents)}</dd>
        <dt class="sum">Total</dt>
        <dd class="sum">{showMoney(page.amountCents + page.feeCents)}</dd>
      </dl>
      {settled ? (
        <>
          <p>
            {entry.status === 'pending' ? 'Your check is on its way.' : 'Paid.'} Confirmation{' '}
            <strong>{entry.ref}</strong>.
          </p>
          <p>
            <a href={page.returnUrl}>Return to the City of Charlotte</a>
          </p>
        </>
      ) : (
        <form method="post">
          {entry && (
            <p class="bad" role="alert">
              <strong>Declined.</strong> Nothing was charged. Try another card, or go back.
            </p>
          )}
          {offers.map(([way, label]) => (
            <button type="submit" name="way" value={way}>
              {label}
            </button>
          ))}
          <button type="submit" name="way" value="abandon" class="plain">
            Go back without paying
          </button>
        </form>
      )}
    </Frame>
  )
}

/** The way back for processors that send a form instead of a redirect. */
export const ComeBack: FC<{ returnUrl: string }> = ({ returnUrl }) => (
  <Frame title="Thank you">
    <form method="post" action={returnUrl}>
      <button type="submit">Return to the City of Charlotte</button>
    </form>
  </Frame>
)

export const Unavailable: FC<{ page: HostedPage }> = ({ page }) => (
  <Frame title="SpeedPay is not available right now">
    <p>Nothing was charged.</p>
    <p>
      <a href={page.returnUrl}>Return to the City of Charlotte</a>
    </p>
  </Frame>
)

export const Gone: FC = () => (
  <Frame title="There is no such payment">
    <p>Go back to the City of Charlotte and begin again.</p>
  </Frame>
)
