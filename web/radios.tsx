import type { FC, PropsWithChildren } from 'hono/jsx'
import { FieldError, type FormState } from './form.js'

/** A question whose answers are large radio rows (`.pick`); a row may hold more fields, shown while it is chosen. */

export const Question: FC<
  PropsWithChildren<{ name: string; legend: string; state: FormState }>
> = ({ name, legend, state, children }) => (
  <fieldset aria-describedby={state.errors[name] ? `${name}-error` : undefined}>
    <legend>{legend}</legend>
    <FieldError name={name} state={state} />
    {children}
  </fieldset>
)

interface ChoiceProps {
  readonly name: string
  readonly value: string
  readonly chosen: string | undefined
  /** The first choice of a question carries its name as id: the error summary leads there. */
  readonly first?: boolean
}

const radioId = ({ name, value, first }: ChoiceProps) => (first ? name : `${name}-${value}`)

export const Radio: FC<ChoiceProps> = (choice) => (
  <input
    type="radio"
    id={radioId(choice)}
    name={choice.name}
    value={choice.value}
    checked={choice.chosen === choice.value}
  />
)

export const Choice: FC<PropsWithChildren<ChoiceProps>> = ({ children, ...choice }) => (
  <label class="pick" for={radioId(choice)}>
    <Radio {...choice} />
    <span>{children}</span>
  </label>
)
