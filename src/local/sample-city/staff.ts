import { randomUUID } from 'node:crypto'
import { type Algorithm, hash as argon2 } from '@node-rs/argon2'
import type { Sql } from '../../../sql/database.js'
import { type StaffRole, staffRoles } from '../../domain/access.js'
import { normalizePassword } from '../../domain/password.js'
import { password } from './cast.js'

/** Who works in the sample city's console (F20); a fresh install has nobody. */
export const sampleStaff: readonly {
  readonly username: string
  readonly name: string
  readonly email: string
  readonly password: string
  readonly roles: readonly StaffRole[]
}[] = [
  {
    username: 'mokafor',
    name: 'M. Okafor',
    email: 'mokafor@example.com',
    password,
    roles: staffRoles,
  },
]

/** Adds those who were never there; whoever was removed since stays removed. */
export async function settleStaff(sql: Sql): Promise<void> {
  const there = await sql<{ username: string }[]>`select username from staff`
  const missing = sampleStaff.filter((one) =>
    there.every(({ username }) => username !== one.username),
  )
  for (const { username, name, email, roles } of missing) {
    const passwordHash = await argon2(normalizePassword(password), {
      algorithm: 2 satisfies Algorithm.Argon2id as Algorithm,
      memoryCost: 19_456,
      timeCost: 2,
      parallelism: 1,
    })
    await sql`
      insert into staff (id, username, name, email, roles, password_hash, totp_id, enrolled_at)
      values (${randomUUID()}, ${username}, ${name}, ${email}, ${[...roles]}, ${passwordHash}, ${randomUUID()},
              portal_now())
          on conflict do nothing`
  }
}
