import { connect, type Sql } from '../sql/database.js'
import { clockCommand } from './commands/clock.js'
import { type Command, type CommandContext, CommandFault } from './commands/context.js'
import { migrateCommand } from './commands/migrate.js'
import { type Config, ConfigFault, readConfig } from './config.js'
import { readRunFile } from './run-file.js'

/** The operators' command line: `npm run portal -- <command>`. One row a command, in the order of the help. */
const commands: Record<string, { help: string; run: Command }> = {
  audit: {
    help: 'audit verify              whether every row of the audit is as it was written',
    run: async (args, context) => (await import('./commands/audit.js')).auditCommand(args, context),
  },
  bills: {
    help: 'bills import|export FILE  a bill file of the billing system, and what goes back; `bills` says more',
    run: async (args, context) => {
      const { billsCommand } = await import('./commands/bills.js')
      const { seals } = await import('./adapters/vault-sealed.js')
      return await billsCommand(args, {
        ...context,
        seals: () => seals({ keysDir: context.config.KEYS_DIR }),
        ...(process.stdout.isTTY && { draw: (text) => void process.stdout.write(text) }),
      })
    },
  },
  clock: {
    help: "clock                     the city's time; `set 2026-12-14T09:30` and `advance 3d` move it",
    run: clockCommand,
  },
  keys: {
    help: 'keys make                 the keys of a new installation, in KEYS_DIR',
    run: async (args, context) => (await import('./commands/keys.js')).keysCommand(args, context),
  },
  locations: {
    help: 'locations import FILE     the list of authorized payment locations',
    run: async (args, context) =>
      (await import('./commands/locations.js')).locationsCommand(args, context),
  },
  routes: {
    help: 'routes [--json]           every route with the role that may use it',
    run: async (args, context) =>
      (await import('./commands/routes.js')).routesCommand(args, context),
  },
  staff: {
    help: 'staff add NAME --username U --role agent [--role …] [--email E]; enroll, remove USERNAME; list',
    run: async (args, context) => (await import('./commands/staff.js')).staffCommand(args, context),
  },
  unlock: {
    help: 'unlock USERNAME --staff NAME --reason TEXT [--temporary-password]',
    run: async (args, context) =>
      (await import('./commands/unlock.js')).unlockCommand(args, context),
  },
  workflows: {
    help: 'workflows rebuild         after Temporal lost its store: starts what is missing; harmless at any time',
    run: async (args, context) =>
      (await import('./commands/workflows.js')).workflowsCommand(args, context),
  },
  migrate: {
    help: 'migrate                   bring the tables to this version',
    run: migrateCommand,
  },
}

/** @returns The exit code: 0 only when all holds, 2 when the command line itself is wrong. */
async function main([name = '', ...args]: string[]): Promise<number> {
  const command = commands[name]
  if (!command || !Object.hasOwn(commands, name)) {
    const asked = name === 'help' || name === '--help'
    if (name && !asked) console.error(`no such command: ${name}\n`)
    const lines = ['npm run portal -- <command>', '', ...Object.values(commands).map((c) => c.help)]
    console[asked ? 'log' : 'error'](lines.join('\n'))
    return asked ? 0 : 2
  }
  const { context, close } = contextOf(readConfig())
  try {
    return await command.run(args, context)
  } catch (fault) {
    console.error(isKnown(fault) ? fault.message : fault)
    return isUsage(fault) ? 2 : 1
  } finally {
    await close()
  }
}

/** What the environment does not name is found where `npm start` runs. */
function contextOf(given: Config): { context: CommandContext; close(): Promise<void> } {
  const run = given.DATABASE_URL ? undefined : readRunFile(given.DATA_DIR)
  const config: Config = {
    ...given,
    DATABASE_URL: given.DATABASE_URL ?? run?.databaseUrl,
    TEMPORAL_ADDRESS: given.TEMPORAL_ADDRESS ?? run?.temporal.address,
    PROCESSOR_URL: run?.sandbox ?? given.PROCESSOR_URL,
  }
  let open: Sql | undefined
  const sql = () => {
    if (!config.DATABASE_URL) {
      throw new CommandFault(
        `no database: nothing runs on ${config.DATA_DIR} (npm start), and DATABASE_URL is not set`,
      )
    }
    open ??= connect(config.DATABASE_URL, { max: 4, statementSeconds: 60, name: 'portal command' })
    return open
  }
  const say = (line: string) => console.log(line)
  return { context: { config, sql, say }, close: async () => void (await open?.end()) }
}

const isUsage = (fault: unknown) =>
  fault instanceof TypeError && 'code' in fault && String(fault.code).startsWith('ERR_PARSE_ARGS')

const isKnown = (fault: unknown): fault is Error =>
  isUsage(fault) || fault instanceof CommandFault || fault instanceof ConfigFault

process.exitCode = await main(process.argv.slice(2)).catch((fault: unknown) => {
  console.error(isKnown(fault) ? fault.message : fault)
  return 1
})
