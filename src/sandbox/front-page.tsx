import type { FC } from 'hono/jsx'
import { endings } from './magic.js'

const controls = [
  [
    'GET /control/ledger',
    'The books: one line per payment that was taken; calls counts every submit.',
  ],
  ['GET /control', 'How it behaves now.'],
  ['POST /control {"latencyMs": 800}', 'Every call of the debit API waits so long first.'],
  [
    'POST /control {"mode": "down", "count": 3}',
    'Modes: normal, down, fail_before_accept, accept_then_hang, accept_then_close, reject (with a code). For the next count calls; 0 or none: until changed.',
  ],
  ['POST /control {"mode": "reject", "code": "R03"}', 'Refused in the answer itself.'],
  ['POST /control {"events": "double"}', 'Events: normal, drop, double, reorder, late.'],
  ['POST /control {"comeBack": "post"}', 'The hosted page sends the browser back by a form.'],
  [
    'POST /control {"returns": {"key": "…", "code": "R01", "afterSeconds": 5}}',
    'The bank takes this payment back, so many seconds from now.',
  ],
  ['POST /control/seed [{…}]', 'Puts payments of the past into the books.'],
] as const

const style = `body{font:17px/1.5 system-ui,sans-serif;max-width:56rem;margin:2rem auto;padding:0 1rem;color:#12231f;background:#fff}
table{border-collapse:collapse;width:100%}td,th{text-align:left;vertical-align:top;padding:.4rem 1rem .4rem 0;border-top:1px solid #c9d6d0}
code{font:15px ui-monospace,monospace}pre{background:#eef3f0;padding:.8rem;overflow:auto}`

/** What the sandbox is, and everything that one can make it do. */
export const FrontPage: FC<{ settleSeconds: number; origin: string }> = ({
  settleSeconds,
  origin,
}) => (
  <html lang="en">
    <head>
      <meta charset="utf-8" />
      <meta name="viewport" content="width=device-width, initial-scale=1" />
      <title>Sandbox payment processor</title>
      <style>{style}</style>
    </head>
    <body>
      <h1>Sandbox payment processor</h1>
      <p>
        It stands in for the processor that debits bank accounts for the city. No money moves. It
        has its own books, answers the portal's debit API, and sends it signed events. Outcomes come{' '}
        {settleSeconds} seconds after a payment was taken.
      </p>
      <h2>Choose an outcome by the bank account number</h2>
      <p>In the portal, pay from a bank account whose number ends in these four digits.</p>
      <Table
        head={['Ends in', 'What happens']}
        rows={endings.map((e) => [e.last4, e.does] as const)}
      />
      <h2>Pay on the hosted page</h2>
      <p>
        SpeedPay payments are made on a page of this program: by credit card, debit card or
        electronic check, declined, or left without paying. The portal sends the browser there, and
        its line in the books has the kind <code>speedpay</code>. The modes below hold for it too.
      </p>
      <h2>Make it misbehave</h2>
      <p>A restart makes it behave again. Its books stay.</p>
      <Table head={['Call', 'What it does']} rows={controls} />
      <pre>
        <code>{`curl -X POST ${origin}/control -d '{"mode":"accept_then_hang","count":1}'`}</code>
      </pre>
      <p>
        <a href="/control/ledger">The books</a>, <a href="/control">how it behaves now</a>
      </p>
    </body>
  </html>
)

const Table: FC<{ head: readonly string[]; rows: readonly (readonly [string, string])[] }> = ({
  head,
  rows,
}) => (
  <table>
    <thead>
      <tr>
        {head.map((words) => (
          <th scope="col">{words}</th>
        ))}
      </tr>
    </thead>
    <tbody>
      {rows.map(([code, words]) => (
        <tr>
          <td>
            <code>{code}</code>
          </td>
          <td>{words}</td>
        </tr>
      ))}
    </tbody>
  </table>
)
