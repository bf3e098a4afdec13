import { createServer } from 'node:http'

/** Stands in for a program of ours: answers 200 on this port until SIGTERM. */
export function answer(port: string | undefined): void {
  const server = createServer((_, response) => response.end('ok'))
  server.listen(Number(port))
  process.once('SIGTERM', () => process.exit(0))
  console.log(JSON.stringify({ level: 'info', msg: 'runs', url: process.env.DATABASE_URL }))
}
