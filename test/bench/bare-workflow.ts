import { condition, defineSignal, proxyLocalActivities, setHandler } from '@temporalio/workflow'

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

/** What a recurring enrollment is measured against: waits for a signal, runs two local activities, waits again. */
export async function bareEntity(id: string): Promise<void> {
  let signaled = false
  setHandler(defineSignal('nudge'), () => {
    signaled = true
  })
  for (;;) {
    await condition(() => signaled)
    signaled = false
    await one(id)
    await two(id)
  }
}
