import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { afterEach, expect, test } from 'vitest'
import { processorHttp } from '../../src/adapters/processor-http.js'
import { freshDatabase } from '../support/database.js'
import { order, secret } from '../support/sandbox.js'
import { until } from '../support/until.js'

const sql = await freshDatabase()
const port = await freePort()
const url = `http://127.0.0.1:${port}`
const settings = {
  SANDBOX_DATABASE_URL: sql.url,
  SANDBOX_PORT: String(port),
  PROCESSOR_SECRET: secret,
  PUBLIC_ORIGIN: 'http://127.0.0.1:1', // nobody takes events there
  SETTLE_SECONDS: '0.2',
}

const running = new Set<ChildProcess>()
afterEach(() => {
  for (const child of running) child.kill('SIGKILL')
})

/** The program as `npm run sandbox` starts it, with these settings alone. */
function run(env: Record<string, string>) {
  const child = spawn(process.execPath, ['--import', 'tsx', 'src/sandbox/main.ts'], {
    env: { PATH: process.env.PATH, ...env },
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  running.add(child)
  let said = ''
  child.stderr.on('data', (chunk) => {
    said += chunk
  })
  const ended = once(child, 'close').then(([code]) => {
    running.delete(child)
    return { code: code as number | null, said }
  })
  return { child, ended }
}

const healthy = () => until(async () => (await fetch(`${url}/healthz`)).ok, { ms: 15_000 })

test('killed after it took a payment, it settles it when it is back; SIGTERM ends it with 0', async () => {
  const first = run(settings)
  await healthy()
  const wanted = order()
  const processor = processorHttp({ url, secret })
  const { ref } = await processor.submit(wanted)
  first.child.kill('SIGKILL')
  await first.ended

  const second = run(settings)
  await healthy()
  await until(async () => (await processor.findByKey(wanted.key))?.status === 'approved')
  expect((await processor.submit(wanted)).ref).toBe(ref)
  second.child.kill('SIGTERM')
  expect(await second.ended).toEqual({ code: 0, said: '' })
})

test.each([
  [
    'in production',
    {
      ...settings,
      NODE_ENV: 'production',
      DATABASE_URL: 'postgres://nowhere',
      PUBLIC_ORIGIN: 'https://example.gov',
    },
    'NODE_ENV: production refuses the sandbox\n',
  ],
  [
    'without a database',
    { ...settings, SANDBOX_DATABASE_URL: '' },
    'SANDBOX_DATABASE_URL: the sandbox needs a database of its own\n',
  ],
])('it does not start %s, and says so in one line', async (_, env, line) => {
  expect(await run(env).ended).toEqual({ code: 1, said: line })
})

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  return address && typeof address === 'object' ? address.port : 0
}
