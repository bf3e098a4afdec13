import { randomUUID } from 'node:crypto'
import { beforeEach, describe, expect, test } from 'vitest'
import * as bankAccounts from '../../sql/bank-accounts.js'
import type { BankAccountId } from '../../src/domain/ids.js'
import { freshDatabase } from '../support/database.js'
import { type Payer, payer, schedule } from '../support/payments.js'
import { setUp } from '../support/recurring.js'
import { testSeals } from '../support/seals.js'

const sql = await freshDatabase({ max: 30 })
const seals = await testSeals()
let dana: Payer
beforeEach(async () => {
  dana = await payer(sql, seals)
})

function typed(account: string, change: Partial<bankAccounts.NewBankAccount> = {}) {
  const id = randomUUID() as BankAccountId
  const numbers = { routing: '053000219', account }
  return {
    id,
    owner: dana.id,
    kind: 'checking',
    name: 'Dana Whitfield',
    last4: account.slice(-4),
    sealed: seals.seal(numbers, id),
    fingerprint: seals.fingerprint(numbers),
    saved: true,
    ...change,
  } satisfies bankAccounts.NewBankAccount
}

const listed = async () => (await bankAccounts.list(sql, dana.id)).map(({ last4 }) => last4)

describe('adding', () => {
  test('S38: a saved one is offered again, an unsaved one is not (F21)', async () => {
    await bankAccounts.add(sql, typed('00001111'))
    await bankAccounts.add(sql, typed('00002222', { saved: false }))
    expect(await listed()).toEqual(['4471', '1111'])
  })

  test('the same numbers are the same row; as the other kind they are another account', async () => {
    const first = typed('00001111')
    await bankAccounts.add(sql, first)
    expect(await bankAccounts.add(sql, typed('00001111'))).toEqual({
      outcome: 'same',
      id: first.id,
    })
    expect(await bankAccounts.known(sql, typed('00001111'))).toEqual({
      outcome: 'same',
      id: first.id,
    })
    expect(await bankAccounts.known(sql, typed('00001112'))).toBeUndefined()
    expect(await bankAccounts.add(sql, typed('00001111', { kind: 'savings' }))).toMatchObject({
      outcome: 'added',
    })
  })

  test('S39: a zero at the start makes another account', async () => {
    await bankAccounts.add(sql, typed('00001111'))
    expect(await bankAccounts.known(sql, typed('1111'))).toBeUndefined()
  })

  test('what was typed and not saved is saved when asked to', async () => {
    const first = typed('00001111', { saved: false })
    await bankAccounts.add(sql, first)
    expect(await bankAccounts.add(sql, typed('00001111'))).toEqual({
      outcome: 'same',
      id: first.id,
    })
    expect(await listed()).toContain('1111')
  })

  test('a removed one is not used again; one of another resident never is', async () => {
    const first = typed('00001111')
    await bankAccounts.add(sql, first)
    await sql`update bank_account set removed_at = portal_now() where id = ${first.id}`
    expect(await bankAccounts.add(sql, typed('00001111'))).toMatchObject({ outcome: 'added' })
    const other = await payer(sql, seals)
    expect(await bankAccounts.known(sql, typed('00001111', { owner: other.id }))).toBeUndefined()
  })

  test('F8: what its bank has closed is refused with the code', async () => {
    const first = typed('00001111')
    await bankAccounts.add(sql, first)
    await sql`update bank_account set closed_code = 'R03' where id = ${first.id}`
    expect(await bankAccounts.add(sql, typed('00001111'))).toEqual({
      outcome: 'closed',
      code: 'R03',
    })
    expect(await listed()).toEqual(['4471'])
  })

  test('I22: twenty at once leave five, and the same one twice leaves one', async () => {
    const added = await Promise.all(
      Array.from({ length: 20 }, (_, n) => bankAccounts.add(sql, typed(`0000${1000 + n}`))),
    )
    expect(added.filter(({ outcome }) => outcome === 'added')).toHaveLength(4)
    expect(added.filter(({ outcome }) => outcome === 'full')).toHaveLength(16)
    expect(await listed()).toHaveLength(5)
    expect(await bankAccounts.add(sql, typed('00009999', { saved: false }))).toMatchObject({
      outcome: 'added',
    })
    const asked = await bankAccounts.known(sql, typed('00009999'))
    expect(asked).toEqual({ outcome: 'full' })
  })

  test('two taps on Continue make one row', async () => {
    const added = await Promise.all(
      Array.from({ length: 10 }, () => bankAccounts.add(sql, typed('00001111'))),
    )
    expect(added.filter(({ outcome }) => outcome === 'added')).toHaveLength(1)
    expect(new Set(added.map((each) => 'id' in each && each.id)).size).toBe(1)
  })
})

describe('finding', () => {
  test('T12: only the owner’s', async () => {
    const other = await payer(sql, seals)
    expect(await bankAccounts.findUsable(sql, dana.id, dana.bank)).toEqual({
      id: dana.bank,
      kind: 'checking',
      last4: '4471',
    })
    expect(await bankAccounts.findUsable(sql, other.id, dana.bank)).toBeUndefined()
  })

  test('F21: an unsaved one until a payment has used it', async () => {
    const once = typed('00001111', { saved: false })
    await bankAccounts.add(sql, once)
    expect(await bankAccounts.findUsable(sql, dana.id, once.id)).toBeDefined()
    await schedule(sql, { ...dana, bank: once.id }, { inSeconds: 3600 })
    expect(await bankAccounts.findUsable(sql, dana.id, once.id)).toBeUndefined()
    expect(await bankAccounts.findUsable(sql, dana.id, dana.bank)).toBeDefined()
  })
})

test('F21: what no payment and no recurring payment used goes after a day', async () => {
  const used = typed('00001111', { saved: false })
  const unused = typed('00002222', { saved: false })
  const fresh = typed('00003333', { saved: false })
  const agreed = typed('00004444', { saved: false })
  for (const each of [used, unused, fresh, agreed]) await bankAccounts.add(sql, each)
  await schedule(sql, { ...dana, bank: used.id }, { inSeconds: 3600 })
  await setUp(sql, { ...dana, bank: agreed.id })
  expect(await bankAccounts.findUsable(sql, dana.id, agreed.id)).toBeUndefined()
  await sql`
    update bank_account set created_at = created_at - interval '25 hours'
     where id in ${sql([used.id, unused.id, agreed.id, dana.bank])}`
  expect(await bankAccounts.removeUnused(sql)).toBe(1)
  const left = await sql<{ last4: string }[]>`
    select last4 from bank_account where portal_account_id = ${dana.id} order by last4`
  expect(left.map(({ last4 }) => last4)).toEqual(['1111', '3333', '4444', '4471'])
})
