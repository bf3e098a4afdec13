import { afterAll } from 'vitest'
import { cityDay } from '../../src/domain/city-date.js'
import { freshDatabase } from '../support/database.js'
import { onHostedPage } from '../support/hosted.js'
import { processorConformance } from '../support/processor-conformance.js'
import { order, type Rig, sandboxRig, secret } from '../support/sandbox.js'

const sql = await freshDatabase()
let rig: Rig
afterAll(() => rig.stop())

processorConformance({
  name: 'the sandbox, by HTTP,',
  async make() {
    rig = await sandboxRig(sql.url)
    return {
      processor: rig.processor(),
      impatient: rig.processor(500),
      secret,
      mostCents: 1_000_000_00,
      order: (ending, over) => order(ending === 'refused' ? '0001' : '4471', over),
      entries: async (key) => (await rig.ledger()).filter((line) => line.key === key).length,
      hangNext: async () => void (await rig.control({ mode: 'accept_then_hang', count: 1 })),
      closeNext: async () => void (await rig.control({ mode: 'accept_then_close', count: 1 })),
      refuseNext: async () => void (await rig.control({ mode: 'reject', code: 'R03', count: 1 })),
      down: async (down) => void (await rig.control({ mode: down ? 'down' : 'normal' })),
      takeBack: async (key) =>
        void (await rig.control({ returns: { key, code: 'R01', afterSeconds: 0 } })),
      age: async (key, hours) =>
        void (await sql`
          update sandbox.debit set created_at = created_at - ${hours} * interval '1 hour'
           where key = ${key}`),
      events: (key) => rig.portal.of(key),
      onHostedPage: (url, does) =>
        onHostedPage(
          url,
          (
            {
              'pay by card': 'credit',
              'pay by check': 'check',
              'be declined': 'decline',
              leave: 'abandon',
            } as const
          )[does],
        ),
      async settlement() {
        const headers = { authorization: `Bearer ${secret}` }
        const answer = await fetch(`${rig.url()}/settlement/${cityDay(new Date())}`, { headers })
        return (await answer.json()) as {
          approvedCents: number
          returnedCents: number
          count: number
        }
      },
    }
  },
})
