import { readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { historyToJSON } from '@temporalio/common/lib/proto-utils.js'
import type { Sql } from '../../sql/database.js'
import type { NudgeKind } from '../../sql/nudges.js'
import * as processorEvents from '../../sql/processor-events.js'
import { tableMailer } from '../../src/adapters/mailer-table.js'
import { processorHttp } from '../../src/adapters/processor-http.js'
import { seals as sealsOf } from '../../src/adapters/vault-sealed.js'
import type { Seals } from '../../src/ports.js'
import { workflowId } from '../../workflows/contract.js'
import { sandboxRig, secret } from '../support/sandbox.js'
import { simulatedTime } from '../support/simulated-time.js'
import { until } from '../support/until.js'

export const folder = fileURLToPath(new URL('../histories/', import.meta.url))
const root = fileURLToPath(new URL('../../', import.meta.url))

/** What a scene may do; the histories of its workflows are kept under its name. */
export interface Stage {
  readonly sql: Sql
  readonly seals: Seals
  /** Waits until the workflow says that it waits for this, then keeps its history. */
  waits(kind: NudgeKind, id: string, what: string): Promise<void>
  /** Waits for its end, then keeps its history. */
  ends(kind: NudgeKind, id: string): Promise<void>
  /** Keeps its history as it is now. */
  keep(kind: NudgeKind, id: string): Promise<void>
  nudge(kind: NudgeKind, id: string): Promise<void>
  skip(span: string): Promise<void>
  away<T>(deed: () => Promise<T>): Promise<T>
  processor(control: object): Promise<void>
  /** Whether the mail server takes mails. */
  mail(takes: boolean): void
}

/** Carries out each scene and writes the histories; what was recorded before under the same names is replaced. */
export async function record(
  sql: Sql,
  sandboxUrl: string,
  scenes: Readonly<Record<string, (stage: Stage) => Promise<void>>>,
): Promise<string[]> {
  const rig = await sandboxRig(sandboxUrl, (event, raw) => processorEvents.store(sql, event, raw))
  const kept = tableMailer(sql)
  let takes = true
  const time = await simulatedTime(sql, {
    processor: processorHttp({ url: rig.url(), secret, timeoutMs: 1_000 }),
    mailer: {
      send: async (mail) => {
        if (!takes) throw new Error('the mail server is away')
        await kept.send(mail)
      },
    },
  })
  const written: string[] = []
  for (const file of readdirSync(folder)) if (file.endsWith('.json')) rmSync(join(folder, file))
  try {
    for (const [name, scene] of Object.entries(scenes)) {
      await time.setClock()
      const keep = async (kind: NudgeKind, id: string) => {
        const handle = time.client.workflow.getHandle(workflowId(kind, id))
        const history = JSON.parse(historyToJSON(await handle.fetchHistory()))
        const file = `${name.replaceAll(' ', '-')}.json`
        writeFileSync(join(folder, file), `${JSON.stringify(nameless(history))}\n`)
        if (!written.includes(file)) written.push(file)
      }
      const details = (kind: NudgeKind, id: string) =>
        time.client.workflow
          .getHandle(workflowId(kind, id))
          .query<{ currentDetails: string }>('__temporal_workflow_metadata')
      await scene({
        sql,
        seals: sealsOf({ keysDir: time.keysDir }),
        keep,
        async waits(kind, id, what) {
          await until(async () => (await details(kind, id)).currentDetails.includes(what), {
            ms: 15_000,
          })
          await keep(kind, id)
        },
        async ends(kind, id) {
          const handle = time.client.workflow.getHandle(workflowId(kind, id))
          await until(
            async () => {
              if ((await handle.describe()).status.name === 'COMPLETED') return true
              await time.skip('1 minute')
              return false
            },
            { ms: 15_000 },
          )
          await keep(kind, id)
        },
        nudge: async (kind, id) =>
          void (await sql`insert into nudge (kind, id) values (${kind}, ${id})`),
        skip: time.skip,
        away: time.whileAway,
        processor: async (control) => void (await rig.control(control)),
        mail: (yes) => {
          takes = yes
        },
      })
      takes = true
      await rig.control({ mode: 'normal', events: 'normal', latencyMs: 0 })
    }
  } finally {
    await time.stop()
    await rig.stop()
  }
  return written
}

/** Whoever recorded it, on whatever machine, stays out of it. */
function nameless(history: unknown): unknown {
  return JSON.parse(
    JSON.stringify(history, (key, value) => {
      if (key === 'identity') return 'portal'
      return typeof value === 'string' ? value.replaceAll(root, '') : value
    }),
  )
}
