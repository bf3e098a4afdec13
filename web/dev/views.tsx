import type { FC } from 'hono/jsx'
import type { KeptMail } from '../../sql/notices.js'
import { cityDay, showDay, showTime } from '../../src/domain/city-date.js'

/** The shapes of `/dev.json`, which outside checks read (architecture.md 7). */
export interface Directory {
  /** `DATA_DIR/run.json`, when `npm start` runs the parts. */
  readonly run: Record<string, unknown>
  readonly now: string
  readonly residents: readonly {
    username: string
    password: string
    securityAnswer: string
    email: string
  }[]
  readonly staff: readonly {
    username: string
    password: string
    code: string
    roles: readonly string[]
  }[]
  readonly linkable: readonly {
    accountNumber: string
    streetNumber: string
    taxIdLast4: string | null
  }[]
}

/** Residents shown on the page; `/dev.json` has them all. */
const shown = 12

export const DirectoryPage: FC<{ directory: Directory }> = ({
  directory: { run, now, residents, staff, linkable },
}) => (
  <div class="stack airy">
    <div class="stack">
      <h1>What there is to try</h1>
      <p class="lede">
        A sample city on this machine. Nothing here is real, and nobody is charged.
      </p>
      <p class="row">
        <a href="/dev/mail">Mail</a>
        {links(run).map(([name, href]) => (
          <a href={href}>{name}</a>
        ))}
        <a href="/dev.json">The same for programs</a>
      </p>
      <p class="soft">
        The city's clock: {showDay(cityDay(new Date(now)))}, {showTime(new Date(now))}. Move it with{' '}
        <code>npm run portal -- clock advance 3d</code>.
      </p>
    </div>
    <section class="sheet">
      <table>
        <caption>Residents who can sign in</caption>
        <thead>
          <tr>
            <th scope="col">Username</th>
            <th scope="col">Password</th>
            <th scope="col">Security answer</th>
          </tr>
        </thead>
        <tbody>
          {residents.slice(0, shown).map((resident) => (
            <tr>
              <th scope="row">{resident.username}</th>
              <td>{resident.password}</td>
              <td>{resident.securityAnswer}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {residents.length > shown && (
        <p class="soft">and {residents.length - shown} more in /dev.json</p>
      )}
    </section>
    <section class="sheet">
      <table>
        <caption>Staff of the 311 Console</caption>
        <thead>
          <tr>
            <th scope="col">Username</th>
            <th scope="col">Password</th>
            <th scope="col">One-time code of now</th>
            <th scope="col">Roles</th>
          </tr>
        </thead>
        <tbody>
          {staff.map((one) => (
            <tr>
              <th scope="row">{one.username}</th>
              <td>{one.password}</td>
              <td class="num">{one.code}</td>
              <td>{one.roles.join(', ')}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <p class="soft">
        A code works once, for half a minute: load this page again for the next one.{' '}
        <a href="/staff">311 Console</a>
      </p>
    </section>
    <section class="sheet">
      <table>
        <caption>Bills that nobody has linked yet</caption>
        <thead>
          <tr>
            <th scope="col">Account number</th>
            <th scope="col">Street number</th>
            <th scope="col">Last 4 of SSN or Federal Tax ID</th>
          </tr>
        </thead>
        <tbody>
          {linkable.slice(0, shown).map((bill) => (
            <tr>
              <th scope="row" class="num">
                {bill.accountNumber}
              </th>
              <td>{bill.streetNumber}</td>
              <td>{bill.taxIdLast4 ?? '–'}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  </div>
)

function links(run: Directory['run']): [string, string][] {
  const temporal = (run.temporal as { ui?: string | null } | undefined)?.ui
  const sandbox = run.sandbox as string | undefined
  return [
    ...(temporal ? ([['Temporal', temporal]] as [string, string][]) : []),
    ...(sandbox ? ([['Payment processor', sandbox]] as [string, string][]) : []),
  ]
}

const url = /https?:\/\/[^\s]+/g

export const MailPage: FC<{ mails: readonly KeptMail[] }> = ({ mails }) => (
  <div class="stack airy">
    <h1>Mail</h1>
    <p class="soft">Kept here because no mail server is set. Newest first.</p>
    {mails.length === 0 && <p>No mail yet.</p>}
    {mails.map((mail) => (
      <article class="sheet stack" aria-labelledby={`m${mail.id}`}>
        <div class="row split">
          <h2 id={`m${mail.id}`}>{mail.subject}</h2>
          <a href={`/dev/mail/${mail.id}/html`}>
            As it looks<span class="vh"> – {mail.subject}</span>
          </a>
        </div>
        <p class="soft">
          To {mail.to}, {showDay(cityDay(mail.sentAt))}, {showTime(mail.sentAt)}
        </p>
        {mail.text.split('\n\n').map((paragraph) => (
          <p>
            {paragraph.split(url).flatMap((text, place) => {
              const link = paragraph.match(url)?.[place]
              return link ? [text, <a href={link}>{link}</a>] : [text]
            })}
          </p>
        ))}
      </article>
    ))}
  </div>
)
