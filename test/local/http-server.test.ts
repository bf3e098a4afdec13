import { once } from 'node:events'
import type { Server } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { connect } from 'node:net'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { close, listen } from '../../src/http-server.js'
import { testPortal } from '../support/portal.js'

/** The limits of security.md T27, on a real server with the real pages. */

let server: Server
let port: number
const sockets: Socket[] = []
beforeAll(async () => {
  const { app } = await testPortal()
  server = await listen(app.fetch, { port: 0, hostname: '127.0.0.1' })
  port = (server.address() as AddressInfo).port
})
afterAll(async () => {
  for (const socket of sockets) socket.destroy()
  await close(server)
})

async function open(text: string): Promise<Socket> {
  const socket = connect(port, '127.0.0.1')
  sockets.push(socket)
  socket.on('error', () => {}) // the server may hang up on us
  await once(socket, 'connect')
  socket.write(text)
  return socket
}

/** All that the server says until it hangs up. */
async function said(socket: Socket): Promise<string> {
  let text = ''
  socket.on('data', (part) => {
    text += part
  })
  if (!socket.closed) await once(socket, 'close')
  return text
}

const post = (headers: string) =>
  `POST /sign-in HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n${headers}\r\n\r\n`

test('the limits are those of the server that runs', () => {
  expect(server).toMatchObject({
    headersTimeout: 10_000,
    requestTimeout: 30_000,
    keepAliveTimeout: 5_000,
    maxConnections: 1_000,
  })
})

test('headers over 16 KiB: 431', async () => {
  const long = `GET / HTTP/1.1\r\nHost: localhost\r\nX-Long: ${'a'.repeat(16 * 1024)}\r\n\r\n`
  expect(await said(await open(long))).toMatch(/^HTTP\/1\.1 431 /)
  const short = `GET /help HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nX-Long: ${'a'.repeat(15 * 1024)}\r\n\r\n`
  expect(await said(await open(short))).toMatch(/^HTTP\/1\.1 200 /)
})

test('a body over 64 KiB: 413, told beforehand or in chunks', async () => {
  const type = 'Content-Type: application/x-www-form-urlencoded\r\n'
  const body = 'a'.repeat(65 * 1024)
  const told = await open(`${post(`${type}Content-Length: ${body.length}`)}${body}`)
  expect(await said(told)).toMatch(/^HTTP\/1\.1 413 /)
  const size = body.length.toString(16)
  const chunked = await open(
    `${post(`${type}Transfer-Encoding: chunked`)}${size}\r\n${body}\r\n0\r\n\r\n`,
  )
  expect(await said(chunked)).toMatch(/^HTTP\/1\.1 413 /)
})

test('4.2.1: a length and chunks at once: 400', async () => {
  const both = await open(`${post('Content-Length: 5\r\nTransfer-Encoding: chunked')}0\r\n\r\n`)
  expect(await said(both)).toMatch(/^HTTP\/1\.1 400 /)
})

test('200 who never finish their headers are hung up on, and hold up nobody', {
  timeout: 30_000,
}, async () => {
  const from = performance.now()
  const slow = await Promise.all(
    Array.from({ length: 200 }, () => open('GET / HTTP/1.1\r\nHost: localhost\r\nX-Slow: ')),
  )
  const ends = slow.map(said)
  const times: number[] = []
  for (let nth = 0; nth < 40; nth += 1) {
    const start = performance.now()
    expect((await fetch(`http://127.0.0.1:${port}/help`)).status).toBe(200)
    times.push(performance.now() - start)
  }
  expect(times.sort((a, b) => a - b)[37]).toBeLessThan(1_000)
  expect(await Promise.all(ends)).toHaveLength(200)
  const seconds = (performance.now() - from) / 1000
  expect(seconds).toBeGreaterThan(9)
  expect(seconds).toBeLessThan(20)
})
