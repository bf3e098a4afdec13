import { beforeEach, describe, expect, test } from 'vitest'
import * as preferences from '../../sql/notice-preferences.js'
import { decideBill } from '../../sql/recurring-decisions.js'
import * as reminders from '../../sql/reminders.js'
import { addDays } from '../../src/domain/city-date.js'
import type { PaymentStatus } from '../../src/domain/payment.js'
import { type City, city, until } from '../support/city.js'
import { payer } from '../support/payments.js'
import {
  type TestPortal,
  type TestResident,
  type TestServiceAccount,
  testPortal,
} from '../support/portal.js'
import { addBill, setUp } from '../support/recurring.js'

/** Due date reminders and past due notices (F13). The bill is due on Monday, December 14, 2026. */

let portal: TestPortal
let rows: City
let dana: TestResident
let home: TestServiceAccount
const dueOn = '2026-12-14'
// Two seconds past: a clock that is moved by whole seconds is not more exact.
const eight = (day: string) => new Date(`${day}T08:00:02-05:00`)

beforeEach(async () => {
  portal = await testPortal()
  rows = city(portal.sql)
  await at(new Date('2026-11-20T10:00:00-05:00'))
  dana = await portal.addResident()
  home = await portal.addServiceAccount()
  await portal.link(dana, home, 'Home')
})

const at = async (moment: Date) =>
  void (await portal.sql`update clock_offset set seconds = ${until(moment)}`)
const bill = (account = home, cents = 84_17) =>
  rows.bill(account, { billedOn: '2026-11-20', dueOn, current: cents })
const pays = (status: PaymentStatus, cents = 84_17, payer = dana) =>
  rows.payment(payer, home, { cents, payOn: '2026-12-11', status })

/** Whole rounds, as the reconciliation does them. */
async function round(batch = 500): Promise<number> {
  let owed = 0
  for (let more = true; more; ) {
    const written = await reminders.writeNext(portal.sql, batch)
    owed += written.owed
    more = written.more
  }
  return owed
}
const owed = async () =>
  (
    await portal.sql<{ told: string }[]>`
      select n.template || ' ' || r.username as told
        from notice n join portal_account r on r.id = n.portal_account_id
       where n.template in ('due_reminder', 'past_due') order by n.created_at, told`
  ).map(({ told }) => told)
const to = (who: TestResident, ...templates: string[]) =>
  templates.map((template) => `${template} ${who.username}`)

describe('when', () => {
  test('F13: three days before from 08:00 on, and the day after from 08:00 on; each once', async () => {
    await bill()
    await at(eight('2026-12-10'))
    expect(await round()).toBe(0)
    await at(new Date('2026-12-11T07:59:30-05:00'))
    expect(await round()).toBe(0)
    await at(eight('2026-12-11'))
    expect(await round()).toBe(1)
    for (const day of ['2026-12-11', '2026-12-12', '2026-12-13', '2026-12-14']) {
      await at(eight(day))
      expect(await round()).toBe(0)
    }
    await at(new Date('2026-12-15T07:59:30-05:00'))
    expect(await round()).toBe(0)
    await at(eight('2026-12-15'))
    expect(await round()).toBe(1)
    await at(eight('2026-12-16'))
    expect(await round()).toBe(0)
    expect(await owed()).toEqual(to(dana, 'due_reminder', 'past_due'))
  })

  test('F13: a reconciliation that was away for days catches up, and leaves out what is over', async () => {
    await bill()
    await at(eight('2026-12-18'))
    await round()
    expect(await owed()).toEqual(to(dana, 'past_due'))
  })

  test('each has its nudge, in the same transaction', async () => {
    await bill()
    await at(eight('2026-12-11'))
    await round()
    const [row] = await portal.sql<{ nudged: boolean; recipient: string }[]>`
      select recipient, exists (select from nudge d where d.kind = 'notice' and d.id = notice.id) as nudged
        from notice where template = 'due_reminder'`
    expect(row).toEqual({ recipient: dana.email, nudged: true })
  })

  test('I15: on the days the clocks change, at 08:00 by the city’s clocks', async () => {
    await rows.bill(home, { billedOn: '2027-02-20', dueOn: '2027-03-17', current: 40_00 })
    await at(new Date('2027-03-14T07:59:30-04:00'))
    expect(await round()).toBe(0)
    await at(new Date('2027-03-14T08:00:02-04:00'))
    expect(await round()).toBe(1)
    await rows.bill(home, { billedOn: '2027-10-10', dueOn: '2027-11-10', current: 40_00 })
    await at(new Date('2027-11-07T07:59:30-05:00'))
    expect(await round()).toBe(0)
    await at(new Date('2027-11-07T08:00:02-05:00'))
    expect(await round()).toBe(1)
  })
})

describe('never for what is paid or covered', () => {
  test.each([
    ['scheduled', 'covered'],
    ['pending', 'covered'],
    ['unknown', 'covered'],
    ['needs_attention', 'covered'],
    ['approved', 'paid'],
  ] as const)('a payment that is %s: it is %s', async (status, _) => {
    await bill()
    await pays(status)
    for (const day of ['2026-12-11', '2026-12-15']) {
      await at(eight(day))
      await round()
    }
    expect(await owed()).toEqual([])
  })

  test.each([
    ['under the threshold is covered', 80_00, 0],
    ['over it waits for an OK, and is not', 200_00, 1],
  ])('with a recurring payment, a bill %s', async (_, current, reminded) => {
    const who = await payer(portal.sql, portal.deps.seals, { owesCents: 1_00 })
    const enrollment = await setUp(portal.sql, who)
    await decideBill(
      portal.sql,
      enrollment,
      await addBill(portal.sql, who, { current, dueInDays: 24 }),
    )
    await at(eight('2026-12-11'))
    expect(await round()).toBe(reminded)
  })

  test.each(['rejected', 'canceled', 'returned'] as const)(
    'a payment that was %s covers nothing',
    async (status) => {
      await bill()
      await pays(status)
      await at(eight('2026-12-11'))
      await round()
      expect(await owed()).toEqual(to(dana, 'due_reminder'))
    },
  )

  test('a part that is scheduled is not enough; together with a pending part it is', async () => {
    await bill()
    await pays('scheduled', 50_00)
    await at(eight('2026-12-11'))
    await round()
    expect(await owed()).toEqual(to(dana, 'due_reminder'))
    await pays('pending', 34_17)
    await at(eight('2026-12-15'))
    await round()
    expect(await owed()).toEqual(to(dana, 'due_reminder'))
  })

  test('what was paid elsewhere counts, and so does a credit', async () => {
    await bill()
    await rows.received(home, '2026-12-01', 100_00)
    await at(eight('2026-12-11'))
    await round()
    expect(await owed()).toEqual([])
  })

  test('a payment that is canceled after its reminder’s morning is caught by the next', async () => {
    await bill()
    const payment = await pays('scheduled')
    await at(eight('2026-12-11'))
    expect(await round()).toBe(0)
    await portal.sql`update payment set status = 'canceled' where id = ${payment}`
    await at(eight('2026-12-12'))
    expect(await round()).toBe(1)
  })

  test('only the newest bill is reminded of: it carries what the older one left', async () => {
    await rows.bill(home, { billedOn: '2026-11-18', dueOn: '2026-12-12', current: 50_00 })
    await bill()
    await at(eight('2026-12-11'))
    expect(await round()).toBe(1)
    const [row] = await portal.sql<{ dueOn: string }[]>`
      select b.due_on from notice n join bill b on b.id = (n.params ->> 'billId')::uuid
       where n.template = 'due_reminder'`
    expect(row).toEqual({ dueOn })
  })

  test('F14: a bill that a corrected one replaces is not', async () => {
    const wrong = await rows.bill(home, { billedOn: '2026-11-20', dueOn, current: 90_00 })
    await rows.bill(home, {
      billedOn: '2026-11-20',
      dueOn: '2026-12-20',
      current: 84_17,
      booked: -5_83,
      replaces: wrong,
    })
    await at(eight('2026-12-11'))
    expect(await round()).toBe(0)
    await at(eight('2026-12-17'))
    expect(await round()).toBe(1)
  })
})

describe('to whom', () => {
  let other: TestResident
  beforeEach(async () => {
    other = await portal.addResident()
    await portal.link(other, home)
    await bill()
    await at(eight('2026-12-11'))
  })
  const box = { newDocument: true, paymentUpdates: true }
  const on = { ...box, dueReminder: true }
  const off = { ...box, dueReminder: false }

  test('F13: every linked resident, once each; nobody else', async () => {
    await portal.addResident()
    await round()
    expect((await owed()).sort()).toEqual(
      [...to(dana, 'due_reminder'), ...to(other, 'due_reminder')].sort(),
    )
  })

  test('F9, F13: what one of them scheduled covers the bill for both', async () => {
    await pays('scheduled', 84_17, other)
    await round()
    expect(await owed()).toEqual([])
  })

  test('not with the box off, and past due follows the same box', async () => {
    await preferences.save(portal.sql, other.id, off)
    await round()
    await at(eight('2026-12-15'))
    await round()
    expect(await owed()).toEqual(to(dana, 'due_reminder', 'past_due'))
  })

  test('the account’s own box wins over the general one, in both directions', async () => {
    await preferences.save(portal.sql, dana.id, on, new Map([[home.id, off]]))
    await preferences.save(portal.sql, other.id, off, new Map([[home.id, on]]))
    await round()
    expect(await owed()).toEqual(to(other, 'due_reminder'))
  })

  test('another account’s own box changes nothing here', async () => {
    const rental = await portal.addServiceAccount()
    await portal.link(dana, rental, 'Rental')
    await preferences.save(portal.sql, dana.id, on, new Map([[rental.id, off]]))
    await round()
    expect(await owed()).toHaveLength(2)
  })

  test('nothing goes to an unconfirmed address', async () => {
    await portal.sql`update portal_account set email_confirmed_at = null where id = ${other.id}`
    await round()
    expect(await owed()).toEqual(to(dana, 'due_reminder'))
  })

  test('paper bills are reminded of too: the reminder is the account’s, not paperless billing’s', async () => {
    await rows.enroll(dana, home, '2026-11-20')
    expect(await round()).toBe(2)
  })
})

describe('the round', () => {
  async function many(count: number) {
    for (let made = 0; made < count; made += 1) {
      const account = await portal.addServiceAccount()
      await portal.link(dana, account)
      await bill(account, 10_00 + made)
    }
  }

  test('twice at once is once, batch by batch', async () => {
    await many(7)
    await at(eight('2026-12-11'))
    const counts = await Promise.all([round(2), round(2), round(3)])
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(7)
    expect(await owed()).toHaveLength(7)
  })

  test('one that was killed goes on behind its last batch, also when that was full', async () => {
    await many(4)
    await at(eight('2026-12-11'))
    expect(await reminders.writeNext(portal.sql, 2)).toEqual({ owed: 2, more: true })
    expect(await round(2)).toBe(2)
  })

  test('a finished one is not walked again that day, until a bill file was loaded', async () => {
    await at(eight('2026-12-11'))
    await bill()
    await round()
    const late = await portal.addServiceAccount()
    await portal.link(dana, late)
    await bill(late)
    expect(await round()).toBe(0)
    await portal.sql`update bill_run set loaded_at = portal_now() + interval '1 second'`
    expect(await round()).toBe(1)
  })

  test('F19: a clock that was moved finds what was made on an earlier day of its own', async () => {
    await at(eight('2026-12-11'))
    await round()
    await at(new Date('2026-11-20T10:00:00-05:00'))
    await bill()
    await at(eight('2026-12-11'))
    expect(await round()).toBe(1)
  })

  test('a clock that is moved back and forth owes nothing twice (F19)', async () => {
    await bill()
    for (const day of ['2026-12-15', '2026-12-11', '2026-12-15', addDays(dueOn, 5)]) {
      await at(eight(day))
      await round()
    }
    expect((await owed()).sort()).toEqual(to(dana, 'due_reminder', 'past_due'))
  })
})
