import {
  constants,
  createCipheriv,
  createDecipheriv,
  createHash,
  createHmac,
  createPrivateKey,
  createPublicKey,
  hkdfSync,
  type KeyObject,
  privateDecrypt,
  publicEncrypt,
  randomBytes,
} from 'node:crypto'
import { readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { BankAccountId } from '../domain/ids.js'
import type { BankNumbers, Seals, Vault } from '../ports.js'

/**
 * Bank numbers at rest: `v1.<key id>.<wrapped key>.<nonce>.<ciphertext and tag>`, each part base64url.
 * Who has the public key seals; only who has the private key opens. Every text has a data key of its own.
 */
export function seals({ keysDir }: { keysDir: string }): Seals {
  const publicKey = createPublicKey(readKey(keysDir, 'seal.pub.pem'))
  const keyId = idOf(publicKey)
  const root = Buffer.from(readKey(keysDir, 'hmac.key').trim(), 'hex')
  if (root.length !== 32) throw new Error(`${join(keysDir, 'hmac.key')} is not 32 bytes in hex`)
  // Known once, so that a request only pays for its hash.
  const keys = {
    csrf: purposeKey(root, 'csrf'),
    name: purposeKey(root, 'name'),
    form: purposeKey(root, 'form'),
    device: purposeKey(root, 'device'),
    'temporary-password': purposeKey(root, 'temporary-password'),
    'card-return': purposeKey(root, 'card-return'),
    audit: purposeKey(root, 'audit'),
    totp: purposeKey(root, 'totp'),
    'tax-id': purposeKey(root, 'tax-id'),
    fingerprint: purposeKey(root, 'fingerprint'),
  }
  const hash = (purpose: keyof typeof keys, text: string) =>
    createHmac('sha256', keys[purpose]).update(text).digest('base64url')
  return {
    seal(numbers, id) {
      const dataKey = randomBytes(32)
      const nonce = randomBytes(12)
      const cipher = createCipheriv('aes-256-gcm', dataKey, nonce).setAAD(place(id, keyId))
      const text = Buffer.concat([cipher.update(JSON.stringify(numbers)), cipher.final()])
      const wrapped = publicEncrypt({ key: publicKey, ...oaep }, dataKey)
      const sealed = Buffer.concat([text, cipher.getAuthTag()])
      return ['v1', keyId, ...[wrapped, nonce, sealed].map(base64url)].join('.')
    },
    // Two numbers of fixed alphabet, so the separator can't be part of either.
    fingerprint: ({ routing, account }) => hash('fingerprint', `${routing}/${account}`),
    taxId: (last4, accountNumber) => hash('tax-id', `${accountNumber}/${last4}`),
    mac: (purpose, text) => hash(purpose, text),
  }
}

/** For the worker alone. */
export function vault({ keysDir }: { keysDir: string }): Vault {
  const privateKey = createPrivateKey(readKey(keysDir, 'seal.key.pem'))
  const ourKeyId = idOf(createPublicKey(privateKey))
  return {
    keyIds: [ourKeyId],
    open(sealed, id) {
      const parts = sealed.split('.')
      const [version, keyId = '', wrapped = '', nonce = '', text = ''] = parts
      if (parts.length !== 5 || version !== 'v1') throw new Error('not a sealed text of version 1')
      if (keyId !== ourKeyId) throw new Error(`sealed with key ${keyId}, which is not here`)
      const dataKey = privateDecrypt({ key: privateKey, ...oaep }, bytes(wrapped))
      const decipher = createDecipheriv('aes-256-gcm', dataKey, bytes(nonce, 12), tagged)
      const whole = bytes(text)
      decipher.setAAD(place(id, keyId)).setAuthTag(whole.subarray(-tagged.authTagLength))
      const body = decipher.update(whole.subarray(0, -tagged.authTagLength))
      const opened = Buffer.concat([body, decipher.final()]).toString()
      const { routing, account }: BankNumbers = JSON.parse(opened)
      return { routing, account }
    },
  }
}

const oaep = { padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: 'sha256' }
const tagged = { authTagLength: 16 } // else GCM would take a tag cut to 4 bytes

const base64url = (part: Buffer) => part.toString('base64url')

/** Only the one spelling that we write: base64 leaves spare bits, which would make two texts of one. */
function bytes(text: string, length?: number): Buffer {
  const part = Buffer.from(text, 'base64url')
  const wrong = length !== undefined && part.length !== length
  if (wrong || base64url(part) !== text) throw new Error('the sealed text was changed')
  return part
}

/** Where the text belongs: moved to another row it does not open. */
const place = (id: BankAccountId, keyId: string) =>
  Buffer.from(`bank_account/${id}/numbers/${keyId}`)

/** First 8 hex digits of the public key's SHA-256. */
function idOf(publicKey: KeyObject): string {
  const der = publicKey.export({ type: 'spki', format: 'der' })
  return createHash('sha256').update(der).digest('hex').slice(0, 8)
}

const purposeKey = (root: Buffer, label: string) =>
  Buffer.from(hkdfSync('sha256', root, '', label, 32))

/** @throws When others on this machine may read the key (reliability.md 5.1). */
function readKey(folder: string, name: string): string {
  const file = join(folder, name)
  if (name !== 'seal.pub.pem' && statSync(file).mode & 0o007) {
    throw new Error(`${file} may be read by everybody: chmod 600 it`)
  }
  return readFileSync(file, 'utf8')
}
