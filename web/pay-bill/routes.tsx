import { type Context, Hono } from 'hono'
import { z } from 'zod'
import * as bankAccounts from '../../sql/bank-accounts.js'
import * as payableAccounts from '../../sql/payable-accounts.js'
import * as paymentActivity from '../../sql/payment-activity.js'
import * as payments from '../../sql/payments.js'
import { type BankAccountId, isId, type PaymentId } from '../../src/domain/ids.js'
import { Refusal } from '../../src/domain/refusal.js'
import type { Deps, PortalEnv } from '../env.js'
import { emptyForm, type FormState, type Parsed, parse, readForm, withErrors } from '../form.js'
import { resident } from '../gate.js'
import { keepBankAccount } from '../keep-bank-account.js'
import { show } from '../page.js'
import { refreshing } from '../payment.js'
import { authorizationText, CheckPage } from './check-page.js'
import { DonePage, doneHeading } from './done-page.js'
import { offersRecurring, type PayFacts, readFacts } from './facts.js'
import { payForm } from './form.js'
import { PayFormPage } from './form-page.js'
import { NoFormPage } from './no-form.js'
import { NoAccountsPage, OptionsPage } from './options-page.js'
import { pay } from './pay.js'
import {
  dayNote,
  type Plan,
  planDigest,
  planProblems,
  planValues,
  readPlan,
  writePlan,
} from './plan.js'

type C = Context<PortalEnv>

const form = '/pay/:acct/bank'

const checkForm = z.strictObject({
  formId: z.string().refine(isId, 'This page was open too long. Nothing was sent. Send it again.'),
  agreed: z.string(),
})

/** ASAP means today, whenever the address was made. */
const asOf = (plan: Plan, { today }: PayFacts): Plan =>
  plan.when === 'asap' ? { ...plan, payOn: today } : plan

/** Payment Options, and a one-time payment from a bank account: form, check, done (W2). */
export const payBillRoutes = (deps: Deps) => {
  const { sql, city } = deps

  const factsOf = (c: C) => readFacts(deps, c.get('resident'), c.req.param('acct') ?? '')

  /** The one that was typed for this payment and not saved, while nothing has used it. */
  async function extraChoice(c: C, facts: PayFacts, id: string | undefined) {
    if (!id || !isId(id) || facts.saved.some((saved) => saved.id === id)) return undefined
    return await bankAccounts.findUsable(sql, c.get('resident').id, id as BankAccountId)
  }

  async function showForm(c: C, facts: PayFacts, state: FormState) {
    if (facts.state !== 'open') return noForm(c, facts)
    const status = Object.keys(state.errors).length > 0 ? 422 : 200
    const extra = await extraChoice(c, facts, state.values.from)
    return show(
      c,
      { title: 'Pay from a bank account', tab: 'pay', status },
      <PayFormPage c={c} facts={facts} state={state} extra={extra} />,
    )
  }

  const noForm = (c: C, facts: PayFacts) =>
    show(
      c,
      // A form that was filled in and is no more: something changed meanwhile.
      { title: 'Pay from a bank account', tab: 'pay', status: c.req.method === 'POST' ? 409 : 200 },
      <NoFormPage facts={facts} />,
    )

  const showCheck = (c: C, facts: PayFacts, plan: Plan, bank: bankAccounts.BankAccountRow) => {
    const changed = c.req.method === 'POST'
    return show(
      c,
      { title: 'Check your payment', tab: 'pay', status: changed ? 409 : 200 },
      <CheckPage c={c} facts={facts} plan={asOf(plan, facts)} bank={bank} changed={changed} />,
    )
  }

  /** What is wrong with a plan by now: the form's own rules, and whether that bank account may still be used. */
  async function problemsOf(c: C, plan: Plan, facts: PayFacts) {
    const bank = await bankAccounts.findUsable(sql, c.get('resident').id, plan.from)
    const errors = planProblems(plan, facts)
    return { bank, errors: bank ? errors : { ...errors, from: 'Choose the account to pay from' } }
  }

  /** The payment that this form has made already; other answers are refused, and say where to look (I13). */
  async function madeAlready(c: C, plan: Plan): Promise<PaymentId | undefined> {
    const made = await payments.ofForm(sql, {
      formId: plan.formId,
      formDigest: planDigest(c.req.param('acct') ?? '', plan),
      payer: c.get('resident'),
    })
    if (made?.outcome === 'other')
      throw new Refusal('form-already-used', `/payment-activity/${made.id}`)
    return made?.id
  }

  const toDone = (c: C, id: PaymentId, again = '') =>
    c.redirect(`/pay/${c.req.param('acct')}/bank/done?payment=${id}${again}`, 303)

  return new Hono<PortalEnv>()
    .get('/pay', resident, async (c) => {
      const wanted = c.req.query('account')
      const choices = await payableAccounts.list(sql, c.get('resident').id)
      if (choices.length === 0 && wanted === undefined)
        return show(c, { title: 'Pay Bill', tab: 'pay' }, <NoAccountsPage />)
      const facts = await readFacts(deps, c.get('resident'), wanted ?? choices[0]?.id ?? '')
      if (!facts) return c.notFound()
      const drafted = await payableAccounts.draftedElsewhere(sql, facts.account.id)
      return show(
        c,
        { title: 'Pay Bill', tab: 'pay' },
        <OptionsPage choices={choices} facts={facts} drafted={drafted} city={city} />,
      )
    })
    .get(form, resident, async (c) => {
      const facts = await factsOf(c)
      if (!facts) return c.notFound()
      const plan = readPlan(c.req.query())
      const values = plan && planValues(plan, facts)
      return await showForm(c, facts, values ? { values, errors: {} } : emptyForm)
    })
    .get(`${form}/day`, resident, async (c) => {
      const facts = await factsOf(c)
      if (!facts) return c.notFound()
      const note = dayNote(c.req.query('date') ?? '', facts)
      return show(c, { title: 'Pay from a bank account', tab: 'pay' }, note)
    })
    .post(form, resident, async (c) => {
      const facts = await factsOf(c)
      if (!facts) return c.notFound()
      if (facts.state !== 'open') return noForm(c, facts)
      const extra = await extraChoice(c, facts, (await readForm(c))?.get('from'))
      const answers = await parse(c, payForm(facts, extra))
      if (!answers.ok) return await showForm(c, facts, answers)
      const { from, ...plan } = answers.value
      const kept = 'id' in from ? from : await keepBankAccount(deps, c.get('resident'), from)
      if ('errors' in kept) return await showForm(c, facts, withErrors(answers, kept.errors))
      const query = writePlan({ ...plan, from: kept.id })
      return c.redirect(`/pay/${facts.account.id}/bank/check?${query}`, 303)
    })
    .get(`${form}/check`, resident, async (c) => {
      const plan = readPlan(c.req.query())
      const made = plan && (await madeAlready(c, plan))
      if (made) return toDone(c, made, '&again=1')
      const facts = await factsOf(c)
      if (!facts) return c.notFound()
      if (!plan) return c.redirect(`/pay/${facts.account.id}/bank`, 303)
      if (facts.state !== 'open') return noForm(c, facts)
      const { bank, errors } = await problemsOf(c, plan, facts)
      if (!bank || Object.keys(errors).length > 0)
        return await showForm(c, facts, { values: planValues(plan, facts), errors })
      return showCheck(c, facts, plan, bank)
    })
    .post(`${form}/check`, resident, async (c) => {
      const sent = await parse(c, checkForm)
      const asked = readPlan(c.req.query())
      const plan = asked && sent.ok ? { ...asked, formId: sent.value.formId } : asked
      const made = plan && sent.ok && (await madeAlready(c, plan))
      if (made) return toDone(c, made)
      const answer = await payNow(c, plan, sent)
      // The other tap of a double tap may have paid between our two looks: then it is done, whatever we saw (I13).
      const meanwhile = answer.status !== 303 && plan && sent.ok && (await madeAlready(c, plan))
      return meanwhile ? toDone(c, meanwhile) : answer
    })
    .get(`${form}/done`, resident, async (c) => {
      const id = c.req.query('payment') ?? ''
      const { id: payer, email } = c.get('resident')
      const payment = isId(id) ? await paymentActivity.find(sql, id as PaymentId, payer) : undefined
      if (!payment || payment.serviceAccountId !== c.req.param('acct')) return c.notFound()
      // Long since over: its own page tells how it ended.
      if (['rejected', 'returned', 'canceled'].includes(payment.status))
        return c.redirect(`/payment-activity/${payment.id}`, 303)
      const again = c.req.query('again') !== undefined
      return show(
        c,
        { title: doneHeading(payment), tab: 'pay', ...refreshing(payment) },
        <DonePage
          payment={payment}
          email={email}
          again={again}
          offersRecurring={await offersRecurring(deps, payer, payment.serviceAccountId)}
        />,
      )
    })

  /** The tap on Pay: everything is asked once more, then the payment is made. */
  async function payNow(
    c: C,
    plan: Plan | undefined,
    sent: Parsed<z.infer<typeof checkForm>>,
  ): Promise<Response> {
    const facts = await factsOf(c)
    if (!facts) return c.notFound()
    if (!plan) return c.redirect(`/pay/${facts.account.id}/bank`, 303)
    if (facts.state !== 'open') return noForm(c, facts)
    const { bank, errors } = await problemsOf(c, plan, facts)
    const all = { ...sent.errors, ...errors }
    if (!sent.ok || !bank || Object.keys(all).length > 0)
      return await showForm(c, facts, { values: planValues(plan, facts), errors: all })
    // Midnight or the hour of sending went by: what was agreed to is no longer what would be done.
    if (sent.value.agreed !== authorizationText(asOf(plan, facts), bank, facts.now))
      return showCheck(c, facts, plan, bank)
    const outcome = await pay(c, { facts, plan, bank })
    switch (outcome.outcome) {
      case 'scheduled':
      case 'same':
        return toDone(c, outcome.id)
      case 'other':
        throw new Refusal('form-already-used', `/payment-activity/${outcome.id}`)
      case 'amount':
      case 'closed':
        return await showChanged(c, plan, outcome)
    }
  }

  /** The money or the account moved between the page's look and the payment's lock: how it is now. */
  async function showChanged(
    c: C,
    plan: Plan,
    outcome: { outcome: 'amount'; problem: string } | { outcome: 'closed' },
  ) {
    const facts = await factsOf(c)
    if (!facts) return c.notFound()
    const errors: Record<string, string> =
      outcome.outcome === 'amount'
        ? { amount: outcome.problem }
        : { from: 'Choose the account to pay from' }
    return await showForm(c, facts, { values: planValues(plan, facts), errors })
  }
}
