import { serve } from '@hono/node-server'
import { Hono } from 'hono'
import { getCookie } from 'hono/cookie'
import { connect } from '../../sql/database.js'

/**
 * The bare page that ours are measured against: Hono, JSX, one joined session look-up, one indexed SELECT, and as many
 * bytes as our page has. Arguments: database, port, service account, bytes.
 */
const [url = '', port = '', account = '', bytes = ''] = process.argv.slice(2)
const sql = connect(url, { max: 10 })

interface Row {
  id: string
  billedOn: string
  dueOn: string
  amountDueCents: number
}

const Page = ({ rows, username }: { rows: readonly Row[]; username: string }) => (
  <html lang="en">
    <head>
      <title>Bare</title>
    </head>
    <body>
      <h1>{username}</h1>
      <table>
        {rows.map((row) => (
          <tr class="a row of the bare page">
            <th scope="row">{row.billedOn}</th>
            <td class="soft">{row.dueOn}</td>
            <td class="num">{row.amountDueCents}</td>
            <td>
              <a href={`/bills/${row.id}`}>View the bill</a>
            </td>
          </tr>
        ))}
      </table>
    </body>
  </html>
)

const app = new Hono().get('/', async (c) => {
  const [session] = await sql<{ username: string }[]>`
    select a.username from session s join portal_account a on a.id = s.portal_account_id
     where s.id = ${getCookie(c, 'sid') ?? ''} and s.expires_at > now()`
  const rows = await sql<Row[]>`
    select id, billed_on, due_on, amount_due_cents from bill
     where service_account_id = ${account} order by billed_on desc limit 24`
  count ??= rowsFor(rows)
  const many = Array.from({ length: count }, (_, n) => rows[n % rows.length]!)
  return c.html(`<!doctype html>${<Page rows={many} username={session?.username ?? 'nobody'} />}`)
})
let count: number | undefined

/** How many rows make a page of the wanted size. */
function rowsFor(rows: readonly Row[]): number {
  const length = (some: readonly Row[]) => String(<Page rows={some} username="" />).length
  const one = length(rows.slice(0, 1))
  return Math.max(1, Math.round((Number(bytes) - one) / (length(rows.slice(0, 2)) - one)))
}

serve({ fetch: app.fetch, port: Number(port), hostname: '127.0.0.1' })
