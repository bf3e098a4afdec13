import { randomUUID } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import type { PaymentId } from '../../src/domain/ids.js'
import { type CardOrder, ProcessorMismatch, ProcessorSilence } from '../../src/ports.js'
import type { ConformanceRig } from './processor-conformance.js'
import { until } from './until.js'

/** A new key with $97.30 and a $1.25 fee. */
export const cardOrder = (over: Partial<CardOrder> = {}): CardOrder => ({
  key: randomUUID() as PaymentId,
  amountCents: 97_30,
  feeCents: 1_25,
  currency: 'USD',
  reference: 'CSS-7Q4M-20H8',
  description: 'City-County services, account ending 7415',
  returnUrl: 'https://portal.example/pay/speedpay/return?state=one',
  ...over,
})

/** The part of the suite about payments on the processor's own page. */
export function hostedPageConformance(given: () => ConformanceRig): void {
  describe('the hosted page', () => {
    const open = async (over: Partial<CardOrder> = {}) => {
      const order = cardOrder(over)
      return { order, url: await given().processor.hostedPage(order) }
    }
    const settled = (key: PaymentId, status: string) =>
      until(async () => {
        const outcome = await given().processor.findByKey(key)
        return outcome?.status === status && outcome
      })

    test('opening it charges nothing: until somebody pays, the books know no such key', async () => {
      const { order, url } = await open()
      expect(new URL(url).protocol).toMatch(/^https?:$/)
      expect(await given().processor.findByKey(order.key)).toBeUndefined()
      expect(await given().entries(order.key)).toBe(0)
    })

    test('what was paid is one entry with amount, fee, currency and reference, and the way back is ours', async () => {
      const { order, url } = await open()
      expect(await given().onHostedPage(url, 'pay by card')).toBe(order.returnUrl)
      const { key, amountCents, feeCents, currency, reference } = order
      // At once: whoever is sent back must not read that nothing was charged.
      expect(await given().processor.findByKey(key)).toEqual({
        key,
        amountCents,
        feeCents,
        currency,
        reference,
        ref: expect.stringMatching(/./),
        status: 'approved',
      })
      expect(await given().entries(key)).toBe(1)
    })

    test('paying twice on it is one entry', async () => {
      const { order, url } = await open()
      await Promise.all([
        given().onHostedPage(url, 'pay by card'),
        given().onHostedPage(url, 'pay by card'),
      ])
      const { ref } = await settled(order.key, 'approved')
      await given().onHostedPage(url, 'pay by check')
      expect(await settled(order.key, 'approved')).toMatchObject({ ref })
      expect(await given().entries(order.key)).toBe(1)
    })

    test('the same key again is the same payment, with another way back', async () => {
      const { order } = await open()
      const returnUrl = `${order.returnUrl}-more`
      const url = await given().processor.hostedPage({ ...order, returnUrl })
      expect(await given().onHostedPage(url, 'leave')).toBe(returnUrl)
      expect(await given().processor.findByKey(order.key)).toBeUndefined()
    })

    test.each([
      ['amount', { amountCents: 1_00 }],
      ['fee', { feeCents: 0 }],
      ['reference', { reference: 'CSS-0000-0000' }],
    ])('the same key with another %s is a mismatch', async (_, other) => {
      const { order } = await open()
      await expect(given().processor.hostedPage({ ...order, ...other })).rejects.toThrow(
        ProcessorMismatch,
      )
    })

    test('a check is pending, then approved', async () => {
      const { order, url } = await open()
      expect(await given().onHostedPage(url, 'pay by check')).toBe(order.returnUrl)
      const { ref } = await settled(order.key, 'approved')
      const told = await until(() => {
        const statuses = given()
          .events(order.key)
          .map(({ raw }) => JSON.parse(raw) as { status: string; ref: string })
        return statuses.length > 1 && statuses
      })
      expect(told.map(({ status }) => status)).toEqual(['pending', 'approved'])
      expect(told.every((event) => event.ref === ref)).toBe(true)
    })

    test('declined is rejected, and another card may pay after that', async () => {
      const { order, url } = await open()
      await given().onHostedPage(url, 'be declined')
      expect(await settled(order.key, 'rejected')).toMatchObject({ reason: expect.any(String) })
      expect(await given().onHostedPage(url, 'pay by card')).toBe(order.returnUrl)
      await settled(order.key, 'approved')
      expect(await given().entries(order.key)).toBe(1)
    })

    test('an event of it is signed, and says what findByKey says', async () => {
      const { order, url } = await open()
      await given().onHostedPage(url, 'pay by card')
      const { raw, signature } = await until(() => given().events(order.key)[0])
      const { eventId, ...outcome } = given().processor.parseEvent(raw, signature, new Date())!
      expect(eventId).toBeTruthy()
      expect(outcome).toEqual(await given().processor.findByKey(order.key))
    })

    test('a processor that is down, or hangs, is silence', async () => {
      await given().down(true)
      await expect(open()).rejects.toThrow(ProcessorSilence)
      await given().down(false)
      await given().hangNext()
      await expect(given().impatient.hostedPage(cardOrder())).rejects.toThrow(ProcessorSilence)
    })

    test('taken without an answer to the person is found by its key', async () => {
      const { order, url } = await open()
      await given().closeNext()
      expect(await given().onHostedPage(url, 'pay by card')).toBeUndefined()
      expect(await settled(order.key, 'approved')).toMatchObject({ key: order.key })
    })

    test('its settlement is without the fee', async () => {
      const before = await given().settlement()
      const { order, url } = await open({ amountCents: 12_34 })
      await given().onHostedPage(url, 'pay by card')
      await settled(order.key, 'approved')
      const after = await given().settlement()
      expect(after.approvedCents - before.approvedCents).toBe(12_34)
      expect(after.count - before.count).toBe(1)
    })
  })
}
