import { parseArgs } from 'node:util'
import { type Anchor, type ChainFault, verify } from '../../sql/audit-chain.js'
import { seals as sealsOf } from '../adapters/vault-sealed.js'
import { type CommandContext, CommandFault } from './context.js'

/** `portal audit verify [--anchor N:HASH]`: whether every row of the audit is what it was when it was written (T25). */
export async function auditCommand(
  args: string[],
  { config, sql, say }: CommandContext,
): Promise<number> {
  const options = { anchor: { type: 'string' } } as const
  const { positionals, values } = parseArgs({ args, options, allowPositionals: true })
  if (positionals.join(' ') !== 'verify')
    throw new CommandFault('audit verify [--anchor N:HASH]: checks the chain of the audit')
  const anchor = values.anchor === undefined ? undefined : readAnchor(values.anchor)
  const seals = sealsOf({ keysDir: config.KEYS_DIR })
  const found = await verify(sql(), (text) => seals.mac('audit', text), anchor)
  if (found.fault) {
    say(words(found.fault))
    return 1
  }
  const waiting = found.waiting > 0 ? `, ${found.waiting} wait for their seal` : ''
  if (found.late) {
    say(`${found.sealed} rows hold${waiting} for more than 10 minutes: does the worker run?`)
    return 1
  }
  say(`${found.sealed} rows hold${waiting}; the chain stands at ${found.head.n}:${found.head.hash}`)
  return 0
}

function readAnchor(text: string): Anchor {
  const [, n, hash] = /^(\d{1,15}):([0-9a-f]{64})$/.exec(text) ?? []
  if (!n || !hash) throw new CommandFault(`audit verify: ${text} is not like 1234:9f86d0…`)
  return { n: Number(n), hash }
}

/** Names the first bad row. */
function words(fault: ChainFault): string {
  switch (fault.what) {
    case 'changed':
      return `row ${fault.seq} was changed after it was sealed`
    case 'deleted':
      return `row ${fault.seq} was deleted`
    case 'cut':
      return `what came after row ${fault.afterSeq} was cut off`
    case 'rewritten':
      return `row ${fault.fromSeq}${fault.toSeq > fault.fromSeq ? ` or one up to ${fault.toSeq}` : ''} was changed, and the chain written anew without its key`
    case 'never sealed':
      return `row ${fault.seq} was never sealed: it was written past the triggers, or its seal was deleted`
    case 'other chain':
      return `the chain is not the one whose row ${fault.n} was written down: it was cut off and written anew`
  }
}
