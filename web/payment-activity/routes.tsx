import { type Context, Hono } from 'hono'
import { z } from 'zod'
import * as paymentActivity from '../../sql/payment-activity.js'
import * as payments from '../../sql/payments.js'
import { isId, type PaymentId } from '../../src/domain/ids.js'
import { showMoney } from '../../src/domain/money.js'
import { atRest, type PaymentStatus, wordFor } from '../../src/domain/payment.js'
import { Refusal } from '../../src/domain/refusal.js'
import type { Deps, PortalEnv } from '../env.js'
import { parse } from '../form.js'
import { resident } from '../gate.js'
import { show } from '../page.js'
import { PaymentSheet, refreshing } from '../payment.js'
import { CancelPage } from './cancel-page.js'
import { ActivityPage } from './list-page.js'
import { PaymentPage } from './payment-page.js'

type C = Context<PortalEnv>

const one = '/payment-activity/:id'

/** What the resident's payments are doing, and how to cancel one that was not sent yet (S56 to S59). */
export const paymentActivityRoutes = ({ sql, city }: Deps) => {
  /** Another's payment is as absent as one that never was (T12). */
  async function find(c: C): Promise<paymentActivity.WholePayment | undefined> {
    const id = c.req.param('id') ?? ''
    if (!isId(id)) return undefined
    return await paymentActivity.find(sql, id as PaymentId, c.get('resident').id)
  }

  return new Hono<PortalEnv>()
    .get('/payment-activity', resident, async (c) => {
      const { id: payer } = c.get('resident')
      const wanted = c.req.query('account') || undefined
      const accounts = await paymentActivity.accounts(sql, payer)
      const account = accounts.find(({ id }) => id === wanted)?.id
      if (wanted && !account) return c.notFound()
      const filter = { account, statuses: statusesOf(c.req.query('status')) }
      const page = pageOf(c.req.query('page'))
      const [open, { payments: finished, more }] = await Promise.all([
        paymentActivity.open(sql, payer, filter),
        paymentActivity.finished(sql, payer, filter, page),
      ])
      return show(
        c,
        { title: 'Payment Activity', tab: 'activity' },
        <ActivityPage
          accounts={accounts}
          chosen={account}
          open={open}
          finished={finished}
          page={page}
          more={more}
        />,
      )
    })
    .get(one, resident, async (c) => {
      const payment = await find(c)
      if (!payment) return c.notFound()
      if (c.req.query('poll') !== undefined && c.req.header('hx-request') === 'true')
        return polled(c, payment)
      return show(
        c,
        { title: `Payment ${payment.confirmation}`, tab: 'activity', ...refreshing(payment) },
        <PaymentPage payment={payment} phone={city.supportPhone} />,
      )
    })
    .get(`${one}/cancel`, resident, async (c) => {
      const payment = await find(c)
      if (!payment) return c.notFound()
      if (atRest(payment.status)) return c.redirect(`/payment-activity/${payment.id}`, 303)
      if (payment.status !== 'scheduled') throw tooLate(payment.id)
      return show(
        c,
        { title: 'Cancel this payment?', tab: 'activity' },
        <CancelPage c={c} payment={payment} />,
      )
    })
    .post(`${one}/cancel`, resident, async (c) => {
      const payment = await find(c)
      if (!payment) return c.notFound()
      const sent = await parse(c, z.strictObject({}))
      if (!sent.ok) throw new Refusal('form-too-old')
      if (!(await payments.cancel(sql, payment.id, c.get('resident')))) throw tooLate(payment.id)
      return c.redirect(`/payment-activity/${payment.id}`, 303)
    })
}

const tooLate = (id: PaymentId) => new Refusal('payment-not-cancelable', `/payment-activity/${id}`)

/** The same section again, alone, so that nothing else of the page moves; a change of status is also said (ux.md 7.2). */
function polled(c: C, payment: paymentActivity.WholePayment) {
  const word = wordFor[payment.status].toLowerCase()
  const was = c.req.query('was')
  return c.html(
    <>
      <PaymentSheet payment={payment} own={c.req.query('own') !== undefined} />
      {was !== undefined && was !== word && (
        <div hx-swap-oob="innerHTML:#live">
          Payment of {showMoney(payment.amountCents)} is now {word}
        </div>
      )}
    </>,
  )
}

/** The statuses that a resident reads as this word; any other text filters nothing. */
function statusesOf(word: string | undefined): PaymentStatus[] | undefined {
  const all = Object.keys(wordFor) as PaymentStatus[]
  const found = all.filter((status) => wordFor[status].toLowerCase() === word?.toLowerCase())
  return found.length > 0 ? found : undefined
}

/** From 1; far more than 24 months of payments ever fill. */
const pageOf = (text: string | undefined): number =>
  /^[1-9]\d{0,2}$/.test(text ?? '') ? Number(text) : 1
