import { cancellationSignal, heartbeat } from '@temporalio/activity'
import { billRunState, findBillRun } from '../sql/bill-runs.js'
import * as notices from '../sql/notices.js'
import {
  type BillRunProgress,
  type BillRunStep,
  nextBillRunStep as rule,
} from '../src/domain/bill-run.js'
import type { BillRunId, NoticeId } from '../src/domain/ids.js'
import { beating } from './beating.js'
import { type Loaded, loadBillRun } from './bill-loading.js'
import { type NoticePorts, sendOne } from './notices.js'

/** Bills after which a call returns, so that Temporal's UI tells how far the run is: some seconds. */
const billsInPortion = 2_500
const emailsInPortion = 250
/** As many as the mail server's connections. */
const emailsAtOnce = 5

export const billRunActivities = (ports: NoticePorts) => ({
  async nextBillRunStep(id: string): Promise<{ step: BillRunStep; facts?: BillRunProgress }> {
    const run = await billRunState(ports.sql, id as BillRunId)
    if (!run) return { step: { do: 'end' } }
    const { status: _, ...facts } = run
    return { step: rule(run), facts }
  },

  /** Loads the next bills of a run. A killed one goes on behind the last batch that is in. */
  async loadBills(id: string): Promise<void> {
    const { sql } = ports
    const run = await findBillRun(sql, { id: id as BillRunId })
    if (run?.status !== 'loading') return
    let in_: Loaded = { line: run.loadedLines, bills: run.loadedBills }
    const stop = cancellationSignal()
    await beating(
      () =>
        loadBillRun(sql, run, (loaded) => {
          in_ = loaded
          heartbeat(loaded)
          return loaded.bills - run.loadedBills < billsInPortion && !stop.aborted
        }),
      () => in_,
    )
  },

  /**
   * Sends the next emails of a loaded run. Those that the mail server does not take become ordinary notices, which are
   * tried for a day.
   *
   * @throws When it takes none at all: it is away, and thousands of workflows would not bring it back.
   */
  async sendBillNotices(id: string): Promise<void> {
    const { sql } = ports
    const queue = await notices.carriedBy(sql, id as BillRunId, emailsInPortion)
    const left: NoticeId[] = []
    let sent = 0
    const stop = cancellationSignal()
    const away = () => sent === 0 && left.length >= emailsAtOnce
    const sendSome = async () => {
      while (!stop.aborted && !away()) {
        const next = queue.shift()
        if (!next) return
        if (await sendOne(ports, next)) sent += 1
        else left.push(next)
      }
    }
    await beating(
      async () => await Promise.all(Array.from({ length: emailsAtOnce }, sendSome)),
      () => ({ sent }),
    )
    if (sent === 0 && left.length > 0) throw new Error('the mail server takes nothing')
    await notices.handOver(sql, left)
  },
})
