import { parseArgs } from 'node:util'
import { nudgeEverything } from '../../sql/nudges.js'
import { type CommandContext, CommandFault } from './context.js'

/**
 * `portal workflows rebuild`: a nudge for every row that is not at rest, after Temporal's store was lost (I14). The
 * worker's nudger starts what is missing and tells the rest to look again, so it may be given at any time, twice too.
 */
export async function workflowsCommand(args: string[], context: CommandContext): Promise<number> {
  const { positionals } = parseArgs({ args, allowPositionals: true, options: {} })
  if (positionals.join(' ') !== 'rebuild')
    throw new CommandFault('workflows: there is only `workflows rebuild`')
  const nudged = await context.sql().begin(nudgeEverything)
  context.say(`${nudged} nudges: the worker starts what is missing as soon as Temporal answers`)
  return 0
}
