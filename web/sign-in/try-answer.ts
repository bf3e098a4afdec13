import type { Context } from 'hono'
import * as portalAccounts from '../../sql/portal-accounts.js'
import * as doors from '../../sql/sign-in-doors.js'
import {
  isSecurityQuestion,
  normalizeAnswer,
  type SecurityQuestion,
  securityQuestions,
} from '../../src/domain/security-question.js'
import { noteFailedSignIn, signInBraked } from '../brakes.js'
import { buckets, giveBackPlaces, type Place, takePlaces } from '../buckets.js'
import type { Deps, PortalEnv } from '../env.js'
import { clientAddress } from '../gate.js'
import { matches } from '../passwords.js'
import { knownDevice } from './device.js'
import { walk } from './try-password.js'

/** Where this browser stands with a name: the door, and the question that the name has. */
export interface Standing {
  readonly at: doors.DoorOf
  readonly question: string
  readonly answerHash: string | undefined
}

export async function standingOf(c: Context<PortalEnv>, username: string): Promise<Standing> {
  const { sql, seals } = c.get('deps')
  const nameKey = seals.mac('name', username.toLowerCase())
  const account = await portalAccounts.findForSignIn(sql, username)
  const device = await knownDevice(c, account?.id)
  const made = madeUpQuestion(seals, nameKey)
  const key = account && isSecurityQuestion(account.question) ? account.question : made
  return {
    at: { nameKey, door: device ?? doors.strangers, account: account?.id },
    question: securityQuestions[key],
    answerHash: account?.answerHash,
  }
}

export type Answered =
  | { readonly come: 'matched' | 'locked' | 'not-asked' }
  | { readonly come: 'later' }

/** The one try that a question has. Known and unknown names take the same steps and the same work. */
export async function tryAnswer(
  c: Context<PortalEnv>,
  { at, answerHash }: Standing,
  answer: string,
): Promise<Answered> {
  const { sql } = c.get('deps')
  const places: Place[] = [[buckets.signInAddress, clientAddress(c)]]
  if (await takePlaces(sql, places)) return { come: 'later' }
  const braked = await signInBraked(sql, at.door !== doors.strangers)
  const right = await matches(answerHash, normalizeAnswer(answer), { braked })
  const shown = await walk(c, at, { answer: right ? 'right' : 'wrong' })
  switch (shown.show) {
    case 'answer matched':
      await giveBackPlaces(sql, places)
      return { come: 'matched' }
    case 'locked':
      await noteFailedSignIn(sql)
      return { come: 'locked' }
    default:
      return { come: 'not-asked' }
  }
}

/** A name that nobody has is asked too, always the same. */
function madeUpQuestion(seals: Deps['seals'], nameKey: string): SecurityQuestion {
  const all = Object.keys(securityQuestions) as SecurityQuestion[]
  const number = Buffer.from(seals.mac('name', `question ${nameKey}`), 'base64url').readUInt32BE()
  return all[number % all.length]!
}
