import { makeKeys } from '../local/keys.js'
import { type CommandContext, CommandFault } from './context.js'

/** `portal keys make`: the keys of a new installation, in KEYS_DIR; those that are there stay as they are. */
export async function keysCommand(
  [what]: string[],
  { config, say }: CommandContext,
): Promise<number> {
  if (what !== 'make') throw new CommandFault('keys make: makes what is missing in KEYS_DIR')
  await makeKeys(config.KEYS_DIR)
  say(`keys are in ${config.KEYS_DIR}`)
  return 0
}
