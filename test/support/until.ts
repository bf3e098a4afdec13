import { setTimeout as sleep } from 'node:timers/promises'

type Truthy<T> = Exclude<T, false | 0 | '' | null | undefined>

/**
 * Waits for a condition instead of for a time.
 *
 * @param condition Anything truthy ends the wait and is given back; a throw counts as "not yet".
 * @param options `ms`: how long at most; `every`: ms between two looks.
 * @throws When it did not become true in time, with the last throw as cause.
 */
export async function until<T>(
  condition: () => T | Promise<T>,
  options: { ms?: number; every?: number } = {},
): Promise<Truthy<T>> {
  const { ms = 5_000, every = 20 } = options
  const end = performance.now() + ms
  let cause: unknown
  while (performance.now() < end) {
    try {
      const met = await condition()
      if (met) return met as Truthy<T>
      cause = undefined
    } catch (fault) {
      cause = fault
    }
    await sleep(every)
  }
  throw new Error(`not so after ${ms} ms: ${condition}`, { cause })
}
