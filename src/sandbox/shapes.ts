import type { Context } from 'hono'
import { z } from 'zod'
import type { Entry } from './ledger.js'

/** What the sandbox's calls are made of, and how one that is not in shape is refused. */
export const key = z.string().min(1).max(100)
export const amount = z.int().min(1).max(100_000_000) // $1,000,000.00, as in the portal's table
export const fee = z.int().min(0).max(1_000_000)
export const reference = z.string().min(1).max(100)

/** The books' line as the port's `Outcome`; what is not there is left out. */
export const outcomeOf = ({ returnsCode: _, reason, currency, ...rest }: Entry) => ({
  ...rest,
  ...(currency && { currency }),
  ...(reason && { reason }),
})

type Read<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly refusal: Response }

/** The body in its shape, or 422 with one line of words per fault. */
export async function read<T>(c: Context, shape: z.ZodType<T>): Promise<Read<T>> {
  const text = await c.req.text()
  const parsed = shape.safeParse(fromJson(text))
  if (parsed.success) return { ok: true, value: parsed.data }
  const words = parsed.error.issues.map((issue) =>
    [issue.path.join('.'), issue.message].filter(Boolean).join(': '),
  )
  return { ok: false, refusal: c.json({ refusal: 'not-valid', words }, 422) }
}

function fromJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined // no shape takes it
  }
}
