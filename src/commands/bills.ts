import type { Seals } from '../ports.js'
import { exportBills } from './bills-export.js'
import { importBills } from './bills-import.js'
import { makeBills } from './bills-make.js'
import type { CommandContext } from './context.js'

export interface BillsContext extends Pick<CommandContext, 'sql' | 'say'> {
  /** Reads the keys on first use. */
  seals(): Pick<Seals, 'taxId'>
  /** Draws over the screen's last line; none when there is no screen. */
  readonly draw?: (text: string) => void
}

const deeds: Record<string, (args: string[], context: BillsContext) => Promise<number>> = {
  import: importBills,
  export: exportBills,
  make: makeBills,
}

const usage = [
  'portal bills import FILE [--dry-run] [--no-wait] [--report PATH]',
  'portal bills export FILE [--again RUN]',
  'portal bills make --accounts N [--months M] [--seed S] [--run-day yyyy-mm-dd] FILE',
]

/** @returns The program's exit code: 0 when all holds, 1 when a file is refused, 2 when the words are not understood. */
export async function billsCommand(
  [deed = '', ...args]: string[],
  context: BillsContext,
): Promise<number> {
  const code = Object.hasOwn(deeds, deed) ? await deeds[deed]!(args, context) : 2
  if (code === 2) for (const line of usage) context.say(line)
  return code
}
