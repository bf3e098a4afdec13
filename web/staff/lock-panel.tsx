import type { Context } from 'hono'
import type { FC } from 'hono/jsx'
import type { LockPanel as Lock } from '../../sql/unlocks.js'
import type { PortalEnv } from '../env.js'
import { ErrorSummary, FieldError, Form, type FormState, Note } from '../form.js'
import { inPlace, when } from './tags.js'

/** After so long it is queued: Temporal or the worker is away, and it will happen by itself (architecture.md 4). */
const queuedAfterMs = 5_000

export type LockState = 'none' | 'locked' | 'unlocking' | 'queued' | 'unlocked'

/** @param call The call that is on: an unlock of it is told, older ones are the story's. */
export function lockState(lock: Lock | undefined, call: string | undefined): LockState {
  if (!lock) return 'none'
  if (lock.unlockedAt) return lock.call !== null && lock.call === call ? 'unlocked' : 'none'
  if (!lock.requestedAt) return 'locked'
  return lock.now.getTime() - lock.requestedAt.getTime() > queuedAfterMs ? 'queued' : 'unlocking'
}

interface PanelProps {
  readonly c: Context<PortalEnv>
  readonly href: string
  readonly lock: Lock | undefined
  readonly state: LockState
  readonly form: FormState
  readonly verified: boolean
  readonly focus: boolean
}

/** What needs action first: a locked portal account, and what becomes of its unlock. */
export const LockPanel: FC<PanelProps> = (props) => {
  const { href, lock, state, focus } = props
  if (!lock || state === 'none') return <section id="lock" hidden />
  const asks = state === 'unlocking' || state === 'queued'
  return (
    <section
      class="sheet stack snug"
      id="lock"
      aria-labelledby="lock-title"
      {...(asks ? again(href, state) : {})}
    >
      <h2 id="lock-title" {...(focus ? { tabindex: -1, autofocus: true } : {})}>
        {titles[state]}
      </h2>
      <Body {...props} lock={lock} />
    </section>
  )
}

/** It asks for itself until the row says unlocked; nobody stays signed in by that (F18). */
const again = (href: string, state: LockState) => ({
  'hx-get': `${href}/unlock?poll=1`,
  'hx-trigger': `load delay:${state === 'queued' ? 5 : 1}s`,
  'hx-swap': 'outerHTML',
})

const titles = {
  locked: 'Portal account is locked',
  unlocking: 'Unlocking',
  queued: 'Unlocking: it is queued',
  unlocked: 'Portal account is unlocked',
} as const

const because: Record<string, string> = {
  wrong_answer: 'Wrong passwords, then a wrong answer to the security question.',
  too_many_rounds: 'Too many rounds of wrong passwords in a day.',
  too_many_misses: 'Too many wrong passwords in a row.',
}
const reach = {
  strangers: 'Browsers that were signed in before still work.',
  everything: 'No browser works.',
} as const

const Body: FC<PanelProps & { lock: Lock }> = (props) => {
  const { lock, state, verified } = props
  switch (state) {
    case 'none':
      return null
    case 'locked':
      return (
        <>
          <p>
            {because[lock.why] ?? ''} {reach[lock.scope]}
          </p>
          {verified ? <UnlockForm {...props} /> : <p>Check the caller before you unlock it.</p>}
        </>
      )
    case 'unlocking':
      return <p role="status">We wait for the portal to say that it is done.</p>
    case 'queued':
      return (
        <Note kind="warn" role="status">
          <p>
            It is asked for, and will happen by itself in a while. You need not wait: the resident
            is emailed when it is done.
          </p>
        </Note>
      )
    case 'unlocked':
      return <Unlocked lock={lock} />
  }
}

const Unlocked: FC<{ lock: Lock }> = ({ lock }) => (
  <Note kind="ok" role="status">
    <p>
      <strong>Unlocked at {when(lock.unlockedAt ?? lock.now, lock.now)}.</strong>{' '}
      {lock.mailed && 'We emailed the resident.'}
    </p>
    <p>
      Tell the caller: “You can sign in now.
      {lock.mailed && ' Check your SPAM folder for our email.'}”
    </p>
  </Note>
)

const UnlockForm: FC<PanelProps> = ({ c, href, form }) => {
  const chosen = form.values.why ?? 'password'
  return (
    <>
      <Form c={c} action={`${href}/unlock`} class="stack snug" htmx={inPlace(`${href}/unlock`)}>
        <ErrorSummary state={form} />
        <fieldset>
          <legend class="label">Why are you unlocking it?</legend>
          <FieldError name="why" state={form} />
          <div class="row">
            <Why value="password" chosen={chosen} label="Caller forgot password" />
            <Why value="answer" chosen={chosen} label="Caller forgot security answer" />
            <Why value="other" chosen={chosen} label="Other" />
            <OtherReason form={form} />
          </div>
        </fieldset>
        <div class="row">
          <button class="btn" type="submit" name="temp" value="">
            Unlock portal account
          </button>
          <button class="btn alt" type="submit" name="temp" value="1">
            Unlock and email a temporary password
          </button>
        </div>
      </Form>
      <p class="hint">You cannot see or set the resident’s password or security answer.</p>
    </>
  )
}

export const Why: FC<{ value: string; chosen: string; label: string }> = ({
  value,
  chosen,
  label,
}) => (
  <label class="opt">
    <input type="radio" name="why" value={value} checked={value === chosen} /> {label}
  </label>
)

/** What "Other" means. */
export const OtherReason: FC<{ form: FormState }> = ({ form }) => (
  <span class="other">
    <FieldError name="other" state={form} />
    <input
      id="other"
      name="other"
      aria-label="Other reason"
      maxlength={300}
      value={form.values.other}
      autocomplete="off"
      aria-invalid={form.errors.other ? 'true' : undefined}
      aria-describedby={form.errors.other ? 'other-error' : undefined}
    />
  </span>
)
