import { timingSafeEqual } from 'node:crypto'
import * as portalAccounts from '../../sql/portal-accounts.js'
import * as serviceAccounts from '../../sql/service-accounts.js'
import type { ServiceAccountId } from '../../src/domain/ids.js'
import { accountName, sameStreetNumber } from '../../src/domain/service-account.js'
import { linkBraked, noteLinkTry } from '../brakes.js'
import { buckets, giveBackPlaces, type Place, takePlaces } from '../buckets.js'
import type { Deps, Resident } from '../env.js'
import type { Proof } from './form.js'

export type LinkTried =
  | { readonly come: 'linked'; readonly id: ServiceAccountId }
  | { readonly come: 'already'; readonly name: string }
  | { readonly come: 'too-many' }
  /** No such account, or not the right proof: nobody learns which (T1). */
  | { readonly come: 'no-match' }
  | { readonly come: 'paused'; readonly what: 'resident' | 'number' | 'address' | 'newcomer' }

/**
 * One try to link. It counts as a miss before it looks, and is taken back when it was right; an account number that
 * does not exist is counted, looked up and compared like one that does.
 *
 * @param address The client's network address.
 */
export async function tryLink(
  { sql, seals }: Deps,
  resident: Resident,
  typed: { readonly accountNumber: string; readonly proof: Proof },
  address: string,
): Promise<LinkTried> {
  const { accountNumber, proof } = typed
  const places: Place[] = [
    [buckets.linkResident, resident.id],
    [buckets.linkNumber, seals.mac('name', `account ${accountNumber}`)],
    [buckets.linkAddress, address],
  ]
  const full = await takePlaces(sql, places)
  if (full === buckets.linkResident) return { come: 'paused', what: 'resident' }
  if (full === buckets.linkNumber) return { come: 'paused', what: 'number' }
  if (full) return { come: 'paused', what: 'address' }
  // While somebody guesses from many new portal accounts, only those who were here before may link.
  if ((await linkBraked(sql)) && !(await portalAccounts.confirmedADayAgo(sql, resident.id))) {
    await giveBackPlaces(sql, places)
    return { come: 'paused', what: 'newcomer' }
  }

  const account = await serviceAccounts.findForLink(sql, accountNumber, resident.id)
  // Both comparisons run in every branch, against something that can't be right when there is nothing.
  const sameTaxId = sameText(
    seals.taxId(proof.by === 'last4' ? proof.last4 : '', accountNumber),
    account?.taxIdHmac ?? '',
  )
  const sameStreet = sameStreetNumber(
    proof.by === 'street' ? proof.streetNumber : '',
    account?.streetNumber ?? '-',
  )
  const right = proof.by === 'street' ? sameStreet : sameTaxId
  const matched = account !== undefined && (right || account.linked)
  await noteLinkTry(sql, matched)
  if (!matched) return { come: 'no-match' }

  await giveBackPlaces(sql, places)
  if (account.linked) return { come: 'already', name: accountName(account) }
  const done = await serviceAccounts.link(sql, resident, account.id)
  if (done === 'already') return { come: 'already', name: accountName(account) }
  return done === 'linked' ? { come: 'linked', id: account.id } : { come: 'too-many' }
}

function sameText(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)]
  return left.length === right.length && timingSafeEqual(left, right)
}
