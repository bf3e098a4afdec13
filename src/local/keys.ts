import { createPublicKey, generateKeyPair, randomBytes } from 'node:crypto'
import { existsSync, linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'

/** Makes the keys that are missing: for the first start on one machine. A city brings its own (docs). */
export async function makeKeys(folder: string): Promise<void> {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const hmac = join(folder, 'hmac.key')
  if (!existsSync(hmac)) writeOnce(hmac, randomBytes(32).toString('hex'))
  const [privateFile, publicFile] = [join(folder, 'seal.key.pem'), join(folder, 'seal.pub.pem')]
  if (existsSync(publicFile)) return
  // The private one first: nothing is ever sealed for which there is no key to open it.
  if (!existsSync(privateFile)) writeOnce(privateFile, await newPrivateKey())
  const publicKey = createPublicKey(readFileSync(privateFile, 'utf8'))
  writeOnce(publicFile, publicKey.export({ type: 'spki', format: 'pem' }).toString())
}

async function newPrivateKey(): Promise<string> {
  const { privateKey } = await promisify(generateKeyPair)('rsa', { modulusLength: 3072 })
  return privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
}

/** Whole or not at all, and never over a key that is there: what it sealed could not be opened again. */
function writeOnce(file: string, text: string): void {
  const half = `${file}.${randomBytes(4).toString('hex')}`
  writeFileSync(half, text, { mode: 0o600, flush: true })
  try {
    linkSync(half, file)
  } finally {
    rmSync(half)
  }
}
