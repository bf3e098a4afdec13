import { type Context, Hono } from 'hono'
import { open as openHolds } from '../../sql/bill-holds-list.js'
import * as paymentActivity from '../../sql/payment-activity.js'
import * as payments from '../../sql/payments.js'
import { cityDay } from '../../src/domain/city-date.js'
import { isId, type PaymentId } from '../../src/domain/ids.js'
import { showMoney } from '../../src/domain/money.js'
import { atRest, wordFor } from '../../src/domain/payment.js'
import { Refusal } from '../../src/domain/refusal.js'
import { attach, limitDownloads } from '../downloads.js'
import type { Deps, PortalEnv } from '../env.js'
import { refusalText } from '../errors.js'
import { parse } from '../form.js'
import { resident } from '../gate.js'
import { show, wantsFragment } from '../page.js'
import { PaymentSheet, refreshing } from '../payment.js'
import { cameFrom, cancelForm, goOn } from './came-from.js'
import { CancelPage, CancelSheet } from './cancel-page.js'
import { paymentsFile } from './file.js'
import { pageOf, statusesOf } from './filter.js'
import { ActivityPage, type Chosen } from './list-page.js'
import { PaymentPage } from './payment-page.js'

type C = Context<PortalEnv>

const list = '/payment-activity'
const one = `${list}/:id`

/** What the resident's payments are doing, and how to cancel one that was not sent yet (S56 to S59). */
export const paymentActivityRoutes = (deps: Deps) => {
  const { sql, clock, city } = deps

  /** Another's payment is as absent as one that never was (T12). */
  async function find(c: C): Promise<paymentActivity.WholePayment | undefined> {
    const id = c.req.param('id') ?? ''
    if (!isId(id)) return undefined
    return await paymentActivity.find(sql, id as PaymentId, c.get('resident').id)
  }

  /** @returns undefined when the address names an account that is not the resident's to look at. */
  async function narrowed(c: C) {
    const wanted = c.req.query('account') || undefined
    const accounts = await paymentActivity.accounts(sql, c.get('resident').id)
    const account = accounts.find(({ id }) => id === wanted)?.id
    if (wanted && !account) return undefined
    const statuses = statusesOf(c.req.query('status'))
    const status = statuses && c.req.query('status')!.toLowerCase()
    return { accounts, filter: { account, statuses }, chosen: { account, status } satisfies Chosen }
  }

  return new Hono<PortalEnv>()
    .get(list, resident, async (c) => {
      const { id: payer } = c.get('resident')
      const found = await narrowed(c)
      if (!found) return c.notFound()
      const page = pageOf(c.req.query('page'))
      // A hold is no payment: only its own word, or none, shows it.
      const withHolds = !found.filter.statuses?.length
      const [holds, open, { payments: finished, more }] = await Promise.all([
        withHolds ? openHolds(sql, payer, found.filter.account) : [],
        paymentActivity.open(sql, payer, found.filter),
        paymentActivity.finished(sql, payer, found.filter, page),
      ])
      return show(
        c,
        { title: 'Payment Activity', tab: 'activity' },
        <ActivityPage
          accounts={found.accounts}
          chosen={found.chosen}
          holds={holds}
          open={open}
          finished={finished}
          page={page}
          more={more}
        />,
      )
    })
    .get(`${list}.csv`, resident, limitDownloads(deps), async (c) => {
      const found = await narrowed(c)
      if (!found) return c.notFound()
      return attach(c, {
        type: 'text/csv; charset=utf-8',
        name: `payments-${cityDay(clock.now())}.csv`,
        body: paymentsFile(await paymentActivity.all(sql, c.get('resident').id, found.filter)),
      })
    })
    .get(one, resident, async (c) => {
      const payment = await find(c)
      if (!payment) return c.notFound()
      if (wantsFragment(c)) return sheet(c, payment)
      return show(
        c,
        { title: `Payment ${payment.confirmation}`, tab: 'activity', ...refreshing(payment) },
        <PaymentPage payment={payment} phone={city.supportPhone} />,
      )
    })
    .get(`${one}/cancel`, resident, async (c) => {
      const payment = await find(c)
      if (!payment) return c.notFound()
      const from = cameFrom(c.req.query('from'))
      const back = goOn(payment, from)
      const fragment = wantsFragment(c)
      if (atRest(payment.status)) return fragment ? sheet(c, payment) : c.redirect(back, 303)
      if (payment.status !== 'scheduled') return tooLate(c, payment)
      if (fragment) return c.html(<CancelSheet c={c} payment={payment} own={own(c)} />)
      return show(
        c,
        { title: 'Cancel this payment?', tab: 'activity' },
        <CancelPage c={c} payment={payment} from={from} back={back} />,
      )
    })
    .post(`${one}/cancel`, resident, async (c) => {
      const payment = await find(c)
      if (!payment) return c.notFound()
      const sent = await parse(c, cancelForm)
      if (!sent.ok) throw new Refusal('form-too-old')
      if (!(await payments.cancel(sql, payment.id, c.get('resident'))))
        return tooLate(c, (await find(c)) ?? payment)
      // The sheet that comes instead of the question says what changed.
      const query = wantsFragment(c) ? `?was=scheduled${own(c) ? '&own=1' : ''}` : ''
      return c.redirect(goOn(payment, sent.value.from) + query, 303)
    })
}

const own = (c: C) => c.req.query('own') !== undefined

/** In place of the question the payment as it is now, which says why; else a page of its own. */
function tooLate(c: C, payment: paymentActivity.Payment) {
  if (!wantsFragment(c))
    throw new Refusal('payment-not-cancelable', `/payment-activity/${payment.id}`)
  const problem = refusalText('payment-not-cancelable')
  return c.html(<PaymentSheet payment={payment} own={own(c)} problem={problem} />, 409)
}

/**
 * The payment's section alone, so that nothing else of the page moves; a change of status is also said (ux.md 7.2). A
 * poll leaves the focus where it is; after a question it comes here.
 */
function sheet(c: C, payment: paymentActivity.Payment) {
  const word = wordFor[payment.status].toLowerCase()
  const was = c.req.query('was')
  const polled = c.req.query('poll') !== undefined
  const focus = polled ? undefined : c.req.query('kept') === undefined ? 'heading' : 'cancel'
  return c.html(
    <>
      <PaymentSheet payment={payment} own={own(c)} focus={focus} />
      {was !== undefined && was !== word && (
        <div hx-swap-oob="innerHTML:#live">
          Payment of {showMoney(payment.amountCents)} is now {word}
        </div>
      )}
    </>,
  )
}
