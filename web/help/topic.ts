import type { Child } from 'hono/jsx'
import { showMoney } from '../../src/domain/money.js'
import type { City } from '../env.js'

/** One answer, which `/help/<topic>#<id>` leads to; ids stay, since letters and 311 quote them. */
export interface Question {
  readonly id: string
  readonly question: string
  /** Paragraphs and lists. */
  readonly answer: Child
}

export interface Topic {
  /** Of its address, `/help/<name>`. */
  readonly name: string
  readonly title: string
  readonly questions: readonly Question[]
}

/** `$1.25 convenience fee` (S51). */
export const fee = (city: City): string => `${showMoney(city.convenienceFeeCents)} convenience fee`
