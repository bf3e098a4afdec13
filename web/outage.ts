import type { Context } from 'hono'
import { createMiddleware } from 'hono/factory'
import { log } from '../src/log.js'
import type { Deps, PortalEnv } from './env.js'
import { awayPage } from './trouble.js'

/** An answer of the database counts for so long. */
const freshMs = 1_000
/** A request that takes longer than this is worth a question whether the database is still there. */
const watchMs = 600
/** Once it is gone it is not asked more often than this. */
const pauseMs = 500

/**
 * With the database away every page answers the static 503 within two seconds: at once when that is known, and when it
 * happens in the middle of a request, as soon as it is seen (reliability.md 5.6). What was begun is one transaction and
 * ends whole or not at all; the page says where to look.
 */
export function outage({ databaseAnswers }: Pick<Deps, 'databaseAnswers'>) {
  let asked: Promise<boolean> | undefined
  let up = true
  let askedAt = Number.NEGATIVE_INFINITY

  /** @param maxAgeMs How old a good answer may be. */
  async function isUp(maxAgeMs: number): Promise<boolean> {
    if (performance.now() - askedAt < (up ? maxAgeMs : pauseMs)) return up
    asked ??= databaseAnswers().then((answered) => {
      if (answered !== up) {
        const event = answered ? 'database_back' : 'database_away'
        log[answered ? 'info' : 'error']({ event }, 'the database came or went')
      }
      up = answered
      askedAt = performance.now()
      asked = undefined
      return answered
    })
    return await asked
  }

  /** Settles with the page when the database goes while a request waits for it. */
  function watch(c: Context<PortalEnv>) {
    let timer: NodeJS.Timeout | undefined
    const gone = new Promise<Response>((resolve) => {
      const look = async () => {
        if (!(await isUp(watchMs / 2))) resolve(awayPage(c))
        else if (timer) plan()
      }
      const plan = () => {
        timer = setTimeout(() => void look(), watchMs).unref()
      }
      plan()
    })
    const stop = () => {
      clearTimeout(timer)
      timer = undefined
    }
    return { gone, stop }
  }

  return createMiddleware<PortalEnv>(async (c, next) => {
    if (!(await isUp(freshMs))) return awayPage(c)
    const { gone, stop } = watch(c)
    const answer = await Promise.race([next(), gone])
    stop()
    return answer ?? undefined
  })
}
