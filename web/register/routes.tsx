import { type Context, Hono } from 'hono'
import { deleteCookie, getCookie, setCookie } from 'hono/cookie'
import * as portalAccounts from '../../sql/portal-accounts.js'
import * as registrations from '../../sql/registrations.js'
import { maskEmail, usernameSuggestions } from '../../src/domain/portal-account.js'
import { Refusal } from '../../src/domain/refusal.js'
import { normalizeAnswer } from '../../src/domain/security-question.js'
import { buckets, type Place, takePlaces } from '../buckets.js'
import { nearNameWords } from '../choosing.js'
import type { Deps, PortalEnv } from '../env.js'
import { emptyForm, type FormState, parse, withErrors } from '../form.js'
import { anyone, clientAddress, cookieNames, cookieOptions, isOwnToken } from '../gate.js'
import { show } from '../page.js'
import { hashSecret, matches } from '../passwords.js'
import { confirmForm, questionForm, registerForm, shapeWords, takenWords } from './form.js'
import {
  CheckEmailPage,
  ConfirmPage,
  DeadLinkPage,
  QuestionPage,
  RegisterPage,
  tokenHeader,
} from './views.js'

/** Register: three pages and a link by mail. Nothing tells whether an address is known here (security.md T2). */
export function registerRoutes(deps: Deps) {
  const { sql, seals, city } = deps
  const names = cookieNames(deps)
  const anHour = { ...cookieOptions(deps), maxAge: 3600 }

  return new Hono<PortalEnv>()
    .get('/register', anyone, (c) =>
      c.get('visitor') ? c.redirect('/home', 303) : stepOne(c, emptyForm),
    )
    .post('/register', anyone, async (c) => {
      const form = await parse(c, registerForm(city.passwordMin))
      if (!form.ok) return stepOne(c, form)
      const { email, username, password } = form.value
      await takeOrRefuse(usernameChecks(c))
      if (await isTaken(username)) {
        const free = await freeNear(username, email)
        return stepOne(c, withErrors(form, { username: takenWords(free) }))
      }
      const address = clientAddress(c)
      await takeOrRefuse([
        [buckets.registerHour, address],
        [buckets.registerDay, address],
      ])
      const passwordHash = await hashSecret(password)
      const token = await registrations.begin(sql, { email, username, passwordHash })
      setCookie(c, names.registration, token, anHour)
      setCookie(c, names.mailed, maskEmail(email), anHour)
      return c.redirect('/register/question', 303)
    })
    .get('/register/username', anyone, async (c) => {
      const username = (c.req.query('username') ?? '').trim()
      // Whoever asks without the page is not somebody who registers (security.md T2).
      if (!isOwnToken(c, c.req.header(tokenHeader)))
        return show(c, { title: 'Register', status: 403 }, 'This page was open too long.')
      if (await takePlaces(sql, usernameChecks(c))) {
        c.header('Retry-After', '60')
        // A whole page would be swapped into the line below the field.
        return show(c, { title: 'Register', status: 429 }, 'Too many tries. Wait a minute.')
      }
      const words = shapeWords(username) ?? (await whetherFree(username))
      return show(c, { title: 'Register' }, username === '' ? '' : words)
    })
    .get('/register/question', anyone, async (c) => {
      const begun = await registrations.find(sql, getCookie(c, names.registration) ?? '')
      return begun ? stepTwo(c, emptyForm) : nothingBegun(c)
    })
    .post('/register/question', anyone, async (c) => {
      const token = getCookie(c, names.registration) ?? ''
      const begun = await registrations.find(sql, token)
      if (!begun) return nothingBegun(c)
      const form = await parse(c, questionForm(begun))
      if (!form.ok) return stepTwo(c, form)
      const { question, answer } = form.value
      await takeOrRefuse([[buckets.answerHour, clientAddress(c)]])
      if (await matches(begun.passwordHash, answer))
        return stepTwo(c, withErrors(form, { answer: nearNameWords }))

      const emailKey = seals.mac('name', begun.email.toLowerCase())
      const done = await registrations.complete(sql, {
        token,
        question,
        answerHash: await hashSecret(normalizeAnswer(answer)),
        mayRemind: (await takePlaces(sql, [[buckets.confirmMail, emailKey]])) === undefined,
      })
      if (done === 'gone') return nothingBegun(c)
      deleteCookie(c, names.registration, cookieOptions(deps))
      if (done === 'done') return c.redirect('/register/sent', 303)
      // Somebody took the name between the two steps.
      const { email, username } = begun
      const free = await freeNear(username, email)
      const values = { email, emailAgain: email, username }
      return stepOne(c, { values, errors: { username: takenWords(free) } })
    })
    .get('/register/sent', anyone, (c) => {
      const masked = getCookie(c, names.mailed) ?? ''
      const maskedEmail = /^\S?•{5}\S?@\S+$/u.test(masked) ? masked : undefined
      return show(c, { title: 'Check your email' }, <CheckEmailPage maskedEmail={maskedEmail} />)
    })
    .get('/register/confirm', anyone, async (c) => {
      const token = c.req.query('token') ?? ''
      const open = await registrations.findConfirmation(sql, token)
      if (!open) return deadLink(c)
      return show(
        c,
        { title: 'Confirm your email' },
        <ConfirmPage
          c={c}
          token={token}
          username={open.username}
          maskedEmail={maskEmail(open.email)}
        />,
      )
    })
    .post('/register/confirm', anyone, async (c) => {
      const form = await parse(c, confirmForm)
      if (!form.ok || !(await registrations.confirm(sql, form.value.token))) return deadLink(c)
      return c.redirect('/sign-in?confirmed=1&next=%2Flink', 303)
    })

  /** Back to the beginning; or to the mail, when step 2 was sent twice. */
  function nothingBegun(c: Context<PortalEnv>) {
    const mailed = getCookie(c, names.mailed) !== undefined
    return c.redirect(mailed ? '/register/sent' : '/register', 303)
  }

  function usernameChecks(c: Context<PortalEnv>): Place[] {
    const address = clientAddress(c)
    return [
      [buckets.usernameMinute, address],
      [buckets.usernameDay, address],
    ]
  }

  async function takeOrRefuse(places: Place[]): Promise<void> {
    if (await takePlaces(sql, places)) throw new Refusal('too-many-tries')
  }

  async function isTaken(username: string): Promise<boolean> {
    return (await portalAccounts.freeUsernames(sql, [username])).length === 0
  }

  async function freeNear(username: string, email?: string): Promise<string[]> {
    return await portalAccounts.freeUsernames(sql, usernameSuggestions(username, email))
  }

  async function whetherFree(username: string): Promise<string> {
    return (await isTaken(username)) ? takenWords(await freeNear(username)) : 'Available'
  }
}

const stepOne = (c: Context<PortalEnv>, state: FormState) =>
  show(
    c,
    { title: 'Register', status: state === emptyForm ? 200 : 422 },
    <RegisterPage c={c} state={state} />,
  )

const stepTwo = (c: Context<PortalEnv>, state: FormState) =>
  show(
    c,
    { title: 'Choose a security question', status: state === emptyForm ? 200 : 422 },
    <QuestionPage c={c} state={state} />,
  )

const deadLink = (c: Context<PortalEnv>) =>
  show(c, { title: 'This link does not work any more', status: 404 }, <DeadLinkPage />)
