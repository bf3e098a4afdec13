import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'

/**
 * A cable to a server on this machine that can be pulled: bytes stop, and neither side is told. What was on its way
 * arrives when it is plugged in again.
 */
export async function cable(port: number) {
  const sockets = new Set<Socket>()
  let pulled = false
  const server = createServer((near) => {
    const far = connect(port, '127.0.0.1')
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(from)
      from.pipe(to)
      from.on('error', () => to.destroy())
      from.on('close', () => {
        sockets.delete(from)
        to.destroy()
      })
      if (pulled) from.pause()
    }
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    port: (server.address() as AddressInfo).port,
    pull() {
      pulled = true
      for (const socket of sockets) socket.pause()
    },
    plugIn() {
      pulled = false
      for (const socket of sockets) socket.resume()
    },
    async close() {
      for (const socket of sockets) socket.destroy()
      server.close()
    },
  }
}
