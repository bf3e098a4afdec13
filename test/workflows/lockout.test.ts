import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Sql } from '../../sql/database.js'
import * as lockouts from '../../sql/lockouts.js'
import * as doors from '../../sql/sign-in-doors.js'
import { smtpMailer } from '../../src/adapters/mailer-smtp.js'
import type { CommandContext } from '../../src/commands/context.js'
import { unlockCommand } from '../../src/commands/unlock.js'
import type { LockoutId, PortalAccountId } from '../../src/domain/ids.js'
import type { Processor } from '../../src/ports.js'
import { unlockSignalName, workflowId } from '../../workflows/contract.js'
import { freshDatabase } from '../support/database.js'
import { smtpSink } from '../support/smtp.js'
import { timeSkipping } from '../support/time-skipping.js'
import { until } from '../support/until.js'

let sql: Sql
let sink: Awaited<ReturnType<typeof smtpSink>>
let time: Awaited<ReturnType<typeof timeSkipping>>
let mailer: ReturnType<typeof smtpMailer>

beforeAll(async () => {
  sql = await freshDatabase({ max: 20 })
  sink = await smtpSink()
  mailer = smtpMailer(sink.url)
  time = await timeSkipping(sql, { processor: {} as Processor, mailer })
})
beforeEach(async () => await time.setClock())
afterAll(async () => {
  mailer.close()
  await sink.stop()
})

const said: string[] = []
const context: CommandContext = {
  config: {} as CommandContext['config'],
  sql: () => sql,
  say: (line) => said.push(line),
}

interface Locked {
  readonly id: LockoutId
  readonly owner: PortalAccountId
  readonly email: string
}

const nameOf = (owner: PortalAccountId) => `r${owner.slice(0, 8)}`
async function resident(): Promise<Omit<Locked, 'id'>> {
  const owner = randomUUID() as PortalAccountId
  const email = `${owner}@example.com`
  await sql`
    insert into portal_account (id, username, email, email_confirmed_at, password_hash, question, answer_hash, name)
    values (${owner}, ${nameOf(owner)}, ${email}, portal_now(), 'hash', 'first_pet', 'hash', 'Dana Whitfield')`
  return { owner, email }
}
async function lock({ owner, email }: Omit<Locked, 'id'>): Promise<Locked> {
  const at = { nameKey: owner, door: doors.strangers, account: owner }
  const rules = { tries: 3, lockoutScope: 'unknown-browsers' } as const
  const wrong = { password: 'wrong' } as const
  for (const tried of [wrong, wrong, wrong, { answer: 'wrong' }] as const)
    await doors.walk(sql, at, tried, rules)
  return { id: (await lockouts.findOpen(sql, nameOf(owner)))!.id, owner, email }
}
const ask = ({ id }: Locked, temporaryPassword = false) =>
  lockouts.askUnlock(sql, id, { staff: 'kim', reason: 'called', temporaryPassword })
const handle = ({ id }: Locked) => time.client.workflow.getHandle(workflowId('lockout', id))
const row = async ({ id }: Locked) => (await lockouts.find(sql, id))!
const waits = (locked: Locked) =>
  until(async () => {
    const { toldAt, waitingNoticeId } = await row(locked)
    return toldAt !== null && waitingNoticeId === null
  })
const mailsTo = ({ email }: { email: string }) =>
  sink.mails
    .filter(({ to }) => to === email)
    .map(({ raw }) => /^Subject: (.*)$/m.exec(raw)?.[1]?.trim())
/** Not by its result: the server would leap over years while that is waited for and no timer runs. */
async function ended(locked: Locked) {
  await until(async () => (await handle(locked).describe()).status.name === 'COMPLETED')
  expect((await row(locked)).unlockedAt).not.toBeNull()
}
async function unlocked(locked: Locked) {
  await ask(locked)
  await ended(locked)
}

describe('lockout', () => {
  test('S13, S14: mails the owner, waits for days, and ends when 311 asks for it', async () => {
    const locked = await lock(await resident())
    await waits(locked)
    expect(mailsTo(locked)).toEqual(['Your portal account is locked'])
    const { raw } = sink.mails.find(({ to }) => to === locked.email)!
    expect(raw.replaceAll('=\r\n', '').replaceAll('=\n', '')).toMatch(
      /We locked it at \d+:\d\d [AP]M on \w+ \d+ after 3 wrong passwords and a wrong security answer/,
    )
    await time.skip('3 days')
    expect((await row(locked)).unlockedAt).toBeNull()
    await unlocked(locked)
    expect((await row(locked)).unlockedAt).not.toBeNull()
    const at = { nameKey: locked.owner, door: doors.strangers, account: locked.owner }
    expect(await doors.stateOf(sql, at)).toBe('open')
    await until(() => mailsTo(locked).includes('Your portal account is unlocked'))
  })

  test('Temporal shows why, since when and what it waits for, and no name', async () => {
    const locked = await lock(await resident())
    await waits(locked)
    const found = await until(async () => {
      const { searchAttributes } = await handle(locked).describe()
      return searchAttributes.LockScope ? searchAttributes : undefined
    })
    expect(found).toMatchObject({ LockScope: ['strangers'], LockedAt: [expect.any(Date)] })
    const history = JSON.stringify(await handle(locked).fetchHistory())
    expect(history).not.toContain(locked.email)
    expect(history).not.toContain('Dana')
    await unlocked(locked)
  })

  test('T18: a bare signal from Temporal changes nothing, is written down, and the lock waits on', async () => {
    const locked = await lock(await resident())
    await waits(locked)
    await handle(locked).signal(unlockSignalName, randomUUID())
    await handle(locked).signal(unlockSignalName)
    await handle(locked).signal(unlockSignalName, { please: true })
    const refused = () =>
      sql`select 1 from audit where subject = ${locked.id} and action = 'unlock_refused'`
    await until(async () => (await refused()).length === 3)
    expect((await row(locked)).unlockedAt).toBeNull()
    expect((await handle(locked).describe()).status.name).toBe('RUNNING')
    await unlocked(locked)
  })

  test('after a day without an unlock it is written down that the lock waits, once, and supervisors are mailed', async () => {
    await sql`
      insert into staff (id, username, name, email, roles)
      values (gen_random_uuid(), 'boss', 'Bo Boss', 'boss@example.com', '{supervisor}'),
             (gen_random_uuid(), 'agent', 'An Agent', 'agent@example.com', '{agent}'),
             (gen_random_uuid(), 'silent', 'Si Lent', null, '{supervisor}')`
    const locked = await lock(await resident())
    await waits(locked)
    await time.skip('23 hours')
    expect((await row(locked)).remindedAt).toBeNull()
    await time.skip('2 hours')
    await until(async () => (await row(locked)).remindedAt !== null)
    await time.skip('3 days')
    const reminders =
      await sql`select 1 from audit where subject = ${locked.id} and action = 'lock_waits'`
    expect(reminders).toHaveLength(1)
    expect(mailsTo({ email: 'boss@example.com' })).toEqual(['A lock waits since yesterday'])
    expect(mailsTo({ email: 'agent@example.com' })).toEqual([])
    const { raw } = sink.mails.find(({ to }) => to === 'boss@example.com')!
    expect(raw).not.toContain('Dana')
    expect(raw).not.toContain(locked.email)
    await sql`update staff set removed_at = portal_now()`
    await unlocked(locked)
  })

  test('T6: locked twice in a day, the owner gets one mail about it; a day later another', async () => {
    const dana = await resident()
    const first = await lock(dana)
    await waits(first)
    await unlocked(first)
    const second = await lock(dana)
    await waits(second)
    await unlocked(second)
    const about = () => mailsTo(dana).filter((subject) => subject?.endsWith('is locked')).length
    expect(about()).toBe(1)
    await time.skip('25 hours')
    const third = await lock(dana)
    await waits(third)
    expect(about()).toBe(2)
    await unlocked(third)
  })

  test('an unlock does not wait for a mail server that is away', async () => {
    sink.refuse(451)
    const locked = await lock(await resident())
    await until(async () => (await row(locked)).waitingNoticeId !== null)
    await ask(locked)
    await until(async () => (await row(locked)).unlockedAt !== null)
    sink.refuse(undefined)
    await ended(locked)
  })

  test('S14: a temporary password asked for with the unlock is mailed', async () => {
    const locked = await lock(await resident())
    await waits(locked)
    await ask(locked, true)
    await ended(locked)
    await until(() => mailsTo(locked).includes('Your temporary password'))
    await time.skip('2 hours') // its own workflow ends with its life
  })

  test('`portal unlock`: unlocks, and says so; what is not locked is exit 1', async () => {
    const locked = await lock(await resident())
    await waits(locked)
    const args = [nameOf(locked.owner).toUpperCase(), '--staff', 'kim', '--reason', 'called']
    expect(await unlockCommand(args, context)).toBe(0)
    expect(said.at(-1)).toMatch(/^r\w+ is unlocked/)
    expect((await row(locked)).unlockedAt).not.toBeNull()
    expect(await unlockCommand(args, context)).toBe(1)
    expect(said.at(-1)).toMatch(/is not locked$/)
    await ended(locked)
  })

  test.each([
    ['no username', ['--staff', 'kim', '--reason', 'called']],
    ['no name of who unlocks', ['dana', '--reason', 'called']],
    ['no reason', ['dana', '--staff', 'kim', '--reason', ' ']],
  ])('`portal unlock` with %s asks nothing', async (_, args) => {
    await expect(unlockCommand(args, context)).rejects.toThrow(/^unlock: /)
  })

  test('I14: with Temporal away an unlock is queued, and done when it is back', async () => {
    const locked = await time.whileAway(async () => {
      const locked = await lock(await resident())
      const args = [nameOf(locked.owner), '--staff', 'kim', '--reason', 'called']
      expect(await unlockCommand(args, context)).toBe(0)
      expect(said.at(-1)).toMatch(/^queued as request /)
      expect((await row(locked)).unlockedAt).toBeNull()
      return locked
    })
    await ended(locked)
    await until(() => mailsTo(locked).includes('Your portal account is unlocked'))
  })

  test('I14: a terminated run comes back by a nudge, and what was asked meanwhile is done', async () => {
    const locked = await lock(await resident())
    await waits(locked)
    await handle(locked).terminate('the test says so')
    await unlocked(locked)
    expect((await row(locked)).unlockedAt).not.toBeNull()
    expect(mailsTo(locked).filter((subject) => subject?.endsWith('is locked'))).toHaveLength(1)
  })
})
