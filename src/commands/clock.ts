import { parseArgs } from 'node:util'
import { advance, offset, setTo } from '../../sql/clock.js'
import { movedNow } from '../adapters/clock.js'
import {
  cityDay,
  cityZone,
  isCityDay,
  momentOf,
  showLongDay,
  showTime,
} from '../domain/city-date.js'
import { type CommandContext, CommandFault } from './context.js'

/** `portal clock`: shows the city's time, or moves it for tests and demonstrations (reliability.md 4.1, C5). */
export async function clockCommand(args: string[], context: CommandContext): Promise<number> {
  const options = { json: { type: 'boolean' } } as const
  const { positionals, values } = parseArgs({ args, allowPositionals: true, options })
  const [verb, to, ...more] = positionals
  if (more.length > 0) throw new CommandFault(`clock: ${more.join(' ')} is too much`)
  const seconds = await carryOut(verb, to, context)
  const now = await movedNow(context.sql())
  const day = cityDay(now)
  context.say(
    values.json
      ? JSON.stringify({ now: now.toISOString(), day, offsetSeconds: seconds })
      : `${showLongDay(day)}, ${day.slice(0, 4)}, ${showTime(now)} (${cityZone}), ${showOffset(seconds)}`,
  )
  return 0
}

/** @returns The offset in seconds, after it. */
async function carryOut(
  verb: string | undefined,
  to: string | undefined,
  { config, sql }: CommandContext,
): Promise<number> {
  if (!verb) return await offset(sql())
  if (verb !== 'set' && verb !== 'advance') {
    throw new CommandFault(`clock: no such verb ${verb}; there are set and advance`)
  }
  if (config.production) throw new CommandFault(`clock ${verb} is refused in production`)
  if (verb === 'set') return await setTo(sql(), momentFrom(to))
  return await advance(sql(), secondsFrom(to))
}

const unit = { d: 86_400, h: 3_600, m: 60, s: 1 }

/** `3d`, `5h`, `10m`, `30s`; a day is 24 hours. */
function secondsFrom(text = ''): number {
  const [, count, letter] = /^(-?\d{1,6})([dhms])$/.exec(text) ?? []
  if (!count)
    throw new CommandFault(`clock advance: ${text || 'nothing'} is not like 3d, 5h or 10m`)
  return Number(count) * unit[letter as keyof typeof unit]
}

/** An ISO moment with its zone, or a day and a time of the city's clocks. */
function momentFrom(text = ''): Date {
  const [, day = '', hour = '00', minute = '00'] =
    /^([\d-]{10})(?:T(\d\d):(\d\d))?$/.exec(text) ?? []
  if (isCityDay(day) && Number(hour) < 24 && Number(minute) < 60) {
    return new Date(momentOf(day, Number(hour)).getTime() + Number(minute) * 60_000)
  }
  const moment = new Date(/T.*(Z|[+-]\d\d:?\d\d)$/.test(text) ? text : Number.NaN)
  if (Number.isNaN(moment.getTime())) {
    throw new CommandFault(
      `clock set: ${text || 'nothing'} is not like 2026-12-14, 2026-12-14T09:30 or 2026-12-14T09:30:00-05:00`,
    )
  }
  return moment
}

function showOffset(seconds: number): string {
  if (seconds === 0) return "the machine's own time"
  const left = Math.abs(seconds)
  const parts = [
    [Math.floor(left / 86_400), 'd'],
    [Math.floor(left / 3_600) % 24, 'h'],
    [Math.floor(left / 60) % 60, 'm'],
    [left % 60, 's'],
  ] as const
  const shown = parts.filter(([count]) => count > 0).map(([count, letter]) => `${count}${letter}`)
  return `${shown.join(' ')} ${seconds > 0 ? 'ahead of' : 'behind'} the machine's`
}
