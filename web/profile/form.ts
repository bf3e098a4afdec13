import { z } from 'zod'
import { nameMax, readName, readPhone } from '../../src/domain/portal-account.js'

const text = z.string().default('')

/** Both are optional; empty takes them away (F18). */
export const nameForm = z.strictObject({ name: text, phone: text }).transform((form, ctx) => {
  const wrong = (field: string, message: string) =>
    ctx.addIssue({ code: 'custom', path: [field], message })
  const reading = readName(form.name)
  if ('tooLong' in reading)
    wrong('name', `Use ${nameMax} characters or fewer. You used ${reading.tooLong}.`)
  const phone = readPhone(form.phone)
  if (phone === undefined) wrong('phone', 'Enter a phone number like 704-555-0142')
  return { name: 'name' in reading ? reading.name : null, phone: phone ?? null }
})
