import { expect } from 'vitest'
import { badInput, overlongBytes } from './bad-input.js'
import type { Browser, Page } from './browser.js'

export interface BadInputTrial {
  readonly browser: Browser
  /** The page with the form; opened once. */
  readonly page: string
  /** A whole, right form without the field under trial. */
  readonly fields: Readonly<Record<string, string>>
  readonly field: string
  /** Never comes back to a page. */
  readonly secret?: boolean
  /** Clears throttles, and whatever an accepted value changed. */
  readonly before: () => Promise<unknown>
}

/**
 * Sends every bad value in one field: a 422 with a message, or accepted; never a fault, never markup of ours, and what
 * was typed stays unless it is secret or a card number.
 */
export async function tryBadInput(trial: BadInputTrial): Promise<void> {
  const { browser, field, fields } = trial
  const form = (await browser.get(trial.page)).forms.find(({ fields }) => field in fields)
  if (!form) throw new Error(`no form with ${field} on ${trial.page}`)
  const send = async (value: string | undefined) => {
    await trial.before()
    return await browser.post(form.action, { ...form.fields, ...fields, [field]: value })
  }
  for (const [name, value] of Object.entries(badInput)) {
    const answer = await send(value)
    expect([200, 303, 422], `${field}: ${name}`).toContain(answer.status)
    expect(answer.html, `${field}: ${name}`).not.toContain('<script>alert')
    expect(answer.html, `${field}: ${name}`).not.toContain('<img src=x')
    expect(answer.html, `${field}: ${name}`).not.toContain('<b hx-get')
    if (answer.status === 422) expectTyped(trial, answer, name, value)
  }
  const missing = await send(undefined)
  expect([200, 303, 422], `${field}: missing`).toContain(missing.status)

  await trial.before()
  const pairs = Object.entries({ ...form.fields, ...fields, [field]: 'a' })
  const plain = new URLSearchParams(pairs).toString()
  const shapes = {
    'sent twice': `${plain}&${field}=b`,
    'a list': `${plain.replace(`${field}=a`, '')}&${field}[]=1&${field}[]=2`,
    'a field nobody asked for': `${plain}&status=approved`,
    'a field of every object': `${plain}&__proto__=1&constructor=2`,
  }
  for (const [name, body] of Object.entries(shapes))
    expect((await browser.postBody(form.action, body)).status, `${field}: ${name}`).toBe(422)
  await trial.before()
  const bytes = await browser.postBody(
    form.action,
    plain.replace(`${field}=a`, `${field}=${overlongBytes}`),
  )
  expect([200, 303, 422], `${field}: overlong bytes`).toContain(bytes.status)
  const parts = new FormData()
  for (const [name, value] of pairs) parts.set(name, name === field ? new Blob(['a']) : value)
  await trial.before()
  expect((await browser.postBody(form.action, parts)).status, `${field}: a file`).toBe(422)
}

function expectTyped(trial: BadInputTrial, answer: Page, name: string, value: string): void {
  const kept = answer.forms.find(({ fields }) => trial.field in fields)?.fields[trial.field]
  const dropped = trial.secret || name === 'a card number'
  const typed = value.replaceAll('\0', '\ufffd').toWellFormed()
  // A form carries a line break as CR LF and html as one; nobody types one into one line.
  expect(kept?.replaceAll('\r', ''), `${trial.field}: ${name}`).toBe(
    dropped ? '' : typed.replaceAll('\r', ''),
  )
}
