import { proxyLocalActivities } from '@temporalio/workflow'

const { one, two, three } = proxyLocalActivities<
  Record<'one' | 'two' | 'three', (id: string) => Promise<void>>
>({
  startToCloseTimeout: '10 seconds',
})

/** The bare workflow that a payment is measured against: three local activities that do nothing. */
export async function bare(id: string): Promise<void> {
  await one(id)
  await two(id)
  await three(id)
}
