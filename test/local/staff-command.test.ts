import { beforeEach, describe, expect, test } from 'vitest'
import * as staff from '../../sql/staff.js'
import { type CommandContext, CommandFault } from '../../src/commands/context.js'
import { staffCommand } from '../../src/commands/staff.js'
import { freshDatabase } from '../support/database.js'

const sql = await freshDatabase()
let said: string[] = []
beforeEach(() => {
  said = []
})
const context: CommandContext = {
  config: { PUBLIC_ORIGIN: 'https://portal.test' } as CommandContext['config'],
  sql: () => sql,
  say: (line) => said.push(line),
}
const portal = (...args: string[]) => staffCommand(args, context)
const code = () => /code=([0-9A-Z-]{29})$/m.exec(said.join('\n'))?.[1] ?? ''

describe('portal staff', () => {
  test('6.4.1: add prints a link and a code that enrolls this very person, once shown and kept nowhere', async () => {
    const args = ['M. Okafor', '--username', 'mokafor', '--role', 'agent', '--role', 'finance']
    expect(await portal('add', ...args, '--email', 'm@example.com')).toBe(0)
    expect(said[0]).toBe('M. Okafor is added as mokafor: Agent, Finance')
    expect(said[1]).toBe(
      `enroll within 24 hours at https://portal.test/staff/enroll?code=${code()}`,
    )
    expect(await staff.findEnrollment(sql, code())).toMatchObject({
      username: 'mokafor',
      name: 'M. Okafor',
    })
    // Typed in small letters and without hyphens too.
    expect(await staff.findEnrollment(sql, code().toLowerCase().replaceAll('-', ''))).toBeDefined()
    const [row] =
      await sql`select roles, email, password_hash, totp_id from staff where username = 'mokafor'`
    expect(row).toEqual({
      roles: ['agent', 'finance'],
      email: 'm@example.com',
      passwordHash: null,
      totpId: null,
    })
    const rows = await sql<{ row: string }[]>`select e::text as row from staff_enrollment e`
    expect(rows[0]!.row).not.toContain(code().replaceAll('-', ''))
    expect(await sql`select actor, action from audit where action = 'staff_added'`).toEqual([
      { actor: 'portal', action: 'staff_added' },
    ])
  })

  test('enroll gives a new code; remove takes the person away, and the username is free', async () => {
    await portal('add', 'Kim Lee', '--username', 'kimlee', '--role', 'supervisor')
    const first = code()
    said = []
    expect(await portal('enroll', 'kimlee')).toBe(0)
    expect(code()).not.toBe(first)
    expect(await staff.findEnrollment(sql, first)).toBeUndefined()
    expect(await portal('remove', 'kimlee')).toBe(0)
    expect(await staff.findEnrollment(sql, code())).toBeUndefined()
    await expect(portal('remove', 'kimlee')).rejects.toThrow(/nobody works here as kimlee/)
    expect(await portal('add', 'Kim Li', '--username', 'kimlee', '--role', 'agent')).toBe(0)
  })

  test('list names who works here, and the leavers', async () => {
    expect(await portal('list')).toBe(0)
    expect(said.join('\n')).toMatch(
      /kimlee +to enroll +agent +Kim Li\n[\s\S]*kimlee +removed +supervisor +Kim Lee/,
    )
  })

  test.each([
    ['no deed', []],
    ['another deed', ['promote']],
    ['no name', ['add', '--username', 'somebody', '--role', 'agent']],
    ['two names', ['add', 'A', 'B', '--username', 'somebody', '--role', 'agent']],
    ['no username', ['add', 'Some Body', '--role', 'agent']],
    [
      'an address as username',
      ['add', 'Some Body', '--username', 'a@b.example', '--role', 'agent'],
    ],
    ['no role', ['add', 'Some Body', '--username', 'somebody']],
    [
      'a role that is none',
      ['add', 'Some Body', '--username', 'somebody', '--role', 'agent', '--role', 'king'],
    ],
    [
      'no email address',
      ['add', 'Some Body', '--username', 'somebody', '--role', 'agent', '--email', 'x'],
    ],
    ['a username that is taken', ['add', 'Some Body', '--username', 'mokafor', '--role', 'agent']],
    ['nobody to remove', ['remove']],
    ['somebody who is not here', ['enroll', 'nobody']],
  ])('with %s changes nothing and says why in one line', async (_, args) => {
    const before = await sql`select 1 from staff`
    await expect(portal(...args)).rejects.toThrow(CommandFault)
    expect(await sql`select 1 from staff`).toHaveLength(before.length)
  })
})
