import { writeFileSync } from 'node:fs'
import { serve } from '@hono/node-server'
import { test } from 'vitest'
import { testPortal } from '../support/portal.js'
import { whitfields } from '../support/whitfields.js'

test('look', async () => {
  const portal = await testPortal()
  const facts = await whitfields(portal)
  const server = serve({
    port: 4321,
    fetch: (request, env) => {
      const headers = new Headers(request.headers)
      headers.set('cookie', `sid=${facts.dana.cookies.get('sid')}`)
      headers.set('origin', 'http://localhost:3000')
      headers.delete('sec-fetch-site')
      return portal.app.fetch(new Request(request, { headers }), env)
    },
  })
  writeFileSync(
    '/tmp/look.json',
    JSON.stringify(facts, (k, v) => (k === 'dana' ? undefined : v)),
  )
  await new Promise((done) => setTimeout(done, 1_500_000))
  server.close()
}, 1_600_000)
