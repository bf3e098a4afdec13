import { type Context, Hono } from 'hono'
import type { z } from 'zod'
import type { BankAccountRow } from '../../sql/bank-accounts.js'
import * as enrollments from '../../sql/recurring-enrollments.js'
import * as recurringList from '../../sql/recurring-list.js'
import { recurringTextVersion } from '../../src/domain/recurring-terms.js'
import { Refusal } from '../../src/domain/refusal.js'
import type { Deps, PortalEnv } from '../env.js'
import { emptyForm, type FormState, type Parsed, parse } from '../form.js'
import { clientAddress, resident } from '../gate.js'
import { show } from '../page.js'
import { type Agreement, agreementOf } from './agreement.js'
import { CheckPage, checkTitle } from './check-page.js'
import { type Choices, choicesValues, readChoices, sameTerms } from './choices.js'
import type { RecurringFacts } from './facts.js'
import { checkForm } from './form.js'
import { type FormPages, noForm, one, tab } from './pages.js'

type C = Context<PortalEnv>
type Sent = Parsed<z.infer<ReturnType<typeof checkForm>>>

/** Everything once more, then the standing authorization: set up, or changed. */
export function checkRoutes(deps: Deps, { factsOf, extraChoice, showForm }: FormPages) {
  const { sql } = deps

  const toDone = (c: C, choices: Choices, again = '') =>
    c.redirect(
      `/paperless/recurring/${c.req.param('acct')}/done?form=${choices.formId}${again}`,
      303,
    )
  const toForm = (c: C) => c.redirect(`/paperless/recurring/${c.req.param('acct')}`, 303)

  /** Whether this form has agreed to these terms already; other ones are refused, and say where to look (I13). */
  async function agreedAlready(c: C, choices: Choices): Promise<boolean> {
    const agreed = await recurringList.ofForm(sql, c.get('resident').id, choices.formId)
    if (!agreed) return false
    const acct = c.req.param('acct')
    const same =
      agreed.serviceAccountId === acct &&
      agreed.bankAccountId === choices.from &&
      sameTerms(agreed, choices)
    if (!same)
      throw new Refusal('form-already-used', `/paperless/recurring/${agreed.serviceAccountId}`)
    return true
  }

  const bankOf = async (c: C, facts: RecurringFacts, choices: Choices) =>
    facts.banks.find(({ id }) => id === choices.from) ?? (await extraChoice(c, facts, choices.from))

  /** The form, because the bank account is no longer there to be paid from. */
  const chooseBank = async (c: C, facts: RecurringFacts, choices: Choices) => {
    const errors = { from: 'Choose the account to pay from' }
    return await showForm(c, facts, { values: choicesValues(choices), errors })
  }

  return new Hono<PortalEnv>()
    .get(`${one}/check`, resident, async (c) => {
      const choices = readChoices(c.req.query())
      if (choices && (await agreedAlready(c, choices))) return toDone(c, choices, '&again=1')
      const facts = await factsOf(c)
      if (!facts) return c.notFound()
      if (!choices) return toForm(c)
      if (facts.state !== 'open') return noForm(c, facts)
      const bank = await bankOf(c, facts, choices)
      if (!bank) return await chooseBank(c, facts, choices)
      return showCheck(c, { facts, choices, bank, state: emptyForm })
    })
    .post(`${one}/check`, resident, async (c) => {
      const choices = readChoices(c.req.query())
      if (choices && (await agreedAlready(c, choices))) return toDone(c, choices)
      const answer = await agree(c, choices)
      // The other tap of a double tap may have been quicker between our two looks: then it is done (I13).
      const meanwhile = answer.status !== 303 && choices && (await agreedAlready(c, choices))
      return meanwhile ? toDone(c, choices) : answer
    })

  /** The tap on the button: everything is asked once more, then the terms are agreed to. */
  async function agree(c: C, choices: Choices | undefined): Promise<Response> {
    const facts = await factsOf(c)
    if (!facts) return c.notFound()
    if (!choices) return toForm(c)
    if (facts.state !== 'open') return noForm(c, facts)
    const bank = await bankOf(c, facts, choices)
    if (!bank) return await chooseBank(c, facts, choices)
    const agreement = agreementOf(facts, choices, bank)
    const asksCurrent = agreement.offer !== undefined && agreement.offer !== 'before'
    const sent: Sent = await parse(c, checkForm(asksCurrent))
    const shown = { facts, choices, bank, state: sent }
    if (sent.values.seen !== agreement.seen) return showCheck(c, { ...shown, changed: true })
    if (!sent.ok) return showCheck(c, shown)
    if (sent.value.formId !== choices.formId) throw new Refusal('form-too-old')
    const outcome = await write(c, shown, { agreement, paysCurrent: sent.value.paysCurrent })
    switch (outcome) {
      case 'done':
        return toDone(c, choices)
      case 'no bank account':
        return await chooseBank(c, facts, choices)
      case 'changed': {
        // What stood in the way says so by itself: another resident's, one's own of another tab, a newer bill.
        const now = await factsOf(c)
        if (!now) return c.notFound()
        if (now.state !== 'open') return noForm(c, now)
        const bankNow = await bankOf(c, now, choices)
        if (!bankNow) return await chooseBank(c, now, choices)
        return showCheck(c, { ...shown, facts: now, bank: bankNow, changed: true })
      }
    }
  }

  async function write(
    c: C,
    { facts, choices, bank }: { facts: RecurringFacts; choices: Choices; bank: BankAccountRow },
    { agreement, paysCurrent }: { agreement: Agreement; paysCurrent: boolean },
  ): Promise<'done' | 'no bank account' | 'changed'> {
    const payer = c.get('resident')
    const { offer, withCurrent, withNext } = agreement
    const terms = {
      daysBefore: choices.daysBefore,
      thresholdCents: choices.thresholdCents,
      bankAccountId: bank.id,
      formId: choices.formId,
      authorization: {
        version: recurringTextVersion,
        text: (paysCurrent && withCurrent) || withNext,
        address: clientAddress(c),
      },
    }
    if (facts.changing) {
      const { outcome } = await enrollments.change(sql, facts.changing.id, payer, terms)
      if (outcome === 'closed') return 'no bank account'
      return outcome === 'gone' ? 'changed' : 'done'
    }
    const current = paysCurrent && offer && offer !== 'before' ? offer.bill.id : undefined
    const { outcome } = await enrollments.setUp(sql, {
      payer,
      serviceAccountId: facts.account.id,
      currentBillId: current,
      terms,
    })
    return outcome === 'on' || outcome === 'same' ? 'done' : 'changed'
  }
}

function showCheck(
  c: C,
  shown: {
    facts: RecurringFacts
    choices: Choices
    bank: BankAccountRow
    state: FormState
    changed?: boolean
  },
) {
  const { state, changed = false, ...rest } = shown
  // After a change the answers are asked for anew, and the old ones are no fault.
  const form = changed ? emptyForm : state
  const status = Object.keys(form.errors).length > 0 ? 422 : changed ? 409 : 200
  return show(
    c,
    { title: checkTitle, tab, status },
    <CheckPage
      c={c}
      {...rest}
      agreement={agreementOf(rest.facts, rest.choices, rest.bank)}
      state={form}
      changed={changed}
    />,
  )
}
