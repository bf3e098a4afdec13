import type { Context } from 'hono'
import type { FC } from 'hono/jsx'
import type { ProfileRow } from '../../sql/portal-accounts.js'
import { PasswordPair, QuestionFields } from '../choosing.js'
import type { PortalEnv } from '../env.js'
import { ErrorSummary, Field, Form, type FormState } from '../form.js'

/** The forms of Profile (ux.md 4.12). */

export const NamePage: FC<{
  c: Context<PortalEnv>
  state: FormState
  profile: Pick<ProfileRow, 'name' | 'phone'>
}> = ({ c, state, profile }) => (
  <div class="stack narrow airy">
    <ErrorSummary state={state} />
    <div class="stack snug">
      <h1>Name and phone</h1>
      <p class="lede">
        Both are optional. We greet you by your name in email, and 311 may ask for your number.
      </p>
    </div>
    <Form c={c} action="/profile/name" class="stack airy">
      <Field
        name="name"
        label="Name"
        state={state}
        value={profile.name ?? ''}
        input={{ autocomplete: 'name' }}
      />
      <Field
        name="phone"
        label="Phone number"
        hint="10 digits, like 704-555-0142"
        type="tel"
        class="w12"
        state={state}
        value={profile.phone ?? ''}
        input={{ autocomplete: 'tel-national' }}
      />
      <SubmitRow />
    </Form>
  </div>
)

export const SubmitRow: FC = () => (
  <div class="row">
    <button type="submit" class="btn">
      Submit
    </button>
    <a class="quiet" href="/profile">
      Leave it as it is
    </a>
  </div>
)

/** Before every change that could lock the owner out. */
export const CurrentPassword: FC<{ state: FormState }> = ({ state }) => (
  <Field
    name="currentPassword"
    label="Current password"
    type="password"
    state={state}
    input={{ autocomplete: 'current-password', required: true }}
  />
)

export const PasswordPage: FC<{ c: Context<PortalEnv>; state: FormState }> = ({ c, state }) => (
  <div class="stack narrow airy">
    <ErrorSummary state={state} />
    <div class="stack snug">
      <h1>Password</h1>
      <p class="lede">All other browsers are signed out, and we tell you by email.</p>
    </div>
    <Form c={c} action="/profile/password" class="stack airy">
      <CurrentPassword state={state} />
      <PasswordPair state={state} min={c.get('deps').city.passwordMin} />
      <SubmitRow />
    </Form>
    <p>
      Forgot your current password? Sign out and use <a href="/forgot-password">Forgot Password?</a>
    </p>
  </div>
)

export const QuestionPage: FC<{ c: Context<PortalEnv>; state: FormState }> = ({ c, state }) => (
  <div class="stack narrow airy">
    <ErrorSummary state={state} />
    <div class="stack snug">
      <h1>Security question</h1>
      <p class="lede">
        After three wrong passwords we ask this question, so that nobody can keep guessing your
        password.
      </p>
    </div>
    <Form c={c} action="/profile/question" class="stack airy">
      <CurrentPassword state={state} />
      <QuestionFields
        state={state}
        labels={{
          question: 'New security question',
          answer: 'New Security Answer',
          answerAgain: 'Confirm Security Answer',
        }}
      />
      <SubmitRow />
    </Form>
  </div>
)
