import { createHash } from 'node:crypto'

/** A uuid v4 in form, but the same one each time. */
export function idOf(kind: string, name: string): string {
  const hex = createHash('sha256').update(`sample city/${kind}/${name}`).digest('hex')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`
}
