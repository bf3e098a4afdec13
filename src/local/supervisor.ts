import { sleep } from './fault.js'

export interface Running {
  readonly pid: number
  /** How it ended: `SIGKILL`, `exit 1`. */
  readonly exited: Promise<string>
  stop(): Promise<void>
  kill(): void
}

export interface Part {
  readonly name: string
  start(): Promise<Running>
}

export interface Supervised {
  pid(): number
  stop(): Promise<void>
  kill(): void
}

const firstPauseMs = 200
const lastPauseMs = 10_000
const steadyMs = 30_000 // who ran this long gets the short pause again

/**
 * Starts a part, and starts it again whenever it ends by itself; each time with a longer pause.
 *
 * @param changed Told after every further start, when the part has a new pid.
 * @throws What the first start throws; later faults are said, and tried again.
 */
export async function supervise(
  part: Part,
  say: (line: string) => void,
  changed: () => void,
): Promise<Supervised> {
  let running = await part.start()
  let stopping = false
  let wake = () => {}
  const stopped = new Promise<void>((resolve) => {
    wake = resolve
  })
  const watch = async () => {
    let pauseMs = firstPauseMs
    while (!stopping) {
      const since = performance.now()
      let how = await running.exited
      if (performance.now() - since > steadyMs) pauseMs = firstPauseMs
      for (let up = false; !up && !stopping; ) {
        say(`${part.name} ended (${how}); starting it again in ${pauseMs / 1000} s`)
        await Promise.race([sleep(pauseMs), stopped])
        pauseMs = Math.min(pauseMs * 2, lastPauseMs)
        if (stopping) return
        try {
          running = await part.start()
          up = true
          changed()
        } catch (fault) {
          how = (fault as Error).message
        }
      }
    }
  }
  const watching = watch()
  return {
    pid: () => running.pid,
    async stop() {
      stopping = true
      wake()
      await running.stop()
      await watching
      await running.stop() // it may have been starting again when we asked
    },
    kill() {
      stopping = true
      running.kill()
    },
  }
}
