import { parseArgs } from 'node:util'
import * as lockouts from '../../sql/lockouts.js'
import { type CommandContext, CommandFault } from './context.js'

const waitMs = 5_000
const lookMs = 100

/**
 * `portal unlock USERNAME --staff NAME --reason TEXT [--temporary-password]`: what CharMeck 311 asks for after checking
 * who called. It writes the request; the lock's workflow carries it out.
 */
export async function unlockCommand(args: string[], { sql, say }: CommandContext): Promise<number> {
  const { positionals, values } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      staff: { type: 'string' },
      reason: { type: 'string' },
      'temporary-password': { type: 'boolean', default: false },
    },
  })
  const [username, ...more] = positionals
  const [staff, reason] = [values.staff?.trim(), values.reason?.trim()]
  if (!username || more.length > 0) throw new CommandFault('unlock: one USERNAME is needed')
  if (!staff) throw new CommandFault('unlock: --staff says who unlocks')
  if (!reason || [...reason].length > 500)
    throw new CommandFault('unlock: --reason says why, in 1 to 500 characters')

  const lock = await lockouts.findOpen(sql(), username)
  if (!lock) {
    say(`${username} is not locked`)
    return 1
  }
  const temporaryPassword = values['temporary-password']
  const request = await lockouts.askUnlock(sql(), lock.id, { staff, reason, temporaryPassword })
  for (let waited = 0; waited < waitMs; waited += lookMs) {
    if (await lockouts.isEnded(sql(), lock.id)) {
      say(`${lock.username} is unlocked (lockout ${lock.id}, request ${request})`)
      return 0
    }
    await new Promise((next) => setTimeout(next, lookMs))
  }
  say(
    `queued as request ${request}: ${lock.username} is unlocked as soon as the worker and Temporal run`,
  )
  return 0
}
