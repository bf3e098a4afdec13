import type { Context } from 'hono'
import type { FC } from 'hono/jsx'
import { confirmHours, maskEmail, undoHours } from '../../src/domain/portal-account.js'
import type { PortalEnv } from '../env.js'
import { ErrorSummary, Field, Form, type FormState } from '../form.js'
import { HelpLine } from '../page.js'
import { SpamParagraph } from '../words.js'
import { CurrentPassword, SubmitRow } from './views.js'

interface Props {
  readonly c: Context<PortalEnv>
}

export const EmailPage: FC<Props & { state: FormState }> = ({ c, state }) => (
  <div class="stack narrow airy">
    <ErrorSummary state={state} />
    <div class="stack snug">
      <h1>Email address</h1>
      <p class="lede">
        We send a link to the new address. Until you open it we keep using{' '}
        {maskEmail(c.get('resident').email)}.
      </p>
    </div>
    <Form c={c} action="/profile/email" class="stack airy">
      <CurrentPassword state={state} />
      <Field
        name="email"
        label="New Email Address"
        type="email"
        state={state}
        input={{ autocomplete: 'email', required: true }}
      />
      <Field
        name="emailAgain"
        label="Confirm Email Address"
        type="email"
        state={state}
        input={{ autocomplete: 'email', required: true }}
      />
      <SubmitRow />
    </Form>
    <SpamParagraph />
  </div>
)

/** A mail program may open links by itself, so a person presses the button. */
export const ConfirmEmailPage: FC<Props & { token: string; maskedEmail: string }> = ({
  c,
  token,
  maskedEmail,
}) => (
  <div class="stack narrow">
    <h1>Confirm your new email address</h1>
    <p class="lede">{maskedEmail} becomes the email address of your portal account.</p>
    <p>You did not ask for this? Then leave this page.</p>
    <Form c={c} action="/profile/email/confirm" class="stack">
      <input type="hidden" name="token" value={token} />
      <button type="submit" class="btn">
        Use this address
      </button>
    </Form>
  </div>
)

export const EmailConfirmedPage: FC<Props> = ({ c }) => (
  <div class="stack narrow">
    <h1>Your email address is changed</h1>
    <p class="lede">From now on our email goes there. We told the old address.</p>
    <p>Other browsers were signed out.</p>
    {c.get('visitor') ? (
      <a class="btn" href="/profile">
        Profile
      </a>
    ) : (
      <a class="btn" href="/sign-in">
        Sign in
      </a>
    )}
  </div>
)

export const UndoEmailPage: FC<Props & { token: string; maskedEmail: string }> = ({
  c,
  token,
  maskedEmail,
}) => (
  <div class="stack narrow">
    <h1>Take your email address back</h1>
    <p class="lede">
      Our email goes to {maskedEmail} again, and every browser is signed out of your portal account.
    </p>
    <Form c={c} action="/profile/email/undo" class="stack">
      <input type="hidden" name="token" value={token} />
      <button type="submit" class="btn">
        Undo the change
      </button>
    </Form>
  </div>
)

export const EmailUndonePage: FC = () => (
  <div class="stack narrow">
    <h1>Your email address is back</h1>
    <p class="lede">Our email goes to your old address again. Every browser was signed out.</p>
    <p>
      Did somebody else change it? Then they know your password. Call <strong>CharMeck 311</strong>{' '}
      (dial 311) now, and choose a new password with <a href="/forgot-password">Forgot Password?</a>
    </p>
  </div>
)

export const DeadLinkPage: FC<Props> = ({ c }) => (
  <div class="stack narrow">
    <h1>This link does not work any more</h1>
    <p class="lede">
      A link works once: {confirmHours} hours to confirm a new address, {undoHours} hours to take
      the old one back. Ask for a new one on Profile.
    </p>
    <a class="btn" href="/profile">
      Profile
    </a>
    <p>
      Did somebody else change your email address? <HelpLine phone={phone(c)} />
    </p>
  </div>
)

export const TakenPage: FC<Props> = ({ c }) => (
  <div class="stack narrow">
    <h1>We cannot use this email address</h1>
    <p class="lede">Another portal account uses it now. Nothing was changed.</p>
    <p>
      <HelpLine phone={phone(c)} />
    </p>
  </div>
)

const phone = (c: Context<PortalEnv>) => c.get('deps').city.supportPhone
