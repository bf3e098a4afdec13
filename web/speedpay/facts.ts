import * as payableAccounts from '../../sql/payable-accounts.js'
import { type CityDay, cityDay } from '../../src/domain/city-date.js'
import { type Delinquency, delinquency } from '../../src/domain/delinquency.js'
import { isId, type ServiceAccountId } from '../../src/domain/ids.js'
import { lateSince, owed } from '../../src/domain/owed.js'
import type { Deps, Resident } from '../env.js'

/** What SpeedPay's page knows of a linked account, read anew each time. */
export interface SpeedPayFacts {
  readonly account: payableAccounts.PayableAccount
  readonly owedCents: number
  readonly delinquency: Delinquency
  /** When what is late was due, where that is known. */
  readonly lateSince: CityDay | undefined
}

/** @returns undefined when the account is not there, or not this resident's (T12). */
export async function readFacts(
  { sql, clock }: Deps,
  resident: Resident,
  id: string,
): Promise<SpeedPayFacts | undefined> {
  if (!isId(id)) return undefined
  const account = await payableAccounts.find(sql, resident.id, id as ServiceAccountId)
  if (!account) return undefined
  const today = cityDay(clock.now())
  return {
    account,
    owedCents: owed(account.sums),
    delinquency: delinquency({ newest: account.bill, sums: account.sums, today }),
    lateSince: lateSince(account.bill, today),
  }
}
