import { type Context, Hono } from 'hono'
import { z } from 'zod'
import * as enrollments from '../../sql/recurring-enrollments.js'
import * as recurringList from '../../sql/recurring-list.js'
import { cityDay } from '../../src/domain/city-date.js'
import { isId } from '../../src/domain/ids.js'
import type { Deps, PortalEnv } from '../env.js'
import { emptyForm, type FormState, parse, readForm, withErrors } from '../form.js'
import { resident } from '../gate.js'
import { keepBankAccount } from '../keep-bank-account.js'
import { show } from '../page.js'
import { checkRoutes } from './check-routes.js'
import { choicesValues, readChoices, writeChoices } from './choices.js'
import { DonePage, doneTitle } from './done-page.js'
import { isOn, type RecurringFacts } from './facts.js'
import { previewValues, recurringForm } from './form.js'
import { formTitle } from './form-page.js'
import { ListPage, listTitle } from './list-page.js'
import { formPages, noForm, one, tab } from './pages.js'
import { Preview } from './preview.js'
import { StopPage, stopTitle } from './stop-page.js'

type C = Context<PortalEnv>

/** Recurring payments: the list, and of one account form, check, done and stop (S44-S49, ux.md 4.6). */
export const recurringRoutes = (deps: Deps) => {
  const { sql, clock } = deps
  const pages = formPages(deps)
  const { factsOf, showForm } = pages

  return new Hono<PortalEnv>()
    .get('/paperless/recurring', resident, async (c) => {
      const accounts = await recurringList.list(sql, c.get('resident').id)
      const id = c.req.query('stopped')
      const there = accounts.find((account) => account.id === id)
      const stopped =
        id === undefined || (there?.own && isOn(there.own)) ? undefined : (there ?? 'gone')
      return show(
        c,
        { title: listTitle, tab },
        <ListPage accounts={accounts} today={cityDay(clock.now())} stopped={stopped} />,
      )
    })
    .get(one, resident, async (c) => {
      const facts = await factsOf(c)
      if (!facts) return c.notFound()
      const asked = previewValues(c.req.query())
      if (asked && c.req.header('hx-request-type') === 'partial' && facts.state === 'open')
        return show(c, { title: formTitle(facts), tab }, <Preview facts={facts} values={asked} />)
      const choices = readChoices(c.req.query())
      const values = asked ?? (choices && choicesValues(choices))
      return await showForm(c, facts, values ? { values, errors: {} } : emptyForm)
    })
    .post(one, resident, async (c) => {
      const facts = await factsOf(c)
      if (!facts) return c.notFound()
      if (facts.state !== 'open') return noForm(c, facts)
      const extra = await pages.extraChoice(c, facts, (await readForm(c))?.get('from'))
      const answers = await parse(c, recurringForm(facts, extra))
      const { preview, ...values } = answers.values
      // A look, not a deed: the form as it is, with what its choices mean.
      if (preview) return await showForm(c, facts, { values, errors: {} })
      if (!answers.ok) return await showForm(c, facts, answers)
      const { from, ...terms } = answers.value
      const kept = 'id' in from ? from : await keepBankAccount(deps, c.get('resident'), from)
      if ('errors' in kept) return await showForm(c, facts, withErrors(answers, kept.errors))
      const query = writeChoices({ ...terms, from: kept.id })
      return c.redirect(`/paperless/recurring/${facts.account.id}/check?${query}`, 303)
    })
    .route('/', checkRoutes(deps, pages))
    .get(`${one}/done`, resident, async (c) => {
      const form = c.req.query('form') ?? ''
      const { id: payer, email } = c.get('resident')
      const agreed = isId(form) ? await recurringList.ofForm(sql, payer, form) : undefined
      if (!agreed || agreed.serviceAccountId !== c.req.param('acct')) return c.notFound()
      const facts = await factsOf(c)
      // Long since stopped: the list tells.
      if (!facts?.changing) return c.redirect('/paperless/recurring', 303)
      const again = c.req.query('again') !== undefined
      return show(
        c,
        { title: doneTitle(agreed.first), tab },
        <DonePage
          facts={facts}
          own={facts.changing}
          first={agreed.first}
          email={email}
          again={again}
        />,
      )
    })
    .get(`${one}/stop`, resident, async (c) => {
      const facts = await factsOf(c)
      if (!facts) return c.notFound()
      if (!facts.changing) return c.redirect('/paperless/recurring', 303)
      return stopPage(c, facts, emptyForm)
    })
    .post(`${one}/stop`, resident, async (c) => {
      const facts = await factsOf(c)
      if (!facts) return c.notFound()
      const to = `/paperless/recurring?stopped=${facts.account.id}`
      if (!facts.changing) return c.redirect(to, 303)
      const sent = await parse(c, z.strictObject({}))
      if (!sent.ok) return stopPage(c, facts, sent)
      await enrollments.stop(sql, facts.changing.id, c.get('resident'))
      return c.redirect(to, 303)
    })
}

const stopPage = (c: C, facts: RecurringFacts, state: FormState) =>
  show(
    c,
    { title: stopTitle(facts), tab, status: state === emptyForm ? 200 : 422 },
    <StopPage c={c} facts={facts} state={state} />,
  )
