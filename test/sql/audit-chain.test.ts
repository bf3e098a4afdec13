import { createHmac } from 'node:crypto'
import { beforeEach, describe, expect, test } from 'vitest'
import { audit } from '../../sql/audit.js'
import { type ChainFault, seal, verify } from '../../sql/audit-chain.js'
import type { Sql } from '../../sql/database.js'
import { freshDatabase } from '../support/database.js'

const mac = (text: string) => createHmac('sha256', 'a key outside').update(text).digest('base64url')

let sql: Sql
beforeEach(async () => {
  sql = await freshDatabase()
})

/** So many rows in so many batches. @returns Their numbers. */
async function write(rows: number, batches = 1): Promise<number[]> {
  for (let nth = 0; nth < batches; nth += 1) {
    for (let row = 0; row < rows; row += 1)
      await audit(sql, { actor: 'a test', action: 'tried', facts: { row, money: '$1.00' } })
    await seal(sql, mac)
  }
  return (await sql<{ seq: number }[]>`select seq from audit order by seq`).map(({ seq }) => seq)
}

/** What a superuser can do: triggers do not fire. */
const asSuperuser = (deed: (tx: Parameters<Parameters<Sql['begin']>[1]>[0]) => Promise<unknown>) =>
  sql.begin(async (tx) => {
    await tx`set local session_replication_role = replica`
    await deed(tx)
  })

const faultOf = async (): Promise<ChainFault | undefined> => (await verify(sql, mac)).fault

describe('T25: the audit’s chain', () => {
  test('holds while nobody touches it, over many batches, and its hashes are shown', async () => {
    await write(3, 3)
    const found = await verify(sql, mac)
    expect(found).toMatchObject({ fault: undefined, sealed: 9, waiting: 0, late: false })
    const rows = await sql<{ hash: string }[]>`select hash from check_audit order by seq`
    expect(rows.map(({ hash }) => /^[0-9a-f]{64}$/.test(hash))).toEqual(Array(9).fill(true))
    expect(new Set(rows.map(({ hash }) => hash)).size).toBe(9)
    expect(found.head.hash).toBe(rows.at(-1)?.hash)
  })

  test('refuses a change, a removal and an emptying of rows and of seals', async () => {
    await write(2)
    for (const table of ['audit', 'audit_seal', 'audit_checkpoint']) {
      await expect(sql.unsafe(`delete from ${table}`)).rejects.toThrow(/for ever/)
      await expect(sql.unsafe(`truncate ${table}`)).rejects.toThrow(/for ever/)
    }
    await expect(sql`update audit set action = 'x'`).rejects.toThrow(/for ever/)
    await expect(sql`update audit_seal set hash = sha256('x')`).rejects.toThrow(/for ever/)
  })

  test.each([
    ['an actor', `actor = 'somebody else'`],
    ['an action', `action = 'looked'`],
    ['a subject', 'subject = gen_random_uuid()'],
    ['a fact', `facts = '{"row": 2, "money": "$2.00"}'`],
    ['a moment', `at = at + interval '1 microsecond'`],
  ])('names the row of which %s was changed', async (_, change) => {
    const seqs = await write(3, 2)
    await asSuperuser((tx) => tx.unsafe(`update audit set ${change} where seq = ${seqs[2]}`))
    expect(await faultOf()).toEqual({ what: 'changed', seq: seqs[2] })
  })

  test('names the first of several bad rows', async () => {
    const seqs = await write(6)
    await asSuperuser(
      (tx) => tx`update audit set action = 'x' where seq in (${seqs[4]!}, ${seqs[1]!})`,
    )
    expect(await faultOf()).toEqual({ what: 'changed', seq: seqs[1] })
  })

  test('names a deleted row, the last one too', async () => {
    const seqs = await write(4)
    await asSuperuser((tx) => tx`delete from audit where seq = ${seqs[3]!}`)
    expect(await faultOf()).toEqual({ what: 'deleted', seq: seqs[3] })
    await asSuperuser((tx) => tx`delete from audit where seq = ${seqs[1]!}`)
    expect(await faultOf()).toEqual({ what: 'deleted', seq: seqs[1] })
  })

  test('notices a row that was deleted with its seal', async () => {
    const seqs = await write(4)
    await asSuperuser(async (tx) => {
      await tx`delete from audit where seq = ${seqs[2]!}`
      await tx`delete from audit_seal where seq = ${seqs[2]!}`
    })
    expect(await faultOf()).toEqual({ what: 'cut', afterSeq: seqs[1] })
  })

  test('notices a tail that was cut off with its seals and its checkpoints', async () => {
    const seqs = await write(2, 3)
    await asSuperuser(async (tx) => {
      await tx`delete from audit where seq > ${seqs[3]!}`
      await tx`delete from audit_seal where seq > ${seqs[3]!}`
      await tx`delete from audit_checkpoint where n > 4`
    })
    expect(await faultOf()).toEqual({ what: 'cut', afterSeq: seqs[3] })
    // An old checkpoint is no head: its mark is another one.
    await asSuperuser(
      (tx) =>
        tx`update audit_head h set n = c.n, hash = c.hash, mac = c.mac from audit_checkpoint c where c.n = 4`,
    )
    expect(await faultOf()).toMatchObject({ what: 'rewritten' })
  })

  test('notices everything cut off', async () => {
    await write(3)
    await asSuperuser(async (tx) => {
      for (const table of ['audit', 'audit_seal', 'audit_checkpoint'])
        await tx.unsafe(`delete from ${table}`)
    })
    expect(await faultOf()).toEqual({ what: 'cut', afterSeq: 0 })
  })

  test('notices a chain that was written anew without the key, and where it begins', async () => {
    const seqs = await write(2, 3)
    await asSuperuser(async (tx) => {
      await tx`update audit set actor = 'nobody' where seq = ${seqs[2]!}`
      await tx`delete from audit_seal where n > 2`
      await tx`delete from audit_checkpoint where n > 2`
      await tx`update audit_head h set n = 2, hash = s.hash from audit_seal s where s.n = 2`
      await tx`insert into audit_waiting (seq) select seq from audit where seq > ${seqs[1]!}`
    })
    await seal(sql, (text) => createHmac('sha256', 'another key').update(text).digest('base64url'))
    expect(await faultOf()).toEqual({ what: 'rewritten', fromSeq: seqs[2], toSeq: seqs[5] })
  })

  test('notices a row that was written past the triggers, and one whose seal is gone', async () => {
    const seqs = await write(2)
    await asSuperuser((tx) => tx`insert into audit (actor, action) values ('nobody', 'nothing')`)
    expect(await faultOf()).toEqual({ what: 'never sealed', seq: seqs[1]! + 1 })
    await asSuperuser((tx) => tx`delete from audit_seal where seq = ${seqs[0]!}`)
    expect(await faultOf()).toEqual({ what: 'cut', afterSeq: 0 })
  })

  test('an anchor that was written down elsewhere tells of a chain that was put back to an older day', async () => {
    await write(2)
    const old = await sql`select n, hash, mac from audit_head`
    await write(2)
    const { head } = await verify(sql, mac)
    await asSuperuser(async (tx) => {
      await tx`delete from audit where seq in (select seq from audit_seal where n > 2)`
      await tx`delete from audit_seal where n > 2`
      await tx`delete from audit_checkpoint where n > 2`
      await tx`update audit_head set n = ${old[0]!.n}, hash = ${old[0]!.hash}, mac = ${old[0]!.mac}`
    })
    expect(await faultOf()).toBeUndefined() // whoever kept an old head can do so much
    expect((await verify(sql, mac, head)).fault).toEqual({ what: 'other chain', n: head.n })
  })

  test('seals a row that was committed after one of a higher number', async () => {
    await write(1)
    let release = () => {}
    const held = new Promise<void>((next) => {
      release = next
    })
    let written = () => {}
    const first = new Promise<void>((next) => {
      written = next
    })
    const late = sql.begin(async (tx) => {
      await audit(tx, { actor: 'a slow one', action: 'tried' })
      written()
      await held
    })
    await first
    await write(1)
    release()
    await late
    expect(await verify(sql, mac)).toMatchObject({ fault: undefined, waiting: 1 })
    await seal(sql, mac)
    expect(await verify(sql, mac)).toMatchObject({ fault: undefined, sealed: 3, waiting: 0 })
  })

  test('many sealers at once seal each row once', async () => {
    for (let row = 0; row < 40; row += 1) await audit(sql, { actor: 'a test', action: 'tried' })
    const all = await Promise.all(Array.from({ length: 8 }, () => seal(sql, mac)))
    expect(all.reduce((sum, { rows }) => sum + rows, 0)).toBe(40)
    expect(await verify(sql, mac)).toMatchObject({ fault: undefined, sealed: 40 })
  })

  test('one batch a day is its anchor', async () => {
    await audit(sql, { actor: 'a test', action: 'tried' })
    expect((await seal(sql, mac)).anchor).toMatchObject({ n: 1 })
    await audit(sql, { actor: 'a test', action: 'tried' })
    expect((await seal(sql, mac)).anchor).toBeUndefined()
    await sql`update clock_offset set seconds = seconds + 86400`
    expect((await seal(sql, mac)).anchor).toBeUndefined() // nothing happened on that day
    await audit(sql, { actor: 'a test', action: 'tried' })
    expect((await seal(sql, mac)).anchor).toMatchObject({ n: 3 })
  })

  test('rows that wait for too long are told', async () => {
    await audit(sql, { actor: 'a test', action: 'tried' })
    expect(await verify(sql, mac)).toMatchObject({ waiting: 1, late: false })
    await sql`update audit_waiting set since = since - interval '11 minutes'`
    expect(await verify(sql, mac)).toMatchObject({ fault: undefined, waiting: 1, late: true })
  })
})
