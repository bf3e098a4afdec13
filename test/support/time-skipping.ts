import { afterAll } from 'vitest'
import { simulatedTime } from './simulated-time.js'

/** Simulated time of one test file; leave no workflow open that another test would meet. */
export async function timeSkipping(...given: Parameters<typeof simulatedTime>) {
  const time = await simulatedTime(...given)
  afterAll(time.stop)
  return time
}
