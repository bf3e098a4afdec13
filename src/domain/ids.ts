/** Random public ids (uuid v4) with their kind, so that one is never handed over for another. */
declare const kind: unique symbol
export type Id<Kind extends string> = string & { readonly [kind]: Kind }

export type PortalAccountId = Id<'portal account'>
export type ServiceAccountId = Id<'service account'>
export type BillId = Id<'bill'>
export type BillRunId = Id<'bill run'>
export type BillExportId = Id<'bill export'>
export type BankAccountId = Id<'bank account'>
export type PaymentId = Id<'payment'>
export type NoticeId = Id<'notice'>
export type LockoutId = Id<'lockout'>
export type UnlockRequestId = Id<'unlock request'>
export type RecoveryRequestId = Id<'recovery request'>
export type PaperlessId = Id<'paperless enrollment'>
export type EnrollmentId = Id<'recurring enrollment'>
export type TermsId = Id<'recurring terms'>
export type HoldId = Id<'bill hold'>
export type LinkRemovalId = Id<'link removal'>
export type StaffId = Id<'staff'>
export type CallId = Id<'call'>

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/

/** Whether a text from outside may be an id at all; anything else is "not found" before SQL sees it. */
export const isId = (text: string): boolean => uuid.test(text)

// Base 32 without I, L, O, U: nobody mishears or misreads it on the phone (F1).
const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'

/** @param bytes Eight random bytes. @returns `CSS-7Q4M-20H8` */
export function confirmationNumber(bytes: Uint8Array): string {
  const letters = [...bytes.slice(0, 8)].map((byte) => alphabet[byte % 32])
  return `CSS-${letters.slice(0, 4).join('')}-${letters.slice(4).join('')}`
}
