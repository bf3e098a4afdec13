import type { StaffId } from '../src/domain/ids.js'
import { audit } from './audit.js'
import type { Sql } from './database.js'
import { lock, type OwnLink, removeIn } from './link-removals.js'

/**
 * A supervisor takes a link away that should never have been: the same rows and mail as the red X, but no Undo.
 *
 * @returns Whether there was such a link.
 */
export async function unlink(
  sql: Sql,
  own: OwnLink,
  { staff, why }: { readonly staff: StaffId; readonly why: string },
): Promise<boolean> {
  const { resident, account } = own
  return await sql.begin(async (tx) => {
    await lock(tx, account)
    if (!(await removeIn(tx, own, { actor: staff, byStaff: true }))) return false
    const facts = { account, why }
    await audit(tx, { actor: staff, action: 'account_unlinked', subject: resident.id, facts })
    return true
  })
}
