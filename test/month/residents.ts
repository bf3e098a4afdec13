import { randomUUID } from 'node:crypto'
import type { Sql } from '../../sql/database.js'
import type { BankAccountId, PortalAccountId, ServiceAccountId } from '../../src/domain/ids.js'
import type { Terms } from '../../src/domain/recurring-terms.js'
import type { Chance } from '../../src/local/sample-city/chance.js'
import type { Seals } from '../../src/ports.js'

/** The residents of the month: each with one linked, paperless service account and one bank account. */
export interface Resident {
  readonly place: number
  readonly id: PortalAccountId
  readonly email: string
  readonly account: ServiceAccountId
  readonly accountNumber: string
  readonly bank: BankAccountId
  readonly terms: Terms
}

/** Most banks pay; some refuse, take back, or don't answer (the sandbox's endings). */
const endings = ['0001', '0002', '0008', '9001', '9007', '9003', '9500'] as const

export function accountNumberOf(place: number): string {
  return `99${String(place).padStart(11, '0')}`
}

/** Portal accounts for service accounts that a bill file has brought. */
export async function addResidents(
  sql: Sql,
  seals: Seals,
  count: number,
  chance: Chance,
): Promise<Resident[]> {
  const accounts = new Map(
    (
      await sql<{ id: ServiceAccountId; accountNumber: string }[]>`
        select id, account_number from service_account where account_number like '99%'`
    ).map(({ id, accountNumber }) => [accountNumber, id]),
  )
  const residents = Array.from({ length: count }, (_, place) => {
    const accountNumber = accountNumberOf(place)
    const id = randomUUID() as PortalAccountId
    const bank = randomUUID() as BankAccountId
    const ending = chance.happens(0.15) ? chance.pick(endings) : '4471'
    const numbers = {
      routing: '053000219',
      account: `${String(place).padStart(8, '0')}${ending}`,
    }
    return {
      place,
      id,
      email: `month${place}@example.com`,
      account: accounts.get(accountNumber)!,
      accountNumber,
      bank,
      terms: {
        daysBefore: chance.happens(0.2) ? null : chance.int(0, 10),
        thresholdCents: chance.happens(0.3) ? null : chance.int(80, 260) * 100,
      },
      last4: ending,
      sealed: seals.seal(numbers, bank),
      fingerprint: seals.fingerprint(numbers),
    }
  })
  await sql.begin(async (tx) => {
    for (let from = 0; from < count; from += 500) {
      const some = residents.slice(from, from + 500)
      await tx`
        insert into portal_account ${tx(
          some.map(({ id, email, place }) => ({
            id,
            username: `month${String(place).padStart(4, '0')}`,
            email,
            email_confirmed_at: new Date(),
            password_hash: 'x',
            question: 'first_pet',
            answer_hash: 'x',
          })),
        )}`
      await tx`
        insert into account_link ${tx(
          some.map(({ id, account }) => ({ portal_account_id: id, service_account_id: account })),
        )}`
      await tx`
        insert into bank_account ${tx(
          some.map(({ id, bank, last4, sealed, fingerprint }) => ({
            id: bank,
            portal_account_id: id,
            kind: 'checking',
            name: 'A Resident',
            last4,
            sealed,
            fingerprint,
            saved: true,
          })),
        )}`
    }
    await tx`
      insert into paperless_enrollment (id, service_account_id, portal_account_id, first_bill_on)
      select gen_random_uuid(), service_account_id, portal_account_id, city_today() from account_link`
  })
  return residents
}
