import { type Context, Hono } from 'hono'
import type { FC } from 'hono/jsx'
import { encode } from 'uqr' // the picture of a link: small, without dependencies, gives the bare squares
import * as staff from '../../sql/staff.js'
import type { Deps, PortalEnv } from '../env.js'
import {
  ErrorSummary,
  emptyForm,
  Field,
  Form,
  type FormState,
  Note,
  parse,
  withErrors,
} from '../form.js'
import { anyone } from '../gate.js'
import { show } from '../page.js'
import { hashSecret } from '../passwords.js'
import { enrollForm } from './form.js'
import { base32, keyOf, otpauth, stepNow, stepOfCode } from './totp.js'

/** The enrollment code, once: a password of one's own, and the app with the one-time codes (security.md 6.4.1). */
export const staffEnrollRoutes = ({ sql, seals, city }: Deps) =>
  new Hono<PortalEnv>()
    .get('/staff/enroll', anyone, async (c) => {
      const code = c.req.query('code') ?? ''
      if (code === '') return askCode(c)
      const who = await staff.findEnrollment(sql, code)
      if (!who) return askCode(c, notRight)
      return page(c, who, code, emptyForm)
    })
    .post('/staff/enroll', anyone, async (c) => {
      const code = (await parse(c, anyForm)).values.enrollment ?? ''
      const who = await staff.findEnrollment(sql, code)
      if (!who) return askCode(c, notRight)
      const rules = { min: city.passwordMin, names: [who.username, who.name] }
      const form = await parse(c, enrollForm(rules))
      if (!form.ok) return page(c, who, code, form)
      const step = stepOfCode(keyOf(seals, who.totpId), form.value.code, stepNow())
      if (step === undefined) return page(c, who, code, withErrors(form, { code: wrongCode }))
      const passwordHash = await hashSecret(form.value.password)
      if (!(await staff.enroll(sql, code, { passwordHash, step }))) return askCode(c, notRight)
      return c.redirect('/staff/sign-in?enrolled=1', 303)
    })

const anyForm = enrollForm({ min: 0, names: [] })

const notRight =
  'This enrollment code is not right, was used, or is older than 24 hours. Ask for a new one.'
const wrongCode =
  'This is not the code of now. Wait for the next one, and check the clock of your phone.'

const askCode = (c: Context<PortalEnv>, problem?: string) =>
  show(
    c,
    { title: 'Enroll', ...(problem && { status: 422 as const }) },
    <div class="stack short">
      <form method="get" action="/staff/enroll" class="sheet stack in" aria-labelledby="enroll">
        <h1 id="enroll">Enroll in the 311 Console</h1>
        <Field
          name="code"
          label="Enrollment code"
          hint="24 letters and digits, from whoever added you. It works once, for 24 hours."
          state={{ values: {}, errors: problem ? { code: problem } : {} }}
          input={{
            autocomplete: 'off',
            autocapitalize: 'characters',
            spellcheck: 'false',
            required: true,
          }}
        />
        <button class="btn" type="submit">
          Continue
        </button>
      </form>
    </div>,
  )

function page(c: Context<PortalEnv>, who: staff.Enrollment, code: string, state: FormState) {
  const key = keyOf(c.get('deps').seals, who.totpId)
  const status = Object.keys(state.errors).length > 0 ? { status: 422 as const } : {}
  return show(
    c,
    { title: 'Enroll', ...status },
    <EnrollPage c={c} who={who} code={code} state={state} secret={key} />,
  )
}

const EnrollPage: FC<{
  c: Context<PortalEnv>
  who: staff.Enrollment
  code: string
  state: FormState
  secret: Buffer
}> = ({ c, who, code, state, secret }) => {
  const link = otpauth(secret, who.username)
  return (
    <Form c={c} action="/staff/enroll" class="stack narrow" labelledby="enroll">
      <h1 id="enroll">Enroll in the 311 Console</h1>
      <p class="lede">
        {who.name}, you sign in as <strong>{who.username}</strong>.
      </p>
      <ErrorSummary state={state} />
      <input type="hidden" name="enrollment" value={code} />
      <section class="sheet stack" aria-labelledby="choose">
        <h2 id="choose">1. Choose a password</h2>
        <Field
          name="password"
          label="New password"
          type="password"
          hint={`At least ${c.get('deps').city.passwordMin} characters. A few unrelated words work well.`}
          state={state}
          input={{ autocomplete: 'new-password', required: true }}
        />
        <Field
          name="passwordAgain"
          label="Confirm password"
          type="password"
          state={state}
          input={{ autocomplete: 'new-password', required: true }}
        />
      </section>
      <section class="sheet stack" aria-labelledby="app">
        <h2 id="app">2. Set up one-time codes</h2>
        <p>Scan this picture with your authenticator app, or open the link, or type the key.</p>
        <QrCode text={link} />
        <p>
          <a href={link}>Open in an authenticator app on this device</a>
        </p>
        <p>
          Key: <code class="num">{base32(secret).match(/.{4}/g)?.join(' ')}</code>
        </p>
        <Field
          name="code"
          label="Code that the app shows now"
          hint="6 digits"
          class="w8"
          state={{ ...state, values: {} }}
          input={{ autocomplete: 'one-time-code', inputmode: 'numeric', required: true }}
        />
      </section>
      <Note kind="info">
        <p>Nobody else needs the password, the key or a code, not even your supervisor.</p>
      </Note>
      <button class="btn" type="submit">
        Enroll
      </button>
    </Form>
  )
}

/** Dark squares on white in both themes: cameras want it so. */
const QrCode: FC<{ text: string }> = ({ text }) => {
  const { data, size } = encode(text, { border: 4 })
  const squares = data.flatMap((row, y) =>
    row.flatMap((dark, x) => (dark ? [`M${x} ${y}h1v1h-1z`] : [])),
  )
  return (
    <svg
      class="qr"
      viewBox={`0 0 ${size} ${size}`}
      role="img"
      aria-label="QR code of the key below"
    >
      <rect width={size} height={size} fill="#fff" />
      <path d={squares.join('')} fill="#000" shape-rendering="crispEdges" />
    </svg>
  )
}
