import { randomUUID } from 'node:crypto'
import { beforeAll, expect, test } from 'vitest'
import { writeMail } from '../../activities/mails/index.js'
import type { NoticeRow } from '../../sql/notices.js'
import * as steps from '../../sql/payment-steps.js'
import { freshDatabase } from '../support/database.js'
import { handOff, said } from '../support/intents.js'
import { type Payer, payer, schedule } from '../support/payments.js'
import { testSeals } from '../support/seals.js'

const sql = await freshDatabase()
const seals = await testSeals()
let dana: Payer
beforeAll(async () => {
  dana = await payer(sql, seals)
})

const write = (template: NoticeRow['template'], paymentId: string) =>
  writeMail(
    {
      sql,
      seals,
      origin: 'https://portal.test',
      supportPhone: '704-336-7600',
      convenienceFeeCents: 125,
      temporaryPasswordMinutes: 60,
    },
    {
      id: randomUUID() as NoticeRow['id'],
      template,
      portalAccountId: dana.id,
      recipient: dana.email,
      params: { paymentId },
      state: 'waiting',
      attempts: 0,
      createdAt: new Date(),
      now: new Date(),
    },
  )

test('S53: Not paid leads to SpeedPay of that account', async () => {
  const { text } = (await write('payment_rejected', await schedule(sql, dana)))!
  expect(text).toContain(
    `use Pay Now with Western Union SpeedPay ($1.25 convenience fee): https://portal.test/pay/${dana.account}/speedpay`,
  )
})

test('I17: Paid tells the processor’s number, the source, and the fee beside the amount', async () => {
  const intent = await handOff(sql, dana)
  await steps.record(sql, said(intent, 'approved', { ref: 'WU-30991827' }))
  const { subject, text } = (await write('payment_approved', intent.id))!
  expect(subject).toBe('Paid: $84.17 for Home')
  expect(text).toContain('from Western Union SpeedPay')
  expect(text).toContain('Confirmation WU-30991827. Balance now $0.00.')
  expect(text).toContain('Convenience fee $1.25, total charged $85.42.')
})
