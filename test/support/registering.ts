import type { Browser, Page } from './browser.js'
import type { TestPortal } from './portal.js'

/** What Dana types at Register. */
export const secret = 'four unrelated words here'
export const stepOne = {
  email: 'dana.whitfield@example.com',
  emailAgain: 'dana.whitfield@example.com',
  username: 'dwhitfield',
  password: secret,
}
export const stepTwo = {
  question: 'first_pet',
  answer: 'Rex the dog',
  answerAgain: 'rex-the-dog',
}

/** Step 1 of somebody else. */
export const as = (name: string) => ({
  email: `${name}@example.com`,
  emailAgain: `${name}@example.com`,
  username: name,
})

/** Steps 1 and 2, up to "Check your email"; the page of step 1 when that refuses. */
export async function register(
  portal: TestPortal,
  facts: Partial<typeof stepOne> = {},
  browser: Browser = portal.browser(),
): Promise<Page> {
  const first = await browser.fill('/register', { ...stepOne, ...facts })
  return first.status === 303 ? await browser.fill(first.location!, stepTwo) : first
}

/** What is owed to an address, the oldest first. */
export async function notices(portal: TestPortal, email: string) {
  return await portal.sql<{ template: string; params: { token?: string } }[]>`
    select template, params from notice where recipient = ${email} order by created_at, template`
}

/** The newest confirming link that was mailed there. */
export async function linkOf(portal: TestPortal, email: string): Promise<string> {
  const mails = (await notices(portal, email)).filter(
    ({ template }) => template === 'confirm_email',
  )
  return `/register/confirm?token=${mails.at(-1)?.params.token}`
}
