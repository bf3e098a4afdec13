import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { seals, vault } from '../../src/adapters/vault-sealed.js'
import { makeKeys } from '../../src/local/keys.js'
import type { Seals, Vault } from '../../src/ports.js'

/** One folder for all test files of this machine's user: a key pair takes a second to make. */
const keysDir = join(tmpdir(), `portal-test-keys-${process.getuid?.() ?? ''}`)

/** The real seals, with keys for tests alone. */
export async function testSeals(): Promise<Seals> {
  await ready()
  return seals({ keysDir })
}

/** Opens what {@link testSeals} sealed. */
export async function testVault(): Promise<Vault> {
  await ready()
  return vault({ keysDir })
}

async function ready(): Promise<void> {
  for (let left = 5; ; left -= 1) {
    try {
      return await makeKeys(keysDir)
    } catch (fault) {
      // Another file made the same key in between: the next look finds it.
      if (left === 0 || (fault as { code?: string }).code !== 'EEXIST') throw fault
    }
  }
}
