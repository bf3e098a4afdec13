import { heartbeat } from '@temporalio/activity'

const everyMs = 1_500

/**
 * Tells Temporal that the worker lives while a deed waits for somebody outside.
 *
 * @param how What Temporal's UI shows of it: how far it is.
 */
export async function beating<Result>(
  deed: () => Promise<Result>,
  how?: () => unknown,
): Promise<Result> {
  const beat = setInterval(() => heartbeat(how?.()), everyMs)
  try {
    return await deed()
  } finally {
    clearInterval(beat)
  }
}
