import { z } from 'zod'
import {
  isStreetNumber,
  nicknameMax,
  readAccountNumber,
  readNickname,
} from '../../src/domain/service-account.js'
import { accountNumberWords } from '../account-number.js'

const text = z.string().default('')

/** What the resident shows: one of the two, never both. */
export type Proof =
  | { readonly by: 'street'; readonly streetNumber: string }
  | { readonly by: 'last4'; readonly last4: string }

/** Account number and proof (ux.md 3.7). The proof that was not chosen is not looked at. */
export const linkForm = z
  .strictObject({ accountNumber: text, proof: text, streetNumber: text, last4: text })
  .transform((form, ctx) => {
    const wrong = (field: string, message: string) =>
      ctx.addIssue({ code: 'custom', path: [field], message })
    const reading = readAccountNumber(form.accountNumber)
    const number = 'number' in reading ? reading.number : ''
    if ('problem' in reading) wrong('accountNumber', accountNumberWords(reading))
    const streetNumber = form.streetNumber.trim()
    const last4 = form.last4.trim()
    let proof: Proof = { by: 'street', streetNumber }
    if (form.proof === 'street') {
      if (streetNumber === '') wrong('streetNumber', 'Enter the street number')
      else if (!isStreetNumber(streetNumber))
        wrong('streetNumber', 'Enter a street number like 1234')
    } else if (form.proof === 'last4') {
      proof = { by: 'last4', last4 }
      if (!/^[0-9]{4}$/.test(last4)) wrong('last4', 'Enter the last 4 digits')
    } else wrong('proof', 'Choose how to show us that it is yours')
    return { accountNumber: number, proof }
  })

export const nicknameForm = z.strictObject({ nickname: text }).transform(({ nickname }, ctx) => {
  const reading = readNickname(nickname)
  if ('nickname' in reading) return reading.nickname
  ctx.addIssue({
    code: 'custom',
    path: ['nickname'],
    message: `Use ${nicknameMax} characters or fewer. You used ${reading.tooLong}.`,
  })
  return z.NEVER
})
