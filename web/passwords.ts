import { setTimeout } from 'node:timers/promises'
import { type Algorithm, hash as argon2, verify } from '@node-rs/argon2'
import { normalizePassword, passwordLength, passwordMax } from '../src/domain/password.js'
import { Refusal } from '../src/domain/refusal.js'

/**
 * Argon2id for passwords and security answers. Each run takes 19 MB and a core for some 10 ms, so only a few run at
 * once: a flood of sign-ins must not starve the pages (security.md T28).
 */
const settings = {
  algorithm: 2 satisfies Algorithm.Argon2id as Algorithm,
  memoryCost: 19_456,
  timeCost: 2,
  parallelism: 1,
}

const running = 2
const queued = 32

let busy = 0
const waiting: (() => void)[] = []

/** @throws {Refusal} When too many wait already. */
async function inTurn<T>(work: () => Promise<T>): Promise<T> {
  if (busy >= running) {
    if (waiting.length >= queued) throw new Refusal('too-busy')
    // Whoever is done hands its place over; `busy` stays as it is.
    await new Promise<void>((next) => waiting.push(next))
  } else busy += 1
  try {
    return await work()
  } finally {
    const next = waiting.shift()
    if (next) next()
    else busy -= 1
  }
}

const brakeMs = 2_000

let slow = 0
let slowLast: Promise<unknown> = Promise.resolve()

/**
 * The lane of strangers while the site is under attack (brakes.ts): two seconds later, one after the other, so that the
 * other place stays free for those whose browser is known.
 *
 * @throws {Refusal} When too many wait already.
 */
async function inSlowLane<T>(work: () => Promise<T>): Promise<T> {
  if (slow >= queued) throw new Refusal('too-busy')
  slow += 1
  try {
    await setTimeout(brakeMs)
    const mine = slowLast.then(() => inTurn(work))
    slowLast = mine.catch(() => {}) // whoever waits for it hears of the fault
    return await mine
  } finally {
    slow -= 1
  }
}

/** A hash of a password that nobody has: checking an unknown name costs what a known one costs. */
const decoy =
  '$argon2id$v=19$m=19456,t=2,p=1$SJN2UnsDqkJHG/F/V8L0jg$ao3eNoPE9wFlL+kUBM4TIGmubHBEnnbuL6iqrBDRkfc'

/** The hash to keep, with its salt and settings in it. */
export async function hashSecret(secret: string): Promise<string> {
  return await inTurn(() => argon2(normalizePassword(secret), settings))
}

/**
 * Whether the secret is the one of this hash. Works as long when there is no hash, or when the secret is longer than
 * any may be.
 *
 * @param braked Takes the slow lane, right or wrong.
 */
export async function matches(
  kept: string | undefined,
  secret: string,
  { braked = false } = {},
): Promise<boolean> {
  const tooLong = passwordLength(secret) > passwordMax
  const lane = braked ? inSlowLane : inTurn
  const right = await lane(() =>
    verify(kept ?? decoy, tooLong ? '' : normalizePassword(secret), settings),
  )
  return right && kept !== undefined && !tooLong
}
