import { expect, test } from 'vitest'
import { month } from '../month/month.js'
import { freshDatabase } from '../support/database.js'

test('N12: two bill runs of many residents, with OKs, cancels, rejections and returns: nothing lost, nothing doubled, every balance agrees', {
  timeout: 120_000,
}, async () => {
  const sql = await freshDatabase({ max: 20 })
  const { url: sandboxUrl } = await freshDatabase()
  const { reckoning, done } = await month(sql, { sandboxUrl, residents: 40, seed: 'gate' })
  expect(Object.entries(reckoning).filter(([, count]) => count !== 0)).toEqual([])
  // Else it would prove nothing.
  for (const what of [
    'approved',
    'rejected',
    'returned',
    'canceled',
    'authorized',
    'hold replaced',
  ])
    expect(done[what], what).toBeGreaterThan(0)
})
