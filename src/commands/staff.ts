import { parseArgs } from 'node:util'
import * as staff from '../../sql/staff.js'
import { isStaffRole, roleName, staffRoles } from '../domain/access.js'
import { isEmail } from '../domain/portal-account.js'
import { isStaffUsername, readStaffName, staffNameMax } from '../domain/staff-member.js'
import { type CommandContext, CommandFault } from './context.js'

/** As the audit names who did it. */
const actor = 'portal'

/** `portal staff add|enroll|remove|list`: who works in the 311 console. A fresh install has nobody. */
export async function staffCommand(args: string[], context: CommandContext): Promise<number> {
  const [deed, ...rest] = args
  switch (deed) {
    case 'add':
      return await add(rest, context)
    case 'enroll':
      return await enrollAnew(rest, context)
    case 'remove':
      return await remove(rest, context)
    case 'list':
      return await list(context)
    default:
      throw new CommandFault('staff: there are add, enroll, remove and list')
  }
}

async function add(args: string[], context: CommandContext): Promise<number> {
  const { positionals, values } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      username: { type: 'string' },
      role: { type: 'string', multiple: true, default: [] },
      email: { type: 'string' },
    },
  })
  const name = positionals.length === 1 ? readStaffName(positionals[0]!) : undefined
  const { username = '', email = null } = values
  const roles = [...new Set(values.role)].filter(isStaffRole)
  if (!name)
    throw new CommandFault(`staff add: one NAME is needed, up to ${staffNameMax} characters`)
  if (!isStaffUsername(username))
    throw new CommandFault(
      'staff add: --username is 3 to 30 lower case letters, digits and . _ -, and begins with a letter',
    )
  if (roles.length === 0 || roles.length < new Set(values.role).size)
    throw new CommandFault(
      `staff add: --role is one of ${staffRoles.join(', ')}; give it as often as needed`,
    )
  if (email !== null && !isEmail(email))
    throw new CommandFault(`staff add: ${email} is no email address`)
  const code = await staff.add(context.sql(), { name, username, roles, email }, actor)
  if (!code) throw new CommandFault(`staff add: ${username} is somebody's username already`)
  context.say(`${name} is added as ${username}: ${roles.map((role) => roleName[role]).join(', ')}`)
  tellCode(context, code)
  return 0
}

function tellCode({ config, say }: CommandContext, code: string): void {
  say(`enroll within 24 hours at ${config.PUBLIC_ORIGIN}/staff/enroll?code=${code}`)
  say(`or at ${config.PUBLIC_ORIGIN}/staff/enroll with the code ${code}`)
}

async function enrollAnew(args: string[], context: CommandContext): Promise<number> {
  const who = await find(args, context)
  const code = await staff.enrollAnew(context.sql(), who.id, actor)
  if (!code) throw new CommandFault(`staff enroll: ${who.username} was removed`)
  context.say(`${who.name} is signed out, and enrolls anew`)
  tellCode(context, code)
  return 0
}

async function remove(args: string[], context: CommandContext): Promise<number> {
  const who = await find(args, context)
  await staff.remove(context.sql(), who.id, actor)
  context.say(`${who.name} (${who.username}) is removed and signed out`)
  return 0
}

/** Who works here under this username. */
async function find(args: string[], { sql }: CommandContext): Promise<staff.StaffMember> {
  const [username] = args
  if (!username || args.length > 1) throw new CommandFault('staff: one USERNAME is needed')
  const who = (await staff.list(sql())).find((one) => one.username === username && !one.removedAt)
  if (!who) throw new CommandFault(`staff: nobody works here as ${username}`)
  return who
}

async function list({ sql, say }: CommandContext): Promise<number> {
  for (const { username, name, roles, enrolledAt, removedAt } of await staff.list(sql())) {
    const state = removedAt ? 'removed' : enrolledAt ? 'enrolled' : 'to enroll'
    say(`${username.padEnd(20)} ${state.padEnd(10)} ${roles.join(', ').padEnd(30)} ${name}`)
  }
  return 0
}
