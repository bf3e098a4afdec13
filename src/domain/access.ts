/** Who may enter what in the 311 console (ux.md 1.3). */
export const staffRoles = ['agent', 'finance', 'operator', 'supervisor'] as const
export type StaffRole = (typeof staffRoles)[number]

export const isStaffRole = (text: string): text is StaffRole =>
  (staffRoles as readonly string[]).includes(text)

/**
 * Whether somebody with these roles may open what one of the needed ones opens. A supervisor is also an agent.
 *
 * @param needed Empty: every staff member may.
 */
export function mayEnter(needed: readonly StaffRole[], held: readonly StaffRole[]): boolean {
  if (needed.length === 0) return held.length > 0
  return needed.some(
    (role) => held.includes(role) || (role === 'agent' && held.includes('supervisor')),
  )
}

/** As a sentence says it. */
export const roleName: Record<StaffRole, string> = {
  agent: 'Agent',
  finance: 'Finance',
  operator: 'Operator',
  supervisor: 'Supervisor',
}
