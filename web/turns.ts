import { Refusal } from '../src/domain/refusal.js'

/** Who waits for the same turn at most; more are told to come again. */
const queued = 50

const lines = new Map<string, { waiting: number; last: Promise<unknown> }>()

/**
 * Deeds of one key come one after the other in this process. What must not happen twice at once, SQL holds; this keeps
 * those who would only wait there from holding a connection each meanwhile.
 *
 * @throws {Refusal} When too many wait already.
 */
export async function inTurn<T>(key: string, deed: () => Promise<T>): Promise<T> {
  const line = lines.get(key) ?? { waiting: 0, last: Promise.resolve() }
  if (line.waiting >= queued) throw new Refusal('too-busy')
  lines.set(key, line)
  line.waiting += 1
  const mine = line.last.then(deed)
  line.last = mine.catch(() => {}) // whoever comes next does not care how this one ended
  try {
    return await mine
  } finally {
    line.waiting -= 1
    if (line.waiting === 0) lines.delete(key)
  }
}
