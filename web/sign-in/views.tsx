import type { Context } from 'hono'
import type { FC } from 'hono/jsx'
import { showMoney } from '../../src/domain/money.js'
import { maxLinks } from '../../src/domain/service-account.js'
import type { PortalEnv } from '../env.js'
import { ErrorSummary, Field, Form, type FormState, Note } from '../form.js'
import { Phone } from '../page.js'
import { SpamParagraph, WhyUsername } from '../words.js'

export interface BoxProps {
  readonly c: Context<PortalEnv>
  readonly state: FormState
  readonly next?: string | undefined
  /** What went wrong with the two together; never which of them. */
  readonly problem?: string | undefined
}

/** The front page: sign in, register, or pay without an account, in this order (ux.md 3.1). */
export const FrontPage: FC<BoxProps> = (props) => {
  const { city } = props.c.get('deps')
  return (
    <>
      <ServiceNotice text={city.serviceNotice} />
      <div class="door">
        <div class="stack">
          <h1>See and pay your water, sewer and storm water bill</h1>
          <p class="lede">
            What you owe, 24 months of bills, payments and water use. Open 24 hours a day, every
            day.
          </p>
        </div>
        <SignInBox {...props} />
        <NewHere c={props.c} />
      </div>
      <section class="stack far" aria-labelledby="can">
        <h2 id="can">What you can do here</h2>
        <div class="three">
          <div>
            <h3>Pay your way</h3>
            <p class="soft">
              From checking or savings at no charge, or by card for a{' '}
              {showMoney(city.convenienceFeeCents)} convenience fee.
            </p>
          </div>
          <div>
            <h3>Let it pay itself</h3>
            <p class="soft">
              Choose the day. Set a limit, and we ask you first when a bill goes over it.
            </p>
          </div>
          <div>
            <h3>Keep every account together</h3>
            <p class="soft">Link up to {maxLinks} accounts: your home, a parent’s, a rental.</p>
          </div>
        </div>
      </section>
    </>
  )
}

export const endedHeading = 'You were signed out after 30 minutes'

/** The box alone: after a time-out, and with errors. */
export const SignInPage: FC<
  BoxProps & { confirmed?: boolean; ended?: boolean; matched?: boolean }
> = ({ confirmed, matched, ended, ...props }) => (
  <div class="beside">
    <div class="stack">
      <ServiceNotice text={props.c.get('deps').city.serviceNotice} />
      {confirmed && (
        <Note kind="ok" role="status">
          <p>Your email is confirmed. Sign in to link your first bill.</p>
        </Note>
      )}
      {matched && (
        <Note kind="ok" role="status">
          <p>Answer matched. Enter your password.</p>
        </Note>
      )}
      {ended && (
        <>
          <h1>{endedHeading}</h1>
          <p class="lede">
            We do this to protect your account. What you typed was not sent. Sign in to go on where
            you were.
          </p>
        </>
      )}
      <SignInBox {...props} alone={!ended} />
    </div>
    <div class="stack">
      <NewHere c={props.c} />
      <WhyUsername />
    </div>
  </div>
)

const SignInBox: FC<BoxProps & { alone?: boolean }> = ({ c, state, next, problem, alone }) => (
  <Form c={c} action="/sign-in" class="sheet stack in" labelledby="sign-in">
    {alone ? <h1 id="sign-in">Sign in</h1> : <h2 id="sign-in">Sign in</h2>}
    <ErrorSummary state={state} />
    {problem && (
      <Note kind="bad" role="alert" focus>
        <p>{problem}</p>
      </Note>
    )}
    <input type="hidden" name="next" value={state.values.next ?? next ?? ''} />
    <Field
      name="username"
      label="Username"
      hint="Not your email address"
      state={state}
      input={{
        autocomplete: 'username',
        autocapitalize: 'none',
        spellcheck: 'false',
        required: true,
      }}
    />
    <Field
      name="password"
      label="Password"
      type="password"
      state={state}
      input={{ autocomplete: 'current-password', required: true }}
    />
    <button type="submit" class="btn whole">
      Sign in
    </button>
    <p class="row split">
      <a class="quiet" href="/forgot-username">
        Forgot Username?
      </a>
      <a class="quiet" href="/forgot-password">
        Forgot Password?
      </a>
    </p>
  </Form>
)

const NewHere: FC<Pick<BoxProps, 'c'>> = ({ c }) => (
  <div class="stack snug">
    <h2>New here?</h2>
    <p class="short">
      You need an email address to register. To link a bill you also need your account number, in
      the upper right corner of your paper bill.
    </p>
    <div class="row">
      <a class="btn alt" href="/register">
        Register
      </a>
    </div>
    <p>
      <a href="/pay/speedpay">Pay Now with Western Union SpeedPay</a>, without a portal account. Or
      call <Phone number={c.get('deps').city.speedpayPhone} />, any time.
    </p>
  </div>
)

const ServiceNotice: FC<{ text: string | undefined }> = ({ text }) =>
  text ? (
    <div class="apart">
      <Note kind="info">
        <p>{text}</p>
      </Note>
    </div>
  ) : null

/** An unconfirmed portal account can do one thing here: have the link sent again (F18). */
export const ConfirmFirstPage: FC<{
  c: Context<PortalEnv>
  maskedEmail: string
  ticket: string
}> = ({ c, maskedEmail, ticket }) => (
  <div class="stack narrow">
    <h1>Confirm your email first</h1>
    <p class="lede">
      When you registered, we sent a link to {maskedEmail}. Open it within 24 hours, then sign in.
    </p>
    <SpamParagraph />
    <Form c={c} action="/sign-in/send-again" class="stack">
      <input type="hidden" name="ticket" value={ticket} />
      <button type="submit" class="btn">
        Send the link again
      </button>
    </Form>
  </div>
)

export const SignedOutPage: FC = () => (
  <div class="stack narrow">
    <h1>You are signed out</h1>
    <p class="lede">
      If others use this computer or phone, close the browser too, so that nobody can go back to
      your pages.
    </p>
    <div class="row">
      <a class="btn" href="/sign-in">
        Sign in
      </a>
      <a class="quiet" href="/">
        Front page
      </a>
    </div>
  </div>
)
