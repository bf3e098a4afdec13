import type { Db } from './database.js'

/** Who did what to which row; written in the deed's own transaction. Facts are ids and states, never secrets. */
export async function audit(
  tx: Db,
  entry: {
    actor: string
    action: string
    subject?: string
    facts?: Record<string, string | number | boolean | null>
  },
): Promise<void> {
  await tx`
    insert into audit (actor, action, subject, facts)
    values (${entry.actor}, ${entry.action}, ${entry.subject ?? null}, ${tx.json(entry.facts ?? {})})`
}
