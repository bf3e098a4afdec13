import { heartbeat } from '@temporalio/activity'

const everyMs = 1_500

/** Tells Temporal that the worker lives while a deed waits for somebody outside. */
export async function beating<Result>(deed: () => Promise<Result>): Promise<Result> {
  const beat = setInterval(() => heartbeat(), everyMs)
  try {
    return await deed()
  } finally {
    clearInterval(beat)
  }
}
