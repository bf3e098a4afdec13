import fc from 'fast-check'
import { beforeAll, describe, expect, test } from 'vitest'
import { decideBill } from '../../sql/recurring-decisions.js'
import { addDays, cityDay } from '../../src/domain/city-date.js'
import type { BillId, EnrollmentId } from '../../src/domain/ids.js'
import { showMoney } from '../../src/domain/money.js'
import { countLines, type PastBill } from '../../src/domain/recurring-preview.js'
import { planSentence, type Terms } from '../../src/domain/recurring-terms.js'
import { city } from '../support/city.js'
import { mondayPortal, savedBank } from '../support/paying.js'
import type { Payer } from '../support/payments.js'
import type { TestPortal } from '../support/portal.js'
import { addBill, decisions, received, setUp } from '../support/recurring.js'
import { agreedOf, type RecurringResident, start, toCheck } from '../support/recurring-pages.js'

/** N1: what the pages say of a bill is what the workflow's step then does to real rows. */

let portal: TestPortal
beforeAll(async () => {
  portal = await mondayPortal()
})

interface Case {
  readonly terms: Terms
  readonly billCents: number
  readonly dueInDays: number
  readonly hours: number
  /** In percent of the bill: paid elsewhere, and scheduled by hand. */
  readonly receivedPercent: number
  readonly scheduledPercent: number
}

const anyTerms = fc.record({
  daysBefore: fc.option(fc.integer({ min: 0, max: 10 })),
  thresholdCents: fc.option(fc.integer({ min: 10_00, max: 300_00 })),
})
const anyCase: fc.Arbitrary<Case> = fc.record({
  terms: anyTerms,
  billCents: fc.integer({ min: 1, max: 400_00 }),
  dueInDays: fc.integer({ min: -5, max: 40 }),
  hours: fc.integer({ min: 0, max: 30 }),
  receivedPercent: fc.constantFrom(0, 0, 0, 30, 100, 120),
  scheduledPercent: fc.constantFrom(0, 0, 0, 40, 100),
})

/** A new resident whose one bill is so, at an hour of that day. */
async function resident(given: Case): Promise<RecurringResident> {
  await portal.moveClock(given.hours * 3600)
  const today = cityDay(portal.deps.clock.now())
  const browser = await portal.signedIn()
  const account = await portal.addServiceAccount()
  await portal.link(browser.resident, account, 'Home')
  const rows = city(portal.sql)
  const bill = await rows.bill(account, {
    billedOn: addDays(today, -6),
    dueOn: addDays(today, given.dueInDays),
    current: given.billCents,
  })
  await rows.enroll(browser.resident, account, addDays(today, -6))
  const { id, email } = browser.resident
  const bank = await savedBank(portal, { id })
  const payer: Payer = {
    id,
    email,
    account: account.id,
    bank,
    bill: bill as unknown as Payer['bill'],
    owesCents: given.billCents,
  }
  const part = (percent: number) => Math.ceil((given.billCents * percent) / 100)
  if (given.receivedPercent > 0) await received(portal.sql, payer, part(given.receivedPercent))
  if (given.scheduledPercent > 0)
    await rows.payment({ id }, account, {
      cents: part(given.scheduledPercent),
      payOn: today,
      status: 'scheduled',
    })
  return { browser, account, form: '', bank, payer, page: `/paperless/recurring/${account.id}` }
}

const typed = ({ daysBefore, thresholdCents }: Terms) => ({
  day: daysBefore === null ? 'arrival' : daysBefore === 0 ? 'due' : 'before',
  days: String(daysBefore || 1),
  ask: thresholdCents === null ? 'no' : 'yes',
  limit: thresholdCents === null ? '' : (thresholdCents / 100).toFixed(2),
})

/** What the step did, in the words that the page has for it. */
async function done(id: EnrollmentId, terms: Terms, did: string | undefined): Promise<string> {
  if (did === 'leave') return 'left'
  if (did === 'ask') {
    const [hold] = await portal.sql<{ amountCents: number; thresholdCents: number }[]>`
      select amount_cents, threshold_cents from bill_hold where enrollment_id = ${id}`
    return `The bill of ${showMoney(hold!.amountCents)} is over your ${showMoney(hold!.thresholdCents)} limit, so it waits for your OK.`
  }
  const [payment] = await portal.sql<
    { amountCents: number; payOn: string; sendAt: Date; createdAt: Date }[]
  >`
    select p.amount_cents, p.pay_on, p.send_at, p.created_at
      from payment p join recurring_terms t on t.id = p.terms_id where t.enrollment_id = ${id}`
  const { amountCents, payOn, sendAt, createdAt } = payment!
  return planSentence(terms, {
    amountCents,
    moment: { payOn, sendAt, atOnce: sendAt <= createdAt },
  })
}

describe('N1: the current bill', () => {
  test('whatever the bill, the terms, the money and the hour: the page said what was done', async () => {
    const seen = { schedule: 0, ask: 0, leave: 0 }
    await fc.assert(
      fc.asyncProperty(anyCase, async (given) => {
        const who = await resident(given)
        const preview = await who.browser.get(
          `${who.page}?${new URLSearchParams(typed(given.terms))}`,
        )
        const check = await toCheck(who, typed(given.terms))
        const offered = check.text.includes('Also pay the current bill')
        expect(preview.text.includes('If you also pay the current bill:')).toBe(offered)
        let id: EnrollmentId
        if (offered) {
          expect((await start(who, check, { current: 'yes' })).status).toBe(303)
          id = (await agreedOf(portal, who))[0]!.id
        } else id = await setUp(portal.sql, who.payer, { terms: given.terms, current: true })
        const did = (await decideBill(portal.sql, id, who.payer.bill as unknown as BillId))!
        seen[did] += 1
        expect(offered).toBe(did !== 'leave')
        if (!offered) return
        const words = await done(id, given.terms, did)
        expect(check.text).toContain(words)
        expect(preview.text).toContain(words)
      }),
      { numRuns: 60 },
    )
    expect(Object.values(seen).every((count) => count > 0)).toBe(true)
  }, 120_000)
})

describe('N1: the bills to come', () => {
  test('whatever comes, the counts beside the dots are what was done to it', async () => {
    const seen = new Set<string>()
    await fc.assert(
      fc.asyncProperty(anyCase, async (given) => {
        const who = await resident({
          ...given,
          hours: 0,
          receivedPercent: 100,
          scheduledPercent: 0,
        })
        const id = await setUp(portal.sql, who.payer, { terms: given.terms })
        const dueInDays = Math.max(0, given.dueInDays)
        const bill = await addBill(portal.sql, who.payer, { current: given.billCents, dueInDays })
        const did = await decideBill(portal.sql, id, bill)
        const today = cityDay(portal.deps.clock.now())
        const past: PastBill = {
          amountDueCents: given.billCents,
          billedOn: today,
          dueOn: addDays(today, dueInDays),
        }
        const [line] = countLines(given.terms, [past])
        const expected = { schedule: /^paid /, ask: /^waits for your OK$/, leave: /^$/ }[did!]
        expect(line?.what).toMatch(expected)
        seen.add(`${did} ${await decisions(portal.sql, id)}`)
      }),
      { numRuns: 40 },
    )
    expect([...seen].sort()).toEqual(['ask held', 'schedule scheduled'])
  }, 120_000)
})
