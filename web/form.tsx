import { randomUUID } from 'node:crypto'
import type { Context } from 'hono'
import type { Child, FC, PropsWithChildren } from 'hono/jsx'
import type { z } from 'zod'
import { looksLikeCard } from '../src/domain/card-number.js'
import type { PortalEnv } from './env.js'
import { Icon } from './icons.js'

/** What a person typed, by field name, and what is wrong with it. */
export interface FormState {
  readonly values: Readonly<Record<string, string>>
  readonly errors: Readonly<Record<string, string>>
}

export const emptyForm: FormState = { values: {}, errors: {} }

/** Fields that never come back to a page (ux.md 2, "Error summary"). */
const secret = /password|answer|last4|taxid/i

const forms = new WeakMap<Request, Map<string, string> | undefined>()

/**
 * The posted fields, each once and each a text; undefined for anything that is not a plain form. Read once a
 * request: the gate looks at the token, the route at the rest.
 */
export async function readForm(c: Context<PortalEnv>): Promise<Map<string, string> | undefined> {
  const raw = c.req.raw
  if (forms.has(raw)) return forms.get(raw)
  const form = await parseBody(c)
  forms.set(raw, form)
  return form
}

async function parseBody(c: Context<PortalEnv>): Promise<Map<string, string> | undefined> {
  const type = c.req.header('content-type')?.split(';')[0]?.trim().toLowerCase()
  if (type !== 'application/x-www-form-urlencoded' && type !== 'multipart/form-data')
    return undefined
  const body = await c.req.parseBody({ all: true }).catch(() => undefined)
  if (!body) return undefined
  const form = new Map<string, string>()
  for (const [name, value] of Object.entries(body)) {
    if (typeof value !== 'string') form.set('_odd', 'twice, or a file')
    // A lone surrogate or a NUL can't be kept in SQL, and no person types one.
    else form.set(name, value.replaceAll('\0', '\ufffd').toWellFormed())
  }
  return form
}

export type Parsed<T> =
  | ({ readonly ok: true; readonly value: T } & FormState)
  | ({ readonly ok: false } & FormState)

const cardWords =
  'This looks like a card number. Use the account number from a check, or pay by card with SpeedPay.'

/**
 * Reads a form through its schema. Unknown, repeated and file fields are refused as a whole; a card number is
 * refused in any text field and not kept (S36, security.md 1.1).
 *
 * @param notCard What is said of a card number.
 */
export async function parse<T>(
  c: Context<PortalEnv>,
  schema: z.ZodType<T>,
  notCard: string = cardWords,
): Promise<Parsed<T>> {
  const form = new Map(await readForm(c))
  form.delete('_token')
  const values: Record<string, string> = Object.create(null)
  const errors: Record<string, string> = Object.create(null)
  for (const [name, value] of form) {
    if (!secret.test(name) && looksLikeCard(value)) {
      errors[name] = notCard
    } else if (!secret.test(name)) values[name] = value
  }
  const result = schema.safeParse(Object.fromEntries(form))
  if (!result.success) {
    for (const issue of result.error.issues) {
      const unknown = issue.code === 'unrecognized_keys'
      const field = unknown ? 'form' : String(issue.path[0] ?? 'form')
      errors[field] ??= unknown
        ? 'This form has an answer that we do not know. Send it again as it is.'
        : issue.message
    }
  }
  if (result.success && Object.keys(errors).length === 0)
    return { ok: true, value: result.data, values, errors }
  return { ok: false, values, errors }
}

/** The same state with more errors: what only SQL or a rule over several fields can tell. */
export function withErrors(state: FormState, errors: Record<string, string>): FormState {
  return { values: state.values, errors: { ...state.errors, ...errors } }
}

/** A form that posts: the token, and the id that makes one rendered form one deed (I13). */
export const Form: FC<
  PropsWithChildren<{
    c: Context<PortalEnv>
    action: string
    class?: string
    labelledby?: string
    id?: string
    /** What htmx does with it; without JavaScript it is an ordinary form. */
    htmx?: Readonly<Record<string, string>>
  }>
> = ({ c, action, children, labelledby, htmx, ...rest }) => (
  <form method="post" action={action} novalidate aria-labelledby={labelledby} {...rest} {...htmx}>
    <input type="hidden" name="_token" value={c.get('token')} />
    {children}
  </form>
)

/** The hidden id of one rendered form; kept when the form comes back with errors. */
export const FormId: FC<{ state?: FormState }> = ({ state }) => (
  <input type="hidden" name="formId" value={state?.values.formId ?? randomUUID()} />
)

/** "Check 2 answers", first in the form and focused, with a link to each field. */
export const ErrorSummary: FC<{ state: FormState }> = ({ state }) => {
  const problems = Object.entries(state.errors)
  if (problems.length === 0) return null
  return (
    <div class="oops stack tight" role="alert" tabindex={-1} autofocus>
      <h2>
        Check {problems.length} {problems.length === 1 ? 'answer' : 'answers'}
      </h2>
      <ul>
        {problems.map(([field, message]) => (
          <li>
            {/* What is wrong with the form as a whole has no field to go to. */}
            {field === 'form' ? <strong>{message}</strong> : <a href={`#${field}`}>{message}</a>}
          </li>
        ))}
      </ul>
    </div>
  )
}

export interface FieldProps {
  readonly name: string
  readonly label: Child
  readonly state: FormState
  readonly hint?: Child
  readonly type?: string
  readonly value?: string
  readonly class?: string
  readonly money?: boolean
  /** Said politely below the input, by a fragment that replaces what is in `#<name>-note`. */
  readonly note?: Child
  /** Any other attribute of the input. */
  readonly input?: Record<string, string | number | boolean | undefined>
}

/** Label, hint, error, input, in this order, tied together for screen readers (ux.md 8.5). */
export const Field: FC<FieldProps> = ({
  name,
  label,
  state,
  hint,
  type = 'text',
  value,
  money,
  note,
  input,
  ...rest
}) => {
  const error = state.errors[name]
  const described =
    [hint && `${name}-hint`, error && `${name}-error`, note !== undefined && `${name}-note`]
      .filter(Boolean)
      .join(' ') || undefined
  const box = (
    <input
      id={name}
      name={name}
      type={type}
      class={rest.class}
      // What was refused does not turn into what was there before.
      value={secret.test(name) ? undefined : (state.values[name] ?? (error ? undefined : value))}
      aria-describedby={described}
      aria-invalid={error ? 'true' : undefined}
      {...input}
    />
  )
  return (
    <div class={error ? 'field wrong' : 'field'}>
      <label for={name}>{label}</label>
      {hint && (
        <span class="hint" id={`${name}-hint`}>
          {hint}
        </span>
      )}
      <FieldError name={name} state={state} />
      {money ? <div class="money">{box}</div> : box}
      {note !== undefined && (
        <span class="hint" id={`${name}-note`} aria-live="polite">
          {note}
        </span>
      )}
    </div>
  )
}

export const FieldError: FC<{ name: string; state: FormState }> = ({ name, state }) =>
  state.errors[name] ? (
    <span class="err" id={`${name}-error`}>
      {state.errors[name]}
    </span>
  ) : null

export type NoteKind = 'info' | 'warn' | 'bad' | 'ok'
const noteIcon = { info: 'info', warn: 'warn', bad: 'stop', ok: 'check' } as const

/** A message with its mark; color is extra. */
export const Note: FC<
  PropsWithChildren<{ kind: NoteKind; icon?: 'hold'; role?: string; focus?: boolean }>
> = ({ kind, icon, role, focus, children }) => (
  <div
    class={kind === 'info' ? 'note' : `note ${kind}`}
    role={role}
    {...(focus ? { tabindex: -1, autofocus: true } : {})}
  >
    <Icon name={icon ?? noteIcon[kind]} size={22} />
    <div>{children}</div>
  </div>
)
