import { createHmac, randomUUID } from 'node:crypto'
import { beforeAll, describe, expect, test } from 'vitest'
import type { PaymentId } from '../../src/domain/ids.js'
import { type Order, type Processor, ProcessorMismatch, ProcessorSilence } from '../../src/ports.js'
import { hostedPageConformance } from './hosted-conformance.js'
import { until } from './until.js'

/**
 * What any processor must do before the portal may use it (reliability.md 4.6). A new adapter brings a rig over
 * its own sandbox; one without keys or without findByKey can't pass, and is not acceptable.
 */
export interface ConformanceRig {
  readonly processor: Processor
  /** The same, giving up after about half a second. */
  readonly impatient: Processor
  /** Key of the events' signatures. */
  readonly secret: string
  /** The highest amount that it takes, in cents. */
  readonly mostCents: number
  /** A new key and an account that ends so. */
  order(ending: 'approved' | 'refused', over?: Partial<Order>): Order
  /** How many entries its own books have under a key. */
  entries(key: PaymentId): Promise<number>
  /** The next submit is taken, but not answered. */
  hangNext(): Promise<void>
  /** The next submit is taken, and the connection is closed. */
  closeNext(): Promise<void>
  /** Every call fails from now on, or works again. */
  down(down: boolean): Promise<void>
  /** The next submit is refused in its answer. */
  refuseNext(): Promise<void>
  /** The bank takes an approved payment back. */
  takeBack(key: PaymentId): Promise<void>
  /** As if it had been taken so long ago. */
  age(key: PaymentId, hours: number): Promise<void>
  /** Every event of a key so far, as it came over the network. */
  events(key: PaymentId): readonly { raw: string; signature: string | undefined }[]
  /** A person on the hosted page; undefined when they were not sent back. @returns Where they were sent. */
  onHostedPage(url: string, does: PersonDoes): Promise<string | undefined>
  /** Its daily sums; today's unless another day is named. */
  settlement(): Promise<{ approvedCents: number; returnedCents: number; count: number }>
}

/** What a person may do on the hosted page; `leave` is going back without paying. */
export type PersonDoes = 'pay by card' | 'pay by check' | 'be declined' | 'leave'

export function processorConformance({
  name,
  make,
}: {
  readonly name: string
  readonly make: () => Promise<ConformanceRig>
}): void {
  describe(`${name} conforms to the processor port`, () => {
    let rig: ConformanceRig
    beforeAll(async () => {
      rig = await make()
    })

    const settled = (key: PaymentId, status: string) =>
      until(async () => {
        const outcome = await rig.processor.findByKey(key)
        return outcome?.status === status && outcome
      })

    describe('keys', () => {
      test('the same key twice is one entry and the same answer', async () => {
        const order = rig.order('approved')
        const first = await rig.processor.submit(order)
        const second = await rig.processor.submit(order)
        expect(second.ref).toBe(first.ref)
        expect(await rig.entries(order.key)).toBe(1)
      })

      test.each([
        ['amount', { amountCents: 1_00 }],
        ['fee', { feeCents: 0 }],
        ['reference', { reference: 'CSS-0000-0000' }],
      ])('the same key with another %s is a mismatch, and changes nothing', async (_, other) => {
        const order = rig.order('approved')
        const first = await rig.processor.submit(order)
        await expect(rig.processor.submit({ ...order, ...other })).rejects.toThrow(
          ProcessorMismatch,
        )
        const found = await rig.processor.findByKey(order.key)
        expect(found).toMatchObject({ ref: first.ref, amountCents: order.amountCents })
        expect(await rig.entries(order.key)).toBe(1)
      })

      test('20 submits of one key at the same time are one entry', async () => {
        const order = rig.order('approved')
        const outcomes = await Promise.all(
          Array.from({ length: 20 }, () => rig.processor.submit(order)),
        )
        expect(new Set(outcomes.map(({ ref }) => ref)).size).toBe(1)
        expect(await rig.entries(order.key)).toBe(1)
      })

      test('a key is remembered for as long as is declared', async () => {
        expect(rig.processor.keyLifeHours).toBeGreaterThanOrEqual(24)
        const order = rig.order('approved')
        const first = await rig.processor.submit(order)
        await rig.age(order.key, rig.processor.keyLifeHours)
        expect((await rig.processor.submit(order)).ref).toBe(first.ref)
        expect(await rig.entries(order.key)).toBe(1)
      })
    })

    describe('amounts', () => {
      test.each(['one cent', 'the most'])('%s is taken as it is', async (which) => {
        const amountCents = which === 'one cent' ? 1 : rig.mostCents
        const order = rig.order('approved', { amountCents, feeCents: 0 })
        expect(await rig.processor.submit(order)).toMatchObject({ amountCents, feeCents: 0 })
        expect(await rig.processor.findByKey(order.key)).toMatchObject({ amountCents })
      })

      test('account numbers keep their zeros on the way', async () => {
        const order = rig.order('approved')
        const bank = { ...order.bank, account: '0000', routing: '011000015' }
        expect(await rig.processor.submit({ ...order, bank })).toMatchObject({ key: order.key })
      })
    })

    describe('findByKey', () => {
      test('says undefined of what was never sent', async () => {
        expect(await rig.processor.findByKey(randomUUID() as PaymentId)).toBeUndefined()
      })

      test('says what submit said, then the outcome', async () => {
        const order = rig.order('approved')
        const { ref } = await rig.processor.submit(order)
        const { key, amountCents, feeCents, reference } = order
        const approved = await settled(key, 'approved')
        expect(approved).toEqual({
          key,
          ref,
          amountCents,
          feeCents,
          reference,
          status: 'approved',
        })
      })

      test('says refused, with the code', async () => {
        const order = rig.order('refused')
        await rig.processor.submit(order)
        expect((await settled(order.key, 'rejected')).reason).toMatch(/^R\d\d$/)
      })

      test('finds what was refused in the answer', async () => {
        await rig.refuseNext()
        const order = rig.order('approved')
        const refused = await rig.processor.submit(order)
        expect(refused).toMatchObject({
          status: 'rejected',
          reason: expect.stringMatching(/^R\d\d$/),
        })
        expect(await rig.processor.findByKey(order.key)).toEqual(refused)
      })
    })

    describe('silence', () => {
      test('a submit that was taken and hangs is silence, and is found by its key', async () => {
        await rig.hangNext()
        const order = rig.order('approved')
        await expect(rig.impatient.submit(order)).rejects.toThrow(ProcessorSilence)
        expect(await rig.processor.findByKey(order.key)).toMatchObject({ key: order.key })
        expect(await rig.processor.submit(order)).toMatchObject({ key: order.key })
        expect(await rig.entries(order.key)).toBe(1)
      })

      test('a connection closed after taking is silence, and it is found by its key', async () => {
        await rig.closeNext()
        const order = rig.order('approved')
        await expect(rig.processor.submit(order)).rejects.toThrow(ProcessorSilence)
        expect(await rig.processor.findByKey(order.key)).toMatchObject({ key: order.key })
        expect(await rig.entries(order.key)).toBe(1)
      })

      test('a processor that is down is silence, never a refusal and never "not found"', async () => {
        const order = rig.order('approved')
        await rig.down(true)
        await expect(rig.processor.submit(order)).rejects.toThrow(ProcessorSilence)
        await expect(rig.processor.findByKey(order.key)).rejects.toThrow(ProcessorSilence)
        await rig.down(false)
        expect(await rig.processor.findByKey(order.key)).toBeUndefined()
      })
    })

    describe('events', () => {
      const taken = async () => {
        const order = rig.order('approved')
        await rig.processor.submit(order)
        return until(() => rig.events(order.key)[0])
      }
      const sign = (raw: string, at: Date, secret = rig.secret) => {
        const t = Math.floor(at.getTime() / 1000)
        return `t=${t},v1=${createHmac('sha256', secret).update(`${t}.${raw}`).digest('hex')}`
      }

      test('a signed event is read, and says what findByKey says', async () => {
        const { raw, signature } = await taken()
        const event = rig.processor.parseEvent(raw, signature, new Date())
        expect(event?.eventId).toBeTruthy()
        const { eventId: _, ...outcome } = event!
        expect(outcome).toEqual(await rig.processor.findByKey(outcome.key))
      })

      test('each change has an event of its own id', async () => {
        const { raw, signature } = await taken()
        const { key, eventId } = rig.processor.parseEvent(raw, signature, new Date())!
        await rig.takeBack(key)
        const [, back] = await until(() => rig.events(key).length > 1 && rig.events(key))
        const returned = rig.processor.parseEvent(back!.raw, back!.signature, new Date())
        expect(returned).toMatchObject({ key, status: 'returned' })
        expect(returned!.eventId).not.toBe(eventId)
      })

      test('any order and any number: an event is read alone, as often as it comes', async () => {
        const { raw, signature } = await taken()
        const now = new Date()
        const read = () => rig.processor.parseEvent(raw, signature, now)
        expect(read()).toEqual(read())
      })

      test('an event that is changed, unsigned, or signed by others is refused', async () => {
        const { raw, signature } = await taken()
        const now = new Date()
        const refused = (text: string, header: string | undefined) =>
          expect(rig.processor.parseEvent(text, header, now)).toBeUndefined()
        refused(raw.replace('approved', 'rejected'), signature)
        refused(`${raw} `, signature)
        refused(raw, undefined)
        refused(raw, '')
        refused(raw, signature!.slice(0, -1))
        refused(raw, sign(raw, now, 'the secret of somebody else'))
      })

      test('an event older or newer than 300 s is refused, by the machine’s clock', async () => {
        const { raw } = await taken()
        const now = new Date()
        const at = (seconds: number) => sign(raw, new Date(now.getTime() + seconds * 1000))
        const read = (seconds: number) => rig.processor.parseEvent(raw, at(seconds), now)
        expect(read(-298)).toBeDefined()
        expect(read(298)).toBeDefined()
        expect(read(-302)).toBeUndefined()
        expect(read(302)).toBeUndefined()
      })

      test('a signed text of another shape, or with another status, is refused', async () => {
        const { raw } = await taken()
        const now = new Date()
        const altered = (part: object) => JSON.stringify({ ...JSON.parse(raw), ...part })
        for (const text of [
          altered({ status: 'settled' }),
          altered({ status: undefined }),
          altered({ amountCents: '84.17' }),
          altered({ amountCents: 0.5 }),
          altered({ key: 'not an id' }),
          altered({ eventId: undefined }),
          altered({ padding: 'x'.repeat(64 * 1024) }),
          '[]',
          '',
          'no json',
        ]) {
          expect(rig.processor.parseEvent(text, sign(text, now), now)).toBeUndefined()
        }
      })
    })

    hostedPageConformance(() => rig)

    test('settlement sums what was approved and what came back', async () => {
      const before = await rig.settlement()
      const [kept, back] = [
        rig.order('approved', { amountCents: 10_00 }),
        rig.order('approved', { amountCents: 7_00 }),
      ]
      const refused = rig.order('refused', { amountCents: 3_00 })
      for (const order of [kept, back, refused]) await rig.processor.submit(order)
      await settled(kept.key, 'approved')
      await settled(back.key, 'approved')
      await settled(refused.key, 'rejected')
      await rig.takeBack(back.key)
      await settled(back.key, 'returned')
      const after = await rig.settlement()
      expect(after.approvedCents - before.approvedCents).toBe(17_00)
      expect(after.returnedCents - before.returnedCents).toBe(7_00)
      expect(after.count - before.count).toBe(3)
    })
  })
}
