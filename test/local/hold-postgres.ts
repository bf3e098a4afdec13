import { startPostgres } from '../../src/local/postgres.js'

// Starts Postgres on the folder given, says where, and waits to be ended: by `stop` on stdin, or by a signal.
const [folder = '', durable = 'true'] = process.argv.slice(2)
try {
  const { url, pid, stop } = await startPostgres({ folder, durable: durable === 'true' })
  console.log(JSON.stringify({ url, pid }))
  process.stdin.once('end', () => void stop().then(() => process.exit(0))).resume()
} catch (fault) {
  console.log(JSON.stringify({ fault: String(fault) }))
  process.exit(1)
}
