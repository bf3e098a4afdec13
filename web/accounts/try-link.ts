import { timingSafeEqual } from 'node:crypto'
import * as linkTries from '../../sql/link-tries.js'
import * as portalAccounts from '../../sql/portal-accounts.js'
import type { LinkCandidate } from '../../sql/service-accounts.js'
import type { ServiceAccountId } from '../../src/domain/ids.js'
import { accountName, sameStreetNumber } from '../../src/domain/service-account.js'
import { log } from '../../src/log.js'
import { linkBraked, noteLinkTry } from '../brakes.js'
import { buckets } from '../buckets.js'
import type { Deps, Resident } from '../env.js'
import { inTurn } from '../turns.js'
import type { Proof } from './form.js'

export type LinkTried =
  | { readonly come: 'linked'; readonly id: ServiceAccountId }
  | { readonly come: 'already'; readonly name: string }
  | { readonly come: 'too-many' }
  /** No such account, or not the right proof: nobody learns which (T1). */
  | { readonly come: 'no-match' }
  | { readonly come: 'paused'; readonly what: 'resident' | 'number' | 'address' | 'newcomer' }

/**
 * One try to link. An account number that does not exist is looked up, compared and counted like one that does.
 *
 * @param address The client's network address.
 */
export async function tryLink(
  { sql, seals }: Deps,
  resident: Resident,
  typed: { readonly accountNumber: string; readonly proof: Proof },
  address: string,
): Promise<LinkTried> {
  // While somebody guesses from many new portal accounts, only those who were here before may link.
  if ((await linkBraked(sql)) && !(await portalAccounts.confirmedADayAgo(sql, resident.id)))
    return { come: 'paused', what: 'newcomer' }

  const { accountNumber } = typed
  const tried = await inTurn(`link ${resident.id}`, () =>
    linkTries.tryLink(sql, {
      resident,
      accountNumber,
      misses: [
        [buckets.linkResident, resident.id],
        [buckets.linkNumber, seals.mac('name', `account ${accountNumber}`)],
        [buckets.linkAddress, address],
      ],
      proves: (account) => proves(seals, typed, account),
    }),
  )
  switch (tried.come) {
    case 'paused': {
      const { name } = tried.bucket
      log.warn({ event: 'excess_rate_limit_exceeded', bucket: name }, 'a throttle is full')
      if (name === buckets.linkResident.name) return { come: 'paused', what: 'resident' }
      return { come: 'paused', what: name === buckets.linkNumber.name ? 'number' : 'address' }
    }
    case 'already':
      await noteLinkTry(sql, true)
      return { come: 'already', name: accountName(tried.account) }
    case 'linked':
    case 'too-many':
    case 'no-match':
      await noteLinkTry(sql, tried.come !== 'no-match')
      return tried
  }
}

/** Both comparisons run in every branch, against something that can't be right when there is nothing. */
function proves(
  seals: Deps['seals'],
  { accountNumber, proof }: { readonly accountNumber: string; readonly proof: Proof },
  account: LinkCandidate | undefined,
): boolean {
  const sameTaxId = sameText(
    seals.taxId(proof.by === 'last4' ? proof.last4 : '', accountNumber),
    account?.taxIdHmac ?? '',
  )
  const sameStreet = sameStreetNumber(
    proof.by === 'street' ? proof.streetNumber : '',
    account?.streetNumber ?? '-',
  )
  return proof.by === 'street' ? sameStreet : sameTaxId
}

function sameText(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)]
  return left.length === right.length && timingSafeEqual(left, right)
}
