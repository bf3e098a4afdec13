import { randomInt, randomUUID } from 'node:crypto'
import { type Algorithm, hash } from '@node-rs/argon2'
import type { Hono } from 'hono'
import type { Sql } from '../../sql/database.js'
import { billPrinterPdf } from '../../src/adapters/bill-pdf/printer.js'
import { processorHttp } from '../../src/adapters/processor-http.js'
import type { PortalAccountId, ServiceAccountId } from '../../src/domain/ids.js'
import { normalizeAnswer } from '../../src/domain/security-question.js'
import { createApp } from '../../web/app.js'
import type { City, Deps, PortalEnv } from '../../web/env.js'
import { createSessions } from '../../web/session.js'
import { Browser, origin } from './browser.js'
import { freshDatabase } from './database.js'
import { testSeals } from './seals.js'

/** The password of every resident that `addResident` makes. */
export const password = 'a long enough password'

/** Their answer to "What was the name of your first pet?" */
export const answer = 'Biscuit the Great'

const billPrinter = billPrinterPdf()

let passwordHash: Promise<string> | undefined
let answerHash: Promise<string> | undefined

export interface TestPortal {
  readonly sql: Sql & { url: string }
  readonly deps: Deps
  readonly app: Hono<PortalEnv>
  /** A new browser, with no cookies; from an address of its own, for throttles count by address. */
  browser(address?: string): Browser
  /** A new resident's browser, signed in. */
  signedIn(facts?: ResidentFacts): Promise<Browser & { resident: TestResident }>
  /** A browser of a resident who is there already. */
  browserOf(resident: TestResident, address?: string): Promise<Browser & { resident: TestResident }>
  addResident(facts?: ResidentFacts): Promise<TestResident>
  addServiceAccount(facts?: ServiceAccountFacts): Promise<TestServiceAccount>
  link(resident: TestResident, account: TestServiceAccount, nickname?: string): Promise<void>
  /** Moves the portal's clock, in SQL and in the process. */
  moveClock(seconds: number): Promise<void>
}

/**
 * A whole portal on an empty database of its own: the web side as `createApp` builds it, real Postgres.
 *
 * @param options `sql`: a migrated database instead; `databaseAnswers`: who says that it is there.
 */
export async function testPortal(
  options: {
    city?: Partial<City>
    processor?: Deps['processor']
    processorOrigin?: string
    sql?: Sql & { url: string }
    databaseAnswers?: Deps['databaseAnswers']
  } = {},
): Promise<TestPortal> {
  const sql = options.sql ?? (await freshDatabase())
  let offset = 0
  let browsers = 0
  const nextAddress = () => `10.0.${Math.floor(browsers / 250)}.${(browsers++ % 250) + 1}`
  const deps: Deps = {
    sql,
    databaseAnswers:
      options.databaseAnswers ??
      (() =>
        sql`select 1`.then(
          () => true,
          () => false,
        )),
    clock: { now: () => new Date(Date.now() + offset) },
    seals: await testSeals(),
    billPrinter,
    processor: options.processor ?? awayProcessor,
    processorOrigin: options.processorOrigin ?? 'https://speedpay.example',
    city: {
      supportPhone: '704-336-7600',
      speedpayPhone: '704-336-7600',
      convenienceFeeCents: 125,
      passwordMin: 12,
      passwordTries: 3,
      lockoutScope: 'unknown-browsers',
      temporaryPasswordMinutes: 60,
      serviceNotice: undefined,
      feedbackUrl: 'mailto:customercare@ci.charlotte.nc.us',
      ...options.city,
    },
    origin,
    trustedProxies: [],
  }
  const app = createApp(deps)
  const sessions = createSessions(sql, deps.clock)

  const portal: TestPortal = {
    sql,
    deps,
    app,
    browser: (address) => new Browser(app, address ?? nextAddress()),
    async signedIn(facts) {
      return await portal.browserOf(await portal.addResident(facts))
    },
    async browserOf(resident, address) {
      const browser = portal.browser(address)
      browser.cookies.set('sid', await sessions.start(resident.id))
      return Object.assign(browser, { resident })
    },
    addResident: (facts = {}) => addResident(sql, facts),
    addServiceAccount: (facts = {}) => addServiceAccount(deps, facts),
    async link(resident, account, nickname) {
      await sql`
        insert into account_link (portal_account_id, service_account_id, nickname)
        values (${resident.id}, ${account.id}, ${nickname ?? null})`
    },
    async moveClock(seconds) {
      offset += seconds * 1000
      await sql`update clock_offset set seconds = seconds + ${seconds}`
    },
  }
  return portal
}

/** A real adapter to a processor that nobody started. */
const awayProcessor = processorHttp({ url: 'http://127.0.0.1:9', secret: 'nobody', timeoutMs: 500 })

export interface ResidentFacts {
  readonly username?: string
  readonly email?: string
  readonly name?: string
  readonly confirmed?: boolean
}
export interface TestResident {
  readonly id: PortalAccountId
  readonly username: string
  readonly email: string
}

async function addResident(sql: Sql, facts: ResidentFacts): Promise<TestResident> {
  const id = randomUUID() as PortalAccountId
  const username = facts.username ?? `r${id.slice(0, 8)}`
  const email = facts.email ?? `${username}@example.com`
  passwordHash ??= hash(password, argon2id)
  answerHash ??= hash(normalizeAnswer(answer), argon2id)
  await sql`
    insert into portal_account (id, username, email, email_confirmed_at, password_hash, question, answer_hash, name)
    values (${id}, ${username}, ${email}, ${facts.confirmed === false ? null : sql`portal_now()`},
            ${await passwordHash}, 'first_pet', ${await answerHash}, ${facts.name ?? null})`
  return { id, username, email }
}

const argon2id = { algorithm: 2 as Algorithm, memoryCost: 19_456, timeCost: 2, parallelism: 1 }

export interface ServiceAccountFacts {
  readonly accountNumber?: string
  readonly holderKind?: 'person' | 'business'
  readonly streetNumber?: string
  readonly street?: string
  readonly unit?: string
  /** Last four digits of the holder's SSN or Federal Tax ID. */
  readonly last4?: string
  readonly status?: 'active' | 'interrupted' | 'closed'
}
export interface TestServiceAccount {
  readonly id: ServiceAccountId
  readonly accountNumber: string
}

async function addServiceAccount(
  { sql, seals }: Deps,
  facts: ServiceAccountFacts,
): Promise<TestServiceAccount> {
  const id = randomUUID() as ServiceAccountId
  const accountNumber = facts.accountNumber ?? `00${String(randomInt(1e11)).padStart(11, '0')}`
  const taxId = facts.last4 === undefined ? null : seals.taxId(facts.last4, accountNumber)
  await sql`
    insert into service_account (id, account_number, holder_kind, holder_name, tax_id_hmac, street_number, street,
                                 unit, city, state, zip, status)
    values (${id}, ${accountNumber}, ${facts.holderKind ?? 'person'}, 'Dana Whitfield', ${taxId},
            ${facts.streetNumber ?? '1234'}, ${facts.street ?? 'Elm Street'}, ${facts.unit ?? null},
            'Charlotte', 'NC', '28202', ${facts.status ?? 'active'})`
  return { id, accountNumber }
}
