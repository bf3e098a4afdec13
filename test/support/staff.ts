import { createHash, randomBytes, randomUUID } from 'node:crypto'
import { type Algorithm, hash } from '@node-rs/argon2'
import type { StaffRole } from '../../src/domain/access.js'
import type { PortalAccountId, StaffId } from '../../src/domain/ids.js'
import { codeOf, keyOf, stepNow } from '../../web/staff/totp.js'
import type { Browser, Page } from './browser.js'
import { password, type TestPortal } from './portal.js'

/** Who works in the console of a test; their password is that of its residents. */
export interface TestStaff {
  readonly id: StaffId
  readonly username: string
  readonly name: string
  readonly totpId: string
}

export type StaffBrowser = Browser & { staff: TestStaff }

let passwordHash: Promise<string> | undefined

export async function addStaff(
  { sql }: Pick<TestPortal, 'sql'>,
  facts: { roles?: readonly StaffRole[]; name?: string; email?: string } = {},
): Promise<TestStaff> {
  const { roles = ['agent'], name = 'M. Okafor', email = null } = facts
  passwordHash ??= hash(password, {
    algorithm: 2 as Algorithm,
    memoryCost: 19_456,
    timeCost: 2,
    parallelism: 1,
  })
  const [id, totpId] = [randomUUID() as StaffId, randomUUID()]
  const username = `s${id.slice(0, 8)}`
  await sql`
    insert into staff (id, username, name, email, roles, password_hash, totp_id, enrolled_at)
    values (${id}, ${username}, ${name}, ${email}, ${[...roles]}, ${await passwordHash}, ${totpId}, portal_now())`
  return { id, username, name, totpId }
}

/** The code of a step from now: 0 is the present one. */
export const codeAt = (
  { deps }: Pick<TestPortal, 'deps'>,
  { totpId }: TestStaff,
  step = 0,
): string => codeOf(keyOf(deps.seals, totpId), stepNow() + step)

/** A browser that is signed in to the console; a new staff member of these roles, unless one is given. */
export async function staffBrowser(
  portal: TestPortal,
  who: TestStaff | Parameters<typeof addStaff>[1] = {},
): Promise<StaffBrowser> {
  const staff = 'totpId' in who ? who : await addStaff(portal, who)
  const token = randomBytes(32).toString('hex')
  await portal.sql`
    insert into staff_session (id, staff_id, expires_at)
    values (${createHash('sha256').update(token).digest('hex')}, ${staff.id}, portal_now() + interval '8 hours')`
  const browser = portal.browser()
  browser.cookies.set('staff', token)
  return Object.assign(browser, { staff })
}

const hrefOf = (resident: { id: PortalAccountId }) => `/staff/residents/${resident.id}`

/** Opens a resident and begins a call, as a click on a found one does. */
export async function call(browser: Browser, resident: { id: PortalAccountId }): Promise<Page> {
  const page = await browser.get(hrefOf(resident))
  const start = `${hrefOf(resident)}/call`
  if (!page.forms.some(({ action }) => action === start)) return page // it is on already
  return await browser.follow(await browser.submit(page, {}, start))
}

/** What the caller says, sent. */
export const say = (
  browser: Browser,
  resident: { id: PortalAccountId },
  said: Partial<Record<'accountNumber' | 'streetNumber' | 'last4' | 'paidOn' | 'paid', string>>,
): Promise<Page> => browser.fill(hrefOf(resident), said, `${hrefOf(resident)}/verify`)

/** A call in which account number and street number matched. */
export async function verifiedCall(
  browser: Browser,
  resident: { id: PortalAccountId },
  account: { accountNumber: string },
  streetNumber = '1234',
): Promise<Page> {
  await call(browser, resident)
  const said = { accountNumber: account.accountNumber, streetNumber }
  return await browser.follow(await say(browser, resident, said))
}
