import type { Context } from 'hono'
import type { CallOf } from '../sql/caller-checks.js'
import * as callerChecks from '../sql/caller-checks.js'
import { type Look, noteLook } from '../sql/staff-residents.js'
import type { StaffRow } from '../sql/staff-sessions.js'
import { type CallId, isId, type PortalAccountId } from '../src/domain/ids.js'
import type { PortalEnv } from './env.js'

/** What the console's routes read alike. */

/** Only behind a gate of the console. */
export const staffOf = (c: Context<PortalEnv>): StaffRow => c.get('staff')!

export const callOf = (c: Context<PortalEnv>, resident: PortalAccountId): CallOf => ({
  staff: staffOf(c).id,
  resident,
})

/** The id in the path; what can be none is "not found" before SQL sees it. */
export function idIn<Id extends string>(c: Context<PortalEnv>, name = 'id'): Id | undefined {
  const text = c.req.param(name) ?? ''
  return isId(text) ? (text as Id) : undefined
}

/** Writes the look down, in the call that is on with this resident. Nothing in an address keeps it out of the audit. */
export async function looked(
  c: Context<PortalEnv>,
  action: string,
  {
    call,
    ...more
  }: Omit<Look, 'staff' | 'action' | 'call'> & { readonly call?: CallId | undefined },
): Promise<void> {
  await noteLook(c.get('deps').sql, { ...more, staff: staffOf(c).id, action, call })
}

/** The call with this resident, when its caller is verified. */
export async function verifiedCall(
  c: Context<PortalEnv>,
  resident: PortalAccountId,
): Promise<callerChecks.Call | undefined> {
  const call = await callerChecks.current(c.get('deps').sql, callOf(c, resident))
  return call?.verifiedAt ? call : undefined
}
