import { type Context, Hono } from 'hono'
import type { FC, PropsWithChildren } from 'hono/jsx'
import * as paymentActivity from '../../sql/payment-activity.js'
import * as staffPayments from '../../sql/staff-payments.js'
import { mayEnter } from '../../src/domain/access.js'
import { isCityDay } from '../../src/domain/city-date.js'
import type { PaymentId } from '../../src/domain/ids.js'
import { readMoney } from '../../src/domain/money.js'
import { atRest } from '../../src/domain/payment.js'
import { Refusal } from '../../src/domain/refusal.js'
import { callOf, idIn, looked, staffOf, verifiedCall } from '../calls.js'
import type { Deps, PortalEnv } from '../env.js'
import { emptyForm, Field, type FormState, parse } from '../form.js'
import { agent, agentOrFinance } from '../gate.js'
import { show } from '../page.js'
import { reasonForm } from './check-form.js'
import { CancelPage, FoundPayments, MaskedPayment, PaymentPage } from './payment-views.js'

type C = Context<PortalEnv>

const one = '/staff/payments/:id'

/** Payments by confirmation, or by day and amount; and canceling one for the caller (ux.md 5.3). */
export function paymentRoutes({ sql }: Deps) {
  async function find(c: C) {
    const id = idIn<PaymentId>(c)
    return id && (await staffPayments.find(sql, id))
  }

  return new Hono<PortalEnv>()
    .get('/staff/payments', agentOrFinance, async (c) => {
      const search = readSearch({
        confirmation: c.req.query('confirmation') ?? '',
        day: c.req.query('day') ?? '',
        amount: c.req.query('amount') ?? '',
      })
      const found = search.wanted && (await staffPayments.search(sql, search.wanted))
      if (search.wanted && found && found.count > 0)
        await looked(c, 'payment_found', {
          subject: found.count === 1 ? found.rows[0]?.id : undefined,
          facts: { by: search.wanted.by, found: found.count },
        })
      const status = Object.keys(search.state.errors).length > 0 ? { status: 422 as const } : {}
      return show(
        c,
        { title: 'Payments', tab: 'payments', ...status },
        <FindPage state={search.state}>{found && <FoundPayments c={c} found={found} />}</FindPage>,
      )
    })
    .get(one, agentOrFinance, async (c) => {
      const found = await find(c)
      if (!found) return c.notFound()
      const call = found.payer ? await verifiedCall(c, found.payer) : undefined
      await looked(c, 'payment_seen', { subject: found.id, call: call?.id })
      const facts = { title: `Payment ${found.confirmation}`, tab: 'payments' } as const
      // Finance needs no caller; an agent sees of an unverified one's payment what they asked with.
      const open = call !== undefined || mayEnter(['finance'], staffOf(c).roles)
      const payment =
        open && found.payer ? await paymentActivity.find(sql, found.id, found.payer) : undefined
      if (!payment) return show(c, facts, <MaskedPayment c={c} payment={found} />)
      const cancelable = call !== undefined && payment.status === 'scheduled'
      return show(
        c,
        facts,
        <PaymentPage
          found={found}
          payment={payment}
          cancelable={cancelable}
          done={c.req.query('done') === '1'}
          agent={mayEnter(['agent'], staffOf(c).roles)}
        />,
      )
    })
    .get(`${one}/cancel`, agent, async (c) => {
      const { payment } = await toCancel(c)
      if (!payment) return c.notFound()
      if (atRest(payment.status)) return c.redirect(`/staff/payments/${payment.id}`, 303)
      if (payment.status !== 'scheduled') throw tooLate(payment.id)
      return cancelPage(c, payment, emptyForm)
    })
    .post(`${one}/cancel`, agent, async (c) => {
      const { payment, payer } = await toCancel(c)
      if (!payment || !payer) return c.notFound()
      const form = await parse(c, reasonForm)
      if (!form.ok) return cancelPage(c, payment, form)
      const done = await staffPayments.cancelFor(sql, payment.id, callOf(c, payer), form.value)
      if (done === 'not verified')
        throw new Refusal('caller-not-verified', `/staff/residents/${payer}?at=check`)
      if (done === 'too late') throw tooLate(payment.id)
      return c.redirect(`/staff/payments/${payment.id}?done=1`, 303)
    })

  /** @throws {Refusal} When its payer is not on the phone, verified. */
  async function toCancel(c: C) {
    const found = await find(c)
    const payer = found?.payer
    if (!found || !payer) return {}
    if (!(await verifiedCall(c, payer)))
      throw new Refusal('caller-not-verified', `/staff/residents/${payer}?at=check`)
    return { payer, payment: await paymentActivity.find(sql, found.id, payer) }
  }
}

const tooLate = (id: PaymentId) => new Refusal('payment-not-cancelable', `/staff/payments/${id}`)

const cancelPage = (c: C, payment: paymentActivity.WholePayment, state: FormState) =>
  show(
    c,
    {
      title: 'Cancel this payment?',
      tab: 'payments',
      ...(Object.keys(state.errors).length > 0 && { status: 422 as const }),
    },
    <CancelPage c={c} payment={payment} state={state} />,
  )

interface Search {
  readonly wanted: staffPayments.PaymentSearch | undefined
  readonly state: FormState
}

/** A confirmation number as it is said, with or without its hyphens; else a day and an amount together. */
function readSearch(typed: { confirmation: string; day: string; amount: string }): Search {
  const values = { ...typed }
  const errors: Record<string, string> = {}
  const confirmation = typed.confirmation.trim().toUpperCase().slice(0, 40)
  if (confirmation !== '')
    return {
      wanted: { by: 'confirmation', confirmation: spelled(confirmation) },
      state: { values, errors },
    }
  const { day, amount } = typed
  if (day === '' && amount === '') return { wanted: undefined, state: { values, errors } }
  const cents = readMoney(amount)
  if (!isCityDay(day)) errors.day = 'Choose the pay date'
  if (cents === undefined) errors.amount = 'Enter an amount like 84.17'
  if (!isCityDay(day) || cents === undefined)
    return { wanted: undefined, state: { values, errors } }
  return { wanted: { by: 'day and amount', day, cents }, state: { values, errors } }
}

/** `css7q4m20h8` and `7Q4M-20H8` are `CSS-7Q4M-20H8`; a processor's own number stays as it is. */
function spelled(typed: string): string {
  const letters = typed.replace(/^CSS/, '').replace(/[\s-]/g, '')
  return /^[0-9A-Z]{8}$/.test(letters) && !typed.startsWith('WU')
    ? `CSS-${letters.slice(0, 4)}-${letters.slice(4)}`
    : typed
}

const FindPage: FC<PropsWithChildren<{ state: FormState }>> = ({ state, children }) => (
  <div class="stack airy">
    <div class="stack">
      <h1>Find a payment</h1>
      <form method="get" action="/staff/payments" class="row ends">
        <Field
          name="confirmation"
          label="Confirmation"
          class="w12"
          state={state}
          input={{ autocomplete: 'off', autocapitalize: 'characters', spellcheck: false }}
        />
        <span class="soft">or</span>
        <Field name="day" label="Pay date" type="date" class="w12" state={state} />
        <Field
          name="amount"
          label="Amount"
          class="w8"
          money
          state={state}
          input={{ autocomplete: 'off', inputmode: 'decimal' }}
        />
        <button class="btn" type="submit">
          Find
        </button>
      </form>
    </div>
    {children}
  </div>
)
