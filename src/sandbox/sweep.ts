/** Does work at the moment it is due; its times stand in the database, so a restart forgets none. */
export interface Sweep {
  /** Something may be due earlier than was known. */
  wake(): void
  /** Waits for the round that is under way. */
  stop(): Promise<void>
}

const longestRestMs = 30_000 // another process may have written what is due
const restAfterFaultMs = 1_000 // the database is away: ask again soon

/**
 * @param round Does all that is due; says in how many ms more is due, or undefined when nothing is known.
 * @param report Is told of each round that failed; the next one follows a second later.
 */
export function sweep(
  round: () => Promise<number | undefined>,
  report: (fault: unknown) => void,
): Sweep {
  let stopped = false
  let woken = false
  let endRest = () => {}

  const rest = (forMs: number) =>
    new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, forMs)
      endRest = () => {
        clearTimeout(timer)
        resolve()
      }
      // Woken while the round was reading: what it read may be old.
      if (woken || stopped) endRest()
    })

  async function run() {
    while (!stopped) {
      woken = false
      let forMs = restAfterFaultMs
      try {
        forMs = Math.min(longestRestMs, Math.max(1, (await round()) ?? longestRestMs))
      } catch (fault) {
        report(fault)
      }
      await rest(forMs)
    }
  }

  const running = run()
  return {
    wake() {
      woken = true
      endRest()
    },
    stop() {
      stopped = true
      endRest()
      return running
    },
  }
}
