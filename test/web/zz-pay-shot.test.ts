import { readFileSync } from 'node:fs'
import { serve } from '@hono/node-server'
import { chromium } from 'playwright-core'
import { test } from 'vitest'
import { city } from '../support/city.js'
import { testPortal } from '../support/portal.js'
import { whitfields } from '../support/whitfields.js'

test('shots', { timeout: 280000 }, async () => {
  const portal = await testPortal()
  const { dana, home, rental, shop, moms } = await whitfields(portal)
  const town = city(portal.sql)
  const server = serve({ fetch: portal.app.fetch, port: 3778, hostname: '127.0.0.1' })
  const b = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox'] })
  const axe = readFileSync('node_modules/axe-core/axe.min.js', 'utf8')
  const p1 = await town.payment(dana.resident, home, { cents: 20_00, payOn: '2026-12-11', status: 'scheduled' })
  const p2 = await town.payment(dana.resident, rental, { cents: 71_08, payOn: '2026-10-30', status: 'rejected', reason: 'R03' })
  const p3 = await town.payment(dana.resident, moms, { cents: 15_20, payOn: '2026-11-23', status: 'pending' })
  const p4 = await town.payment(dana.resident, moms, { cents: 10_20, payOn: '2026-11-20', status: 'unknown' })
  for (const [cents, status] of [[91_40, 'approved'], [102_75, 'canceled'], [33_00, 'returned']] as const)
    await town.payment(dana.resident, shop, { cents, payOn: '2026-11-12', status, reason: status === 'canceled' ? 'by_payer' : 'R01' })
  const withNew = await dana.fill(`/pay/${rental.id}/bank`, { from: 'new', kind: 'checking', name: 'Dana Whitfield', routing: '053000219', account: '0004829134471', accountAgain: '0004829134471', save: 'on' }, `/pay/${rental.id}/bank`)
  const check = withNew.location!
  const dated = await dana.fill(`/pay/${rental.id}/bank`, { when: 'date', date: '2026-12-08' }, `/pay/${rental.id}/bank`)
  const done = await dana.submit(await dana.follow(dated), {}, dated.location)
  console.log(check, dated.location, dated.status, dated.text.slice(0, 300), done.status, done.location, done.text?.slice(0, 200))
  const pages: [string, string][] = [
    ['pay-options', `/pay?account=${moms.id}`], ['pay-options-shop', `/pay?account=${shop.id}`],
    ['pay-form', `/pay/${home.id}/bank`], ['pay-moms', `/pay/${moms.id}/bank`], ['pay-none', `/pay/${shop.id}/bank`],
    ['pay-check', dated.location!], ['pay-done', done.location ?? '/pay'],
    ['activity', '/payment-activity'], ['payment', `/payment-activity/${p1}`], ['payment-unknown', `/payment-activity/${p4}`], ['payment-pending', `/payment-activity/${p3}`], ['payment-rejected', `/payment-activity/${p2}`],
    ['cancel', `/payment-activity/${p1}/cancel`],
  ]
  for (const scheme of ['light', 'dark'] as const)
    for (const width of [1280, 390]) {
      const ctx = await b.newContext({ viewport: { width, height: 900 }, colorScheme: scheme })
      await ctx.addCookies([{ name: 'sid', value: dana.cookies.get('sid')!, url: 'http://127.0.0.1:3778' }])
      for (const [name, path] of pages) {
        const p = await ctx.newPage()
        p.on('console', (m) => m.type() === 'error' && console.log('CONSOLE', name, m.text()))
        await p.goto(`http://127.0.0.1:3778${path}`)
        const look = async (tag: string) => {
          await p.evaluate(axe)
          const r = (await p.evaluate('axe.run()')) as { violations: { id: string; nodes: { html: string; failureSummary: string }[] }[] }
          for (const v of r.violations) console.log(scheme, width, name, tag, v.id, v.nodes.map((n) => n.html + ' ' + n.failureSummary).join('\n').slice(0, 600))
          const wide = (await p.evaluate('document.documentElement.scrollWidth - innerWidth')) as number
          if (wide > 0) console.log('SCROLLS', scheme, width, name, wide)
          await p.screenshot({ path: `/tmp/shots-pay/${name}-${tag}-${width}-${scheme}.png`, fullPage: true })
        }
        await look('plain')
        if (name === 'pay-form') {
          await p.check('#when-date'); await p.fill('#date', '2026-12-08'); await p.check('input[name=from][value=new]')
          await p.fill('#routing', '53000219'); await p.fill('#account', '000482913377'); await p.fill('#accountAgain', '482913377')
          await p.setExtraHTTPHeaders({ origin: 'http://localhost:3000' })
          await p.evaluate("document.querySelector('main form').submit()")
          await p.waitForLoadState()
          await look('errors')
        }
        await p.close()
      }
      await ctx.close()
    }
  await b.close(); server.close()
})
