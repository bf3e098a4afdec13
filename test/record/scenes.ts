import { randomInt, randomUUID } from 'node:crypto'
import * as lockouts from '../../sql/lockouts.js'
import * as notices from '../../sql/notices.js'
import * as payments from '../../sql/payments.js'
import * as recoveries from '../../sql/recoveries.js'
import * as enrollments from '../../sql/recurring-enrollments.js'
import * as doors from '../../sql/sign-in-doors.js'
import { bytesSource } from '../../src/adapters/bill-file.js'
import { takeBillFile } from '../../src/bill-intake.js'
import type { BillId, BillRunId, EnrollmentId, NoticeId } from '../../src/domain/ids.js'
import { account, fileOf, wholeBill } from '../support/bill-records.js'
import { handOff } from '../support/intents.js'
import { claim, type Payer, payer, schedule } from '../support/payments.js'
import { addBill, automatic, decisions, holdsOf, received, setUp } from '../support/recurring.js'
import { until } from '../support/until.js'
import type { Stage } from './stage.js'

/**
 * Each workflow in each state in which it waits, and at its end (N13): a name, and how to get there. A new waiting state
 * is a scene here; `npm run histories` records it.
 */
export const scenes: Readonly<Record<string, (stage: Stage) => Promise<void>>> = {
  async 'payment waits for its day'(stage) {
    const id = await schedule(stage.sql, await someone(stage), { inSeconds: 5 * 86_400 })
    await stage.waits('payment', id, 'pay day')
  },

  async 'payment is canceled while it waits'(stage) {
    const who = await someone(stage)
    const id = await schedule(stage.sql, who, { inSeconds: 5 * 86_400 })
    await stage.waits('payment', id, 'pay day')
    await payments.cancel(stage.sql, id, who)
    await stage.ends('payment', id)
  },

  async 'payment is approved'(stage) {
    const id = await schedule(stage.sql, await someone(stage))
    await stage.ends('payment', id)
  },

  async 'payment waits for the bank'(stage) {
    await stage.processor({ events: 'missing', settleSeconds: 3600 })
    const id = await schedule(stage.sql, await someone(stage))
    await stage.waits('payment', id, "the bank's answer")
  },

  async 'payment waits for the processor'(stage) {
    await stage.processor({ mode: 'down', count: 0 })
    const id = await schedule(stage.sql, await someone(stage))
    await stage.waits('payment', id, 'the processor did not answer')
  },

  async 'payment waits for a person'(stage) {
    const who = await someone(stage)
    await stage.sql`update bank_account set sealed = regexp_replace(sealed, '.$', '!') where id = ${who.bank}`
    const id = await schedule(stage.sql, who)
    await stage.waits('payment', id, 'a person')
  },

  async 'payment waits to be paid on the hosted page'(stage) {
    const { id } = await handOff(stage.sql, await someone(stage))
    await stage.waits('payment', id, 'whether SpeedPay was paid')
  },

  async 'payment is never paid on the hosted page'(stage) {
    const { id } = await handOff(stage.sql, await someone(stage))
    await stage.waits('payment', id, 'whether SpeedPay was paid')
    await stage.skip('61 minutes')
    await stage.ends('payment', id)
  },

  async 'payment is held by finance'(stage) {
    const id = await schedule(stage.sql, await someone(stage), { inSeconds: 2 })
    await stage.sql`update payment set held_at = portal_now(), held_by = 'finance' where id = ${id}`
    await stage.nudge('payment', id)
    await stage.waits('payment', id, 'held by finance')
  },

  async 'payment waits while all debits are stopped'(stage) {
    await stage.sql`insert into debit_stop (id, stopped_by, why) values (gen_random_uuid(), 'finance', 'a scene')`
    const id = await schedule(stage.sql, await someone(stage))
    await stage.waits('payment', id, 'all debits are stopped')
    await stage.sql`update debit_stop set resumed_at = portal_now(), resumed_by = 'finance'`
  },

  async 'recurring payment waits for another payment of its bill'(stage) {
    const who = await someone(stage)
    const id = await setUp(stage.sql, who)
    await addBill(stage.sql, who, { current: 50_00, dueInDays: 0 })
    // By hand, and without an answer, before the automatic one is looked at.
    const byHand = await stage.away(async () => {
      const made = await schedule(stage.sql, who, { amountCents: 20_00 })
      await claim(stage.sql, made)
      await stage.sql`update payment set status = 'needs_attention' where id = ${made}`
      return made
    })
    await decided(stage, id, 1)
    await stage.sql`delete from nudge where id = ${byHand}`
    await stage.waits('payment', (await automatic(stage.sql, who))[0]!.id, 'another payment')
  },

  async 'recurring waits for the next bill'(stage) {
    const id = await setUp(stage.sql, await someone(stage))
    await stage.waits('recurring', id, 'the next bill')
  },

  async 'recurring waits for a pay day'(stage) {
    const who = await someone(stage)
    const id = await setUp(stage.sql, who)
    await addBill(stage.sql, who, { current: 50_00 })
    await stage.waits('recurring', id, 'the last one is paid on')
  },

  async 'recurring waits for an authorization'(stage) {
    const [id] = await withHold(stage)
    await stage.waits('recurring', id, 'authorization of the bill')
  },

  async 'recurring waits for an authorization after its reminders'(stage) {
    const [id] = await withHold(stage)
    await stage.waits('recurring', id, 'authorization of the bill')
    await stage.skip('30 days')
    await stage.waits('recurring', id, 'authorization of the bill')
  },

  async 'recurring ends a hold that was paid'(stage) {
    const [id, who] = await withHold(stage)
    await stage.waits('recurring', id, 'authorization of the bill')
    await received(stage.sql, who, 300_00)
    await until(async () => (await holdsOf(stage.sql, who))[0]!.status === 'paid')
    await stage.waits('recurring', id, 'the next bill')
  },

  async 'recurring waits for a bank account'(stage) {
    const id = await setUp(stage.sql, await someone(stage))
    await stage.waits('recurring', id, 'the next bill')
    await stage.sql`update recurring_enrollment set status = 'paused', reason = 'R02' where id = ${id}`
    await stage.nudge('recurring', id)
    await stage.waits('recurring', id, 'a bank account')
  },

  async 'recurring continues as new after 12 bills'(stage) {
    const who = await someone(stage)
    const id = await setUp(stage.sql, who, { terms: { daysBefore: 0, thresholdCents: null } })
    for (let bill = 1; bill <= 13; bill += 1) {
      await addBill(stage.sql, who, { current: 10_00 })
      await decided(stage, id, bill)
    }
    await stage.waits('recurring', id, 'the next bill')
  },

  async 'recurring is stopped'(stage) {
    const who = await someone(stage)
    const id = await setUp(stage.sql, who)
    await stage.waits('recurring', id, 'the next bill')
    await enrollments.stop(stage.sql, id, who)
    await stage.ends('recurring', id)
  },

  async 'recurring finishes after the final bill'(stage) {
    const who = await someone(stage)
    const id = await setUp(stage.sql, who)
    await stage.sql`update service_account set status = 'closed' where id = ${who.account}`
    await addBill(stage.sql, who, { current: 10_00 })
    await stage.ends('recurring', id)
  },

  async 'lockout waits for 311'(stage) {
    await stage.waits('lockout', await locked(stage), 'CharMeck 311')
  },

  async 'lockout waits for 311 after its reminder'(stage) {
    const id = await locked(stage)
    await stage.waits('lockout', id, 'CharMeck 311')
    await stage.skip('25 hours')
    await stage.waits('lockout', id, 'CharMeck 311')
  },

  async 'lockout waits for the mail server'(stage) {
    stage.mail(false)
    await stage.waits('lockout', await locked(stage), 'the mail server')
  },

  async 'lockout is ended by 311'(stage) {
    const id = await locked(stage)
    await stage.waits('lockout', id, 'CharMeck 311')
    await lockouts.askUnlock(stage.sql, id, {
      staff: 'kim',
      reason: 'called',
      temporaryPassword: false,
    })
    await stage.ends('lockout', id)
  },

  async 'temporary password waits to be used'(stage) {
    const id = await asked(stage, 'password')
    await stage.waits('password_reset', id, 'is used or expires')
  },

  async 'temporary password waits for the mail server'(stage) {
    stage.mail(false)
    await stage.waits('password_reset', await asked(stage, 'password'), 'the mail server')
  },

  async 'temporary password expires'(stage) {
    const id = await asked(stage, 'password')
    await stage.waits('password_reset', id, 'is used or expires')
    await stage.skip('2 hours')
    await stage.ends('password_reset', id)
  },

  async 'username is mailed'(stage) {
    await stage.ends('username_reminder', await asked(stage, 'username'))
  },

  async 'mail is sent'(stage) {
    await stage.ends('notice', await owed(stage))
  },

  async 'mail waits for the mail server'(stage) {
    stage.mail(false)
    const id = await owed(stage)
    await until(async () => ((await notices.find(stage.sql, id))?.attempts ?? 0) > 1)
    await stage.keep('notice', id)
  },

  async 'reconciliation passes over all rows'(stage) {
    await stage.nudge('reconciliation', '00000000-0000-0000-0000-000000000000')
    await stage.ends('reconciliation', 'asked')
  },

  async 'bill run is loaded and its emails are sent'(stage) {
    await stage.ends('bill_run', await accepted(stage, await wantsNewDocument(stage)))
  },

  async 'bill run waits for an earlier one'(stage) {
    const [first, second] = await stage.away(async () => {
      const both = [await accepted(stage), await accepted(stage)] as const
      await stage.sql`delete from nudge where kind = 'bill_run' and id = ${both[0]}`
      return both
    })
    await stage.waits('bill_run', second, 'earlier bill runs')
    await stage.nudge('bill_run', first)
    await stage.ends('bill_run', second)
  },

  async 'bill run waits for the mail server'(stage) {
    stage.mail(false)
    const id = await accepted(stage, await wantsNewDocument(stage))
    await stage.waits('bill_run', id, '1 email to send')
  },
}

/** A bill file with one bill, handed over. */
async function accepted(
  { sql, seals }: Stage,
  accountNumber = String(randomInt(1e12)).padStart(13, '0'),
): Promise<BillRunId> {
  const id = randomUUID()
  const records = [account({ accountNumber }), ...wholeBill({ accountNumber, billNumber: id })]
  const source = bytesSource(Buffer.from(fileOf(records, id)))
  const intake = await takeBillFile({ sql, seals, source }, { nudge: true })
  if (intake.outcome === 'refused') throw new Error(intake.faults[0]?.message)
  return intake.run.id
}

/** @returns The account number of a resident who is mailed when a bill can be viewed. */
async function wantsNewDocument(stage: Stage): Promise<string> {
  const who = await someone(stage)
  await stage.sql`insert into notice_preference (portal_account_id, new_document) values (${who.id}, true)`
  const [row] = await stage.sql<{ accountNumber: string }[]>`
    select account_number from service_account where id = ${who.account}`
  return row!.accountNumber
}

const someone = ({ sql, seals }: Stage): Promise<Payer> => payer(sql, seals)

const decided = ({ sql }: Stage, id: EnrollmentId, count: number) =>
  until(async () => (await decisions(sql, id)).length === count)

async function withHold(stage: Stage): Promise<[EnrollmentId, Payer]> {
  const who = await someone(stage)
  const id = await setUp(stage.sql, who)
  const bill: BillId = await addBill(stage.sql, who, { current: 200_00 })
  await until(async () => (await holdsOf(stage.sql, who)).some(({ billId }) => billId === bill))
  return [id, who]
}

async function locked({ sql, seals }: Stage) {
  const owner = (await payer(sql, seals)).id
  const rules = { tries: 3, lockoutScope: 'unknown-browsers' } as const
  const at = { nameKey: owner, door: doors.strangers, account: owner }
  const wrong = { password: 'wrong' } as const
  for (const tried of [wrong, wrong, wrong, { answer: 'wrong' }] as const)
    await doors.walk(sql, at, tried, rules)
  const [row] = await sql<{ id: Parameters<typeof lockouts.find>[1] }[]>`
    select id from lockout where portal_account_id = ${owner}`
  return row!.id
}

async function asked({ sql, seals }: Stage, kind: 'username' | 'password') {
  const { email } = await payer(sql, seals)
  const id = await recoveries.request(sql, kind, email)
  if (!id) throw new Error('no request')
  return id
}

async function owed({ sql }: Stage): Promise<NoticeId> {
  return await sql.begin((tx) =>
    notices.owe(tx, {
      template: 'confirm_email',
      params: { token: randomUUID() },
      to: { email: `${randomUUID()}@example.com` satisfies string },
    }),
  )
}
