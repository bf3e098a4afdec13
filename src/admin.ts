import { createServer } from 'node:http'

/** What a program stands on, by name; each throws when it is not well. */
export type Checks = Record<string, () => Promise<void>>

/**
 * Health for machines, on the loopback alone: `/healthz` says that the process lives, `/readyz` asks what it needs
 * (reliability.md 5.1).
 */
export async function serveAdmin(
  port: number,
  checks: Checks,
): Promise<{ close(): Promise<void> }> {
  const server = createServer(async (request, response) => {
    if (request.url === '/healthz') return void response.writeHead(200).end('ok\n')
    if (request.url !== '/readyz') return void response.writeHead(404).end()
    const found = await Promise.all(
      Object.entries(checks).map(async ([name, check]) => {
        const late = new Promise<never>((_, no) =>
          setTimeout(() => no(new Error('late')), 1_500).unref(),
        )
        return [
          name,
          await Promise.race([check(), late]).then(
            () => 'ok',
            () => 'down',
          ),
        ] as const
      }),
    )
    const ready = found.every(([, state]) => state === 'ok')
    response.writeHead(ready ? 200 : 503, { 'content-type': 'application/json' })
    response.end(`${JSON.stringify(Object.fromEntries(found))}\n`)
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', resolve)
  })
  return {
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}
