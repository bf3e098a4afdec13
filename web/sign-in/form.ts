import { z } from 'zod'

const text = z.string().default('')

/** Username and password as typed; whether they match is not the form's question. */
export const signInForm = z
  .strictObject({ username: text, password: text, next: text })
  .transform(({ username, password, next }, ctx) => {
    const name = username.trim()
    const wrong = (field: string, message: string) =>
      ctx.addIssue({ code: 'custom', path: [field], message })
    if (name === '') wrong('username', 'Enter your username')
    if (name.includes('@'))
      wrong(
        'username',
        'Your username is not an email address. If you forgot it, use Forgot Username?',
      )
    if (password === '') wrong('password', 'Enter your password')
    return { username: name, password, next: localPath(next) }
  })

export const answerForm = z
  .strictObject({ answer: text })
  .refine(({ answer }) => answer.trim() !== '', { path: ['answer'], message: 'Enter your answer' })

export const sendAgainForm = z.strictObject({ ticket: text })

/**
 * The page to go to after signing in, when it is one of ours: a path and nothing else (security.md T14).
 *
 * @returns undefined for everything that a browser could read as another site.
 */
export function localPath(next: string): string | undefined {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is refused
  if (!/^\/(?!\/)[^\\\x00-\x20\x7f]*$/.test(next) || next.length > 500) return undefined
  const base = 'https://portal.invalid'
  if (!URL.canParse(next, base)) return undefined
  const url = new URL(next, base)
  // `/.//evil.com` is a path now and another site after the dots are resolved.
  if (url.origin !== base || url.pathname.startsWith('//')) return undefined
  return url.pathname + url.search + url.hash
}
