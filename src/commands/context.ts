import type { Sql } from '../../sql/database.js'
import type { Config } from '../config.js'

/** What a command gets, beside its arguments. */
export interface CommandContext {
  /** Settings; stores that the environment does not name are those that `npm start` runs here (run.json). */
  readonly config: Config
  /** Connects on first use; closed after the command. @throws {CommandFault} When no database is known. */
  sql(): Sql
  say(line: string): void
}

/** @param args What stands after the command's name. @returns The exit code: 0 only when all holds. */
export type Command = (args: string[], context: CommandContext) => Promise<number>

/** The command can't be carried out; the message is one clear line for who typed it. */
export class CommandFault extends Error {
  override readonly name = 'CommandFault'
}
