import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { processorHttp } from '../../src/adapters/processor-http.js'
import { ProcessorSilence } from '../../src/ports.js'
import { freshDatabase } from '../support/database.js'
import { onHostedPage } from '../support/hosted.js'
import { cardOrder } from '../support/hosted-conformance.js'
import { type Rig, sandboxRig, secret } from '../support/sandbox.js'
import { until } from '../support/until.js'

const sql = await freshDatabase()
let rig: Rig
beforeAll(async () => {
  rig = await sandboxRig(sql.url)
})
beforeEach(async () => {
  await rig.control({ mode: 'normal', events: 'normal', latencyMs: 0, comeBack: 'get' })
})
afterAll(() => rig.stop())

async function open() {
  const order = cardOrder()
  return { order, url: await rig.processor().hostedPage(order) }
}

describe('the hosted page', () => {
  test('says that it is a stand-in, what is paid, and asks for nothing that one types', async () => {
    const { url } = await open()
    expect(new URL(url).origin).toBe(rig.url())
    const html = await (await fetch(url)).text()
    for (const words of ['stand-in for Western Union SpeedPay', '$97.30', '$1.25', '$98.55'])
      expect(html).toContain(words)
    expect(html).not.toMatch(/<input|<textarea/)
  })

  test('its line in the books is of the kind speedpay, with the reference that residents quote', async () => {
    const { order, url } = await open()
    await onHostedPage(url, 'debit')
    await onHostedPage(url, 'debit')
    expect(await rig.line(order.key)).toMatchObject({
      kind: 'speedpay',
      amountCents: 97_30,
      feeCents: 1_25,
      status: 'approved',
      calls: 2,
    })
    expect((await rig.processor().findByKey(order.key))!.ref).toMatch(/^WU-\d{8}$/)
    expect(await (await fetch(url)).text()).toContain('Thank you')
  })

  test('after declining it stays, and says that nothing was charged', async () => {
    const { url } = await open()
    const answer = await fetch(url, {
      method: 'POST',
      body: new URLSearchParams({ way: 'decline' }),
    })
    expect(answer.status).toBe(200)
    expect(await answer.text()).toContain('Nothing was charged')
  })

  test('what it does not know is asked again, and another address is no page', async () => {
    const { order, url } = await open()
    expect(await onHostedPage(url, 'gold' as never)).toBeUndefined()
    expect(await rig.line(order.key)).toBeUndefined()
    expect((await fetch(`${url}x`)).status).toBe(404)
    expect((await fetch(`${url}x`, { method: 'POST' })).status).toBe(404)
  })

  test('comeBack post: the browser is sent back by a form', async () => {
    await rig.control({ comeBack: 'post' })
    const { order, url } = await open()
    const answer = await fetch(url, {
      method: 'POST',
      body: new URLSearchParams({ way: 'credit' }),
    })
    const html = await answer.text()
    expect(html).toContain('<form method="post"')
    expect(html).toContain(order.returnUrl)
  })
})

describe('the control modes on it', () => {
  test.each(['down', 'fail_before_accept'])('%s takes nothing', async (mode) => {
    const { order, url } = await open()
    await rig.control({ mode, count: 1 })
    const answer = await fetch(url, {
      method: 'POST',
      body: new URLSearchParams({ way: 'credit' }),
    })
    expect(answer.status).toBe(503)
    expect(await answer.text()).toContain('Nothing was charged')
    expect(await rig.line(order.key)).toBeUndefined()
    expect(await onHostedPage(url, 'credit')).toBe(order.returnUrl)
  })

  test.each(['down', 'fail_before_accept'])('%s opens no page', async (mode) => {
    await rig.control({ mode, count: 1 })
    await expect(open()).rejects.toThrow(ProcessorSilence)
  })

  test('reject declines', async () => {
    const { order, url } = await open()
    await rig.control({ mode: 'reject', code: 'R03', count: 1 })
    expect(await onHostedPage(url, 'credit')).toBeUndefined()
    expect(await rig.line(order.key)).toMatchObject({ status: 'rejected' })
  })

  test('accept_then_close takes it, and the person hears nothing', async () => {
    const { order, url } = await open()
    await rig.control({ mode: 'accept_then_close', count: 1 })
    expect(await onHostedPage(url, 'credit')).toBeUndefined()
    expect(await rig.line(order.key)).toMatchObject({ status: 'approved' })
  })

  test('double: the same event twice', async () => {
    const { order, url } = await open()
    await rig.control({ events: 'double' })
    await onHostedPage(url, 'credit')
    const [first, second] = await until(
      () => rig.portal.of(order.key).length > 1 && rig.portal.of(order.key),
    )
    expect(second!.raw).toBe(first!.raw)
  })

  test('drop: the books alone know it', async () => {
    const { order, url } = await open()
    await rig.control({ events: 'drop' })
    await onHostedPage(url, 'credit')
    expect(await rig.processor().findByKey(order.key)).toMatchObject({ status: 'approved' })
    expect(rig.portal.of(order.key)).toEqual([])
  })
})

test.each([
  ['another origin', (url: string) => ({ url: url.replace('127.0.0.1', 'evil.example') })],
  ['no web address', () => ({ url: 'javascript:alert(1)' })],
  ['no address', () => ({})],
])('T14: a page at %s is silence: nobody is sent there', async (_, body) => {
  const server = createServer((_, answer) => answer.end(JSON.stringify(body(address()))))
  const address = () => `http://127.0.0.1:${(server.address() as AddressInfo).port}/speedpay/x`
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  try {
    const processor = processorHttp({ url: new URL(address()).origin, secret, timeoutMs: 2_000 })
    await expect(processor.hostedPage(cardOrder())).rejects.toThrow(ProcessorSilence)
  } finally {
    server.closeAllConnections()
    server.close()
  }
})
