import { type Context, Hono } from 'hono'
import * as cardIntents from '../../sql/card-intents.js'
import * as serviceAccounts from '../../sql/service-accounts.js'
import { readMoney } from '../../src/domain/money.js'
import { Refusal } from '../../src/domain/refusal.js'
import { buckets, giveBackPlaces, type Place, takePlaces } from '../buckets.js'
import type { Deps, PortalEnv } from '../env.js'
import { emptyForm, type FormState, parse, withErrors } from '../form.js'
import { anyone, clientAddress, resident } from '../gate.js'
import { show } from '../page.js'
import { readFacts, type SpeedPayFacts } from './facts.js'
import { accountForm, notCardWords, numberForm, questionOf } from './form.js'
import { handOver } from './hand-over.js'
import { AccountPage, NumberPage, Total, title } from './pay-page.js'

type C = Context<PortalEnv>

/** Pay Now with Western Union SpeedPay: for a linked account, and for anybody by account number (S50 to S53, F15). */
export function speedPayRoutes(deps: Deps) {
  const { sql } = deps
  const factsOf = (c: C) => readFacts(deps, c.get('resident'), c.req.param('acct') ?? '')

  const showAccount = (
    c: C,
    facts: SpeedPayFacts,
    state: FormState,
    asks?: { question: 'less' | 'more'; amountCents: number },
  ) => {
    const status = asks || Object.keys(state.errors).length > 0 ? 422 : 200
    return show(
      c,
      { title, tab: 'pay', status },
      <AccountPage c={c} facts={facts} state={state} asks={asks} />,
    )
  }

  const showNumber = (c: C, state: FormState) => {
    const status = Object.keys(state.errors).length > 0 ? 422 : 200
    return show(c, { title, tab: 'pay', status }, <NumberPage c={c} state={state} />)
  }

  return new Hono<PortalEnv>()
    .get('/pay/speedpay', anyone, (c) => showNumber(c, emptyForm))
    .get('/pay/speedpay/total', anyone, (c) =>
      show(
        c,
        { title, tab: 'pay' },
        <Total
          amount={c.req.query('amount') ?? ''}
          feeCents={c.get('deps').city.convenienceFeeCents}
        />,
      ),
    )
    .post('/pay/speedpay', anyone, async (c) => {
      const form = await parse(c, numberForm, notCardWords)
      if (!form.ok) return showNumber(c, form)
      const { accountNumber, ...wanted } = form.value
      // Counted before the look, so that nobody goes through the numbers (security.md 1.3).
      const place: Place = [buckets.speedpayNumber, clientAddress(c)]
      if (await takePlaces(sql, [place])) throw new Refusal('too-many-tries')
      const account = await cardIntents.accountOf(sql, accountNumber)
      if (!account) {
        const words = 'We have no account with this number. Check it against your bill.'
        return showNumber(c, withErrors(form, { accountNumber: words }))
      }
      await giveBackPlaces(sql, [place])
      const visitor = c.get('visitor')
      const linked = visitor && (await serviceAccounts.findLinked(sql, visitor.id, account))
      return await handOver(c, {
        ...wanted,
        account,
        accountNumber,
        // Only of a linked account may Payment Activity show the address.
        payer: linked ? visitor.id : null,
        from: '/pay/speedpay',
      })
    })
    .get('/pay/:acct/speedpay', resident, async (c) => {
      const facts = await factsOf(c)
      if (!facts) return c.notFound()
      const amount = c.req.query('amount')
      const given = amount !== undefined && readMoney(amount) !== undefined
      return showAccount(c, facts, given ? { values: { amount }, errors: {} } : emptyForm)
    })
    .post('/pay/:acct/speedpay', resident, async (c) => {
      const facts = await factsOf(c)
      if (!facts) return c.notFound()
      const form = await parse(c, accountForm, notCardWords)
      if (!form.ok) return showAccount(c, facts, form)
      const { formId, amountCents } = form.value
      const question = questionOf(form.value, facts)
      if (question) return showAccount(c, facts, form, { question, amountCents })
      const { id, accountNumber } = facts.account
      return await handOver(c, {
        formId,
        amountCents,
        account: id,
        accountNumber,
        payer: c.get('resident').id,
        from: `/pay/${id}/speedpay`,
      })
    })
}
