import { Hono } from 'hono'
import type { Sql } from '../../sql/database.js'
import * as notices from '../../sql/notices.js'
import type { PortalEnv } from '../env.js'
import { dev } from '../gate.js'
import { show } from '../page.js'
import { type Directory, DirectoryPage, MailPage } from './views.js'

/** What the program knows of this machine and its sample city; asked at each request, since parts restart. */
export interface DevPorts {
  readonly sql: Sql
  readonly directory: () => Promise<Directory>
}

/** What there is to try: only with the sample city, never in production (architecture.md 7). */
export const devRoutes = ({ sql, directory }: DevPorts) =>
  new Hono<PortalEnv>()
    .get('/dev', dev, async (c) =>
      show(c, { title: 'What there is to try' }, <DirectoryPage directory={await directory()} />),
    )
    .get('/dev.json', dev, async (c) => {
      const { run, ...rest } = await directory()
      return c.json({ ...run, ...rest })
    })
    .get('/dev/mail', dev, async (c) =>
      show(
        c,
        { title: 'Mail' },
        <MailPage mails={await notices.keptMail(sql, c.req.query('to'))} />,
      ),
    )
    .get('/dev/mail.json', dev, async (c) => c.json(await notices.keptMail(sql, c.req.query('to'))))
    .get('/dev/mail/:id/html', dev, async (c) => {
      const [mail] = await notices.keptMailById(sql, c.req.param('id'))
      if (!mail) return c.notFound()
      // A mail has inline styles, as mails must; its page runs nothing and loads nothing.
      c.header(
        'Content-Security-Policy',
        "sandbox allow-popups; default-src 'none'; style-src 'unsafe-inline'",
      )
      return c.html(mail.html)
    })
