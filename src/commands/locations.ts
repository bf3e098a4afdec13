import { readFile } from 'node:fs/promises'
import * as locations from '../../sql/locations.js'
import { showFault } from '../domain/bill-file.js'
import { locationHeader, readLocationFile } from '../domain/location-file.js'
import { type CommandContext, CommandFault } from './context.js'

/**
 * `portal locations import FILE`: the whole list of authorized payment locations, in place of the one before.
 *
 * @returns The exit code: 0 when it is in, 1 when the file is refused; then nothing was written.
 */
export async function locationsCommand(
  args: string[],
  { sql, say }: CommandContext,
): Promise<number> {
  const [deed, file, ...more] = args
  if (deed !== 'import' || !file || more.length > 0) {
    say('portal locations import FILE')
    say(`a CSV file that begins with ${locationHeader}`)
    return 2
  }
  const bytes = await readFile(file).catch((fault: NodeJS.ErrnoException) => {
    throw new CommandFault(`${file} can’t be read (${fault.code})`)
  })
  const read = readLocationFile(bytes)
  if ('faults' in read) {
    for (const fault of read.faults) say(showFault(fault))
    const { length } = read.faults
    say(`refused: ${length} ${length === 1 ? 'fault' : 'faults'}, nothing was written`)
    return 1
  }
  const before = await locations.replaceAll(sql(), read.places, 'portal locations import')
  say(`imported ${read.places.length} locations, in place of ${before}`)
  return 0
}
