import type { Context } from 'hono'
import type { FC } from 'hono/jsx'
import type { RecoveryKind } from '../../src/domain/recovery.js'
import { PasswordPair } from '../choosing.js'
import type { PortalEnv } from '../env.js'
import { ErrorSummary, Field, Form, type FormState } from '../form.js'
import { SpamParagraph } from '../words.js'

interface Props {
  readonly c: Context<PortalEnv>
  readonly state: FormState
}

export const forgotTitle: Record<RecoveryKind, string> = {
  username: 'Forgot Username?',
  password: 'Forgot Password?',
}

/** One field: the address that belongs to the portal account. */
export const ForgotPage: FC<Props & { kind: RecoveryKind }> = ({ c, state, kind }) => (
  <div class="stack narrow airy">
    <ErrorSummary state={state} />
    <h1>{forgotTitle[kind]}</h1>
    <Form c={c} action={`/forgot-${kind}`} class="stack airy">
      <Field
        name="email"
        label="Email address"
        hint="The one you registered with"
        type="email"
        state={state}
        input={{ autocomplete: 'email', required: true }}
      />
      <button type="submit" class="btn">
        Submit
      </button>
    </Form>
  </div>
)

/** The same for everybody: nothing tells whether the address is known, locked or throttled (security.md T3). */
export const ForgotSentPage: FC<{
  kind: RecoveryKind
  maskedEmail: string | undefined
  minutes: number
}> = ({ kind, maskedEmail, minutes }) => (
  <div class="stack narrow">
    <h1>Check your email</h1>
    <p class="lede">
      If {maskedEmail ?? 'your address'} belongs to a portal account, we just sent{' '}
      {kind === 'username'
        ? 'the username to it.'
        : `a temporary password to it. It works once, for ${minutes} minutes.`}
    </p>
    <SpamParagraph />
    <p>Still nothing after 15 minutes? Call CharMeck 311. Do not register again.</p>
    <a class="btn alt" href="/sign-in">
      Sign in
    </a>
  </div>
)

/** Only after a temporary password. Nothing of the portal account is shown here (security.md 1.5). */
export const NewPasswordPage: FC<Props> = ({ c, state }) => (
  <div class="stack narrow airy">
    <ErrorSummary state={state} />
    <h1>Choose a new password</h1>
    <Form c={c} action="/new-password" class="stack airy">
      <PasswordPair state={state} min={c.get('deps').city.passwordMin} />
      <button type="submit" class="btn">
        Submit
      </button>
    </Form>
    <Form c={c} action="/sign-out">
      <button type="submit" class="quiet">
        Sign out
      </button>
    </Form>
  </div>
)

/** Its 15 minutes, or those of the temporary password, are over. */
export const ExpiredPage: FC = () => (
  <div class="stack narrow">
    <h1>Choose a new password</h1>
    <p class="lede">This temporary password has expired.</p>
    <a class="btn" href="/forgot-password">
      Send a new one
    </a>
  </div>
)
