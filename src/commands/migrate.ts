import { migrate } from '../../sql/migrate.js'
import type { CommandContext } from './context.js'

/** `portal migrate`, and `npm run migrate`: brings the tables to this version. */
export async function migrateCommand(_: string[], { sql, say }: CommandContext): Promise<number> {
  const added = await migrate(sql())
  for (const name of added) say(`applied ${name}`)
  if (added.length === 0) say('nothing to apply: the tables are of this version')
  return 0
}
