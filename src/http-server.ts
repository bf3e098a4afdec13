import { createServer, type Server } from 'node:http'
import { serve } from '@hono/node-server'

/** How long and how large a request may be (security.md T27); its body is bounded in web/app.tsx. */
const limits = {
  headersTimeout: 10_000,
  requestTimeout: 30_000,
  /** Node looks for the two above only this often. */
  connectionsCheckingInterval: 5_000,
  keepAliveTimeout: 5_000,
  maxHeaderSize: 16 * 1024,
}
const maxConnections = 1_000

type Fetch = Parameters<typeof serve>[0]['fetch']

/**
 * Serves the pages, with limits against slow and heavy clients.
 *
 * @returns When it listens.
 */
export async function listen(
  fetch: Fetch,
  { port, hostname }: { readonly port: number; readonly hostname: string },
): Promise<Server> {
  return await new Promise<Server>((resolve, reject) => {
    // Some of them count only when the server is made.
    const made = serve({ fetch, port, hostname, createServer, serverOptions: limits }, () =>
      resolve(made as Server),
    ) as Server
    made.maxConnections = maxConnections
    made.once('error', reject)
  })
}

/** Ends it: what is under way has ten seconds. */
export async function close(server: Server): Promise<void> {
  await new Promise<void>((resolve) => {
    server.close(() => resolve())
    setTimeout(() => server.closeAllConnections(), 10_000).unref()
  })
}
