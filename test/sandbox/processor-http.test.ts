import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { processorHttp } from '../../src/adapters/processor-http.js'
import { ProcessorMismatch, ProcessorSilence } from '../../src/ports.js'
import { order } from '../support/sandbox.js'

/** A processor that answers whatever a test says. */
let answer: RequestListener = (_, out) => out.end()
let asked = 0
const server = createServer((request, out) => {
  asked += 1
  answer(request, out)
})
let url = ''
beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})
afterAll(() => {
  server.close()
  server.closeAllConnections()
})

const wanted = order()
const { bank: _, ...figures } = wanted
const good = { ...figures, ref: 'SB-1', status: 'pending' }
const processor = () => processorHttp({ url, secret: 'new, old', timeoutMs: 400 })
const json =
  (status: number, body: unknown): RequestListener =>
  (_, out) =>
    out.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
const text =
  (status: number, body: string, headers = {}): RequestListener =>
  (_, out) =>
    out.writeHead(status, headers).end(body)

describe('is silence, for submit and for findByKey', () => {
  test.each<[string, RequestListener]>([
    ['a body that is no json', text(200, '<html>Welcome to the hotel</html>')],
    ['an empty body', text(200, '')],
    ['half a body', (_, out) => out.writeHead(200, { 'content-length': 500 }).end('{"key":')],
    ['a status that is not in the closed set', json(200, { ...good, status: 'settled' })],
    ['an amount that is text', json(200, { ...good, amountCents: '8417' })],
    ['an answer about another key', json(200, { ...good, key: order().key })],
    ['an answer without a ref', json(200, { ...good, ref: undefined })],
    ['201', json(201, good)],
    ['202', json(202, good)],
    ['204', text(204, '')],
    ['a redirect', text(307, '', { location: '/elsewhere' })],
    ['400', json(400, good)],
    ['401', json(401, {})],
    ['403', json(403, {})],
    ['404 of somebody else', text(404, 'no such page')],
    ['422', json(422, { refusal: 'not-valid' })],
    ['429', json(429, {})],
    ['500', json(500, good)],
    ['502', text(502, 'Bad Gateway')],
    ['503', json(503, good)],
    ['a reset', (request) => request.socket.resetAndDestroy()],
    ['a closed connection', (request) => request.socket.destroy()],
    ['no answer', () => {}],
    ['an answer that never ends', (_, out) => void out.writeHead(200).write('{"key":')],
  ])('%s', async (_, how) => {
    answer = how
    await expect(processor().submit(wanted)).rejects.toThrow(ProcessorSilence)
    await expect(processor().findByKey(wanted.key)).rejects.toThrow(ProcessorSilence)
  })

  test('nobody listening', async () => {
    const nobody = processorHttp({ url: 'http://127.0.0.1:1', secret: 'x' })
    await expect(nobody.submit(wanted)).rejects.toThrow(ProcessorSilence)
    await expect(nobody.findByKey(wanted.key)).rejects.toThrow(ProcessorSilence)
  })
})

test('a submit is sent once, never again by the adapter, and a redirect is not followed', async () => {
  for (const how of [text(307, '', { location: '/elsewhere' }), text(503, '')]) {
    answer = how
    asked = 0
    await expect(processor().submit(wanted)).rejects.toThrow(ProcessorSilence)
    expect(asked).toBe(1)
  }
})

test('409 is a mismatch, and so is an answer with other figures', async () => {
  for (const how of [
    json(409, {}),
    json(200, { ...good, amountCents: 1 }),
    json(200, { ...good, feeCents: 1 }),
    json(200, { ...good, reference: 'CSS-0000-0000' }),
  ]) {
    answer = how
    await expect(processor().submit(wanted)).rejects.toThrow(ProcessorMismatch)
  }
})

test('findByKey tells what stands in the books, other figures too: who asked compares', async () => {
  answer = json(200, { ...good, amountCents: 1 })
  expect(await processor().findByKey(wanted.key)).toMatchObject({ amountCents: 1 })
})

test('a fault says the key and no bank numbers', async () => {
  answer = text(500, '')
  const fault = await processor()
    .submit(wanted)
    .catch((thrown: Error) => thrown)
  expect(String(fault)).toContain(wanted.key)
  expect(String(fault)).not.toContain(wanted.bank.account)
})

test('the first secret is sent; either signs', async () => {
  let sent: string | undefined
  answer = (request, out) => {
    sent = request.headers.authorization
    json(200, good)(request, out)
  }
  await processor().submit(wanted)
  expect(sent).toBe('Bearer new')

  const { createHmac } = await import('node:crypto')
  const now = new Date()
  const t = Math.floor(now.getTime() / 1000)
  const raw = JSON.stringify({ ...good, eventId: 'e1' })
  const read = (secret: string) => {
    const v1 = createHmac('sha256', secret).update(`${t}.${raw}`).digest('hex')
    return processor().parseEvent(raw, `t=${t},v1=${v1}`, now)
  }
  expect(read('new')).toMatchObject({ eventId: 'e1', key: wanted.key })
  expect(read('old')).toMatchObject({ eventId: 'e1' })
  expect(read('new, old')).toBeUndefined()
})
