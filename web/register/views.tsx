import type { Context } from 'hono'
import type { FC } from 'hono/jsx'
import { QuestionFields } from '../choosing.js'
import type { PortalEnv } from '../env.js'
import { ErrorSummary, Field, Form, type FormState } from '../form.js'
import { SpamParagraph, WhyDoYouAsk, WhyUsername } from '../words.js'

interface Props {
  readonly c: Context<PortalEnv>
  readonly state: FormState
}

const usernameHint =
  '6 to 30 letters and numbers; dots, dashes and underscores are fine, a letter comes first. It cannot be an email address, so you can change your email later without losing your username.'

/** Carries the form's token where nothing is posted; in the address it would stand in logs. */
export const tokenHeader = 'form-token'

/** Step 1: address, username, password. */
export const RegisterPage: FC<Props> = ({ c, state }) => (
  <div class="stack narrow airy">
    <ErrorSummary state={state} />
    <div class="stack tight">
      <p class="soft">Step 1 of 3</p>
      <h1>Register</h1>
    </div>
    <Form c={c} action="/register" class="stack airy">
      <Field
        name="email"
        label="Email address"
        type="email"
        state={state}
        input={{ autocomplete: 'email', required: true }}
      />
      <Field
        name="emailAgain"
        label="Confirm email address"
        type="email"
        state={state}
        input={{ autocomplete: 'email', required: true }}
      />
      <Field
        name="username"
        label="Username"
        hint={usernameHint}
        state={state}
        note=""
        input={{
          autocomplete: 'username',
          autocapitalize: 'none',
          spellcheck: 'false',
          required: true,
          'hx-get': '/register/username',
          'hx-trigger': 'blur',
          'hx-target': '#username-note',
          'hx-swap': 'innerHTML',
          'hx-headers': JSON.stringify({ [tokenHeader]: c.get('token') }),
        }}
      />
      <Field
        name="password"
        label="Password"
        hint={`At least ${c.get('deps').city.passwordMin} characters. A few unrelated words work well.`}
        type="password"
        state={state}
        input={{ autocomplete: 'new-password', required: true }}
      />
      <button type="submit" class="btn">
        Continue
      </button>
    </Form>
    <p>
      Forgot your username? Do not register again. Use{' '}
      <a href="/forgot-username">Forgot Username?</a>
    </p>
    <div>
      <WhyUsername />
      <WhyDoYouAsk />
    </div>
  </div>
)

/** Step 2: the question that stands between three wrong passwords and a lock. */
export const QuestionPage: FC<Props> = ({ c, state }) => (
  <div class="stack narrow airy">
    <ErrorSummary state={state} />
    <div class="stack tight">
      <p class="soft">Step 2 of 3</p>
      <h1>Choose a security question</h1>
      <p class="lede">
        After three wrong passwords we ask this question, so that nobody can keep guessing your
        password.
      </p>
    </div>
    <Form c={c} action="/register/question" class="stack airy">
      <QuestionFields
        state={state}
        labels={{
          question: 'Security question',
          answer: 'Security answer',
          answerAgain: 'Confirm security answer',
        }}
      />
      <button type="submit" class="btn">
        Continue
      </button>
    </Form>
  </div>
)

/** The same for everybody, whether the address was new or not (security.md T2). */
export const CheckEmailPage: FC<{ maskedEmail: string | undefined }> = ({ maskedEmail }) => (
  <div class="stack narrow">
    <h1>Check your email</h1>
    <p class="lede">
      We sent a link to {maskedEmail ?? 'your email address'}. Open it within 24 hours.
    </p>
    <SpamParagraph />
    <p>
      Still nothing after 15 minutes? <a href="/sign-in">Sign in</a> to have the link sent again, or
      call CharMeck 311. Do not register again.
    </p>
  </div>
)

/** A mail program may open links by itself, so a person presses the button (F18). */
export const ConfirmPage: FC<{
  c: Context<PortalEnv>
  token: string
  username: string
  maskedEmail: string
}> = ({ c, token, username, maskedEmail }) => (
  <div class="stack narrow">
    <h1>Confirm your email</h1>
    <p class="lede">
      {maskedEmail} becomes the email address of the portal account <strong>{username}</strong>.
    </p>
    <p>You did not register, or this is not your username? Then leave this page.</p>
    <Form c={c} action="/register/confirm" class="stack">
      <input type="hidden" name="token" value={token} />
      <button type="submit" class="btn">
        Confirm my email
      </button>
    </Form>
  </div>
)

export const DeadLinkPage: FC = () => (
  <div class="stack narrow">
    <h1>This link does not work any more</h1>
    <p class="lede">
      A link works once, for 24 hours. Sign in: if your email is not confirmed yet, you can have a
      new link sent there.
    </p>
    <a class="btn" href="/sign-in">
      Sign in
    </a>
  </div>
)
