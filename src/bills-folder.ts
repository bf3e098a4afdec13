import {
  closeSync,
  existsSync,
  fstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readSync,
  renameSync,
  statSync,
} from 'node:fs'
import { join, parse } from 'node:path'
import type { Logger } from 'pino'
import type { Sql } from '../sql/database.js'
import { unlessDone } from '../sql/locks.js'
import { fileSource } from './adapters/bill-file.js'
import { takeBillFile } from './bill-intake.js'
import { writeReport } from './bill-report.js'
import { readRecord } from './domain/bill-file-record.js'
import { splitCsvLine } from './domain/csv-line.js'
import type { Seals } from './ports.js'

/**
 * The watched folder (`BILLS_FOLDER`): a bill file that lies there complete becomes a run, once, and is moved to
 * `imported` or `refused` beside its report. Any number of workers may watch it: one at a time looks.
 */
export interface BillsFolder {
  readonly folder: string
  readonly sql: Sql
  readonly seals: Pick<Seals, 'taxId'>
  readonly log: Pick<Logger, 'info' | 'warn'>
}

const lookMs = 2_000
/** A file without its trailer may still be on its way; after this many looks at the same bytes it is cut off. */
const patientLooks = 30
const longestTail = 65_536

/** Looks until it is stopped. @returns Stops it, after the file that is being taken. */
export function watchBillsFolder(given: BillsFolder): () => Promise<void> {
  const look = billsFolder(given)
  let stopped = false
  let told = ''
  let wake = () => {}
  const loop = (async () => {
    while (!stopped) {
      await look().then(
        () => {
          told = ''
        },
        (fault) => {
          // Once, not every two seconds for as long as it lasts.
          if (told !== String(fault)) given.log.warn({ fault }, 'the bills folder is out of reach')
          told = String(fault)
        },
      )
      if (stopped) return
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, lookMs)
        wake = () => {
          clearTimeout(timer)
          resolve()
        }
      })
    }
  })()
  return async () => {
    stopped = true
    wake()
    await loop
  }
}

/** @returns One look: takes the files that have not changed since the look before and have their trailer. */
export function billsFolder({ folder, sql, seals, log }: BillsFolder): () => Promise<void> {
  const seen = new Map<string, { mark: string; looks: number }>()
  const rests = new Map<string, number>() // looks for which a file that could not be taken is let alone

  /** A file that is put there under another name first, `.part` or hidden, is not looked at before its time. */
  const isBillFile = (name: string) => !/^\.|\.(?:part|tmp)$|\.report\.txt$/.test(name)

  function stillOnes(): string[] {
    const names = readdirSync(folder, { withFileTypes: true })
      .filter((entry) => entry.isFile() && isBillFile(entry.name))
      .map(({ name }) => name)
      .sort()
    for (const name of seen.keys()) {
      if (names.includes(name)) continue
      seen.delete(name)
      rests.delete(name)
    }
    return names.filter((name) => {
      const rest = rests.get(name) ?? 0
      if (rest > 0) return void rests.set(name, rest - 1)
      const mark = markOf(join(folder, name))
      const before = seen.get(name)
      const looks = before?.mark === mark ? before.looks + 1 : 0
      seen.set(name, { mark, looks })
      return looks >= patientLooks || (looks > 0 && hasTrailer(join(folder, name)))
    })
  }

  async function take(name: string): Promise<void> {
    const file = join(folder, name)
    if (!existsSync(file)) return // another worker was quicker
    const intake = await takeBillFile({ sql, seals, source: fileSource(file) }, { nudge: true })
    const { outcome } = intake
    const there = join(folder, outcome === 'refused' ? 'refused' : 'imported')
    mkdirSync(there, { recursive: true })
    const to = freePlace(there, name)
    writeReport(`${to}.report.txt`, name, intake)
    renameSync(file, to)
    const runId = outcome === 'refused' ? intake.runId : intake.run.runId
    log.info({ file: name, outcome, runId }, 'a bill file was taken from the folder')
  }

  return async () => {
    const still = stillOnes()
    if (still.length === 0) return
    await unlessDone(sql, 'bills folder', async () => {
      for (const name of still) {
        await take(name).catch((fault) => {
          rests.set(name, patientLooks)
          log.warn({ file: name, fault }, 'a bill file could not be taken; again in a minute')
        })
      }
    })
  }
}

/** What changes while somebody still writes it. */
function markOf(file: string): string {
  const stat = statSync(file, { throwIfNoEntry: false })
  return stat ? `${stat.size} ${stat.mtimeMs} ${stat.ino}` : 'gone'
}

/** Whether the last line is a whole trailer. */
function hasTrailer(file: string): boolean {
  let from: number | undefined
  try {
    from = openSync(file, 'r')
    const { size } = fstatSync(from)
    const tail = Buffer.alloc(Math.min(size, longestTail))
    readSync(from, tail, 0, tail.length, size - tail.length)
    const cells = splitCsvLine(tail.toString('utf8').trimEnd().split(/\r?\n/).at(-1) ?? '')
    return typeof cells !== 'number' && readRecord(cells, () => {})?.kind === 'T'
  } catch {
    return false // gone, or not to be read: taking it will say so
  } finally {
    if (from !== undefined) closeSync(from)
  }
}

/** A name that came before gets a number: no former file is written over. */
function freePlace(folder: string, name: string): string {
  const { name: stem, ext } = parse(name)
  for (let number = 1; ; number += 1) {
    const place = join(folder, number === 1 ? name : `${stem}-${number}${ext}`)
    if (!existsSync(place)) return place
  }
}
