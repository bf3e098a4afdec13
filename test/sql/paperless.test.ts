import { beforeAll, describe, expect, test } from 'vitest'
import * as preferences from '../../sql/notice-preferences.js'
import * as paperless from '../../sql/paperless.js'
import { type City, city, mondayMorning, until } from '../support/city.js'
import { type TestPortal, type TestResident, testPortal } from '../support/portal.js'

let portal: TestPortal
let rows: City
let dana: TestResident
let other: TestResident
const yes = { newDocument: true }
const no = { newDocument: false }

beforeAll(async () => {
  portal = await testPortal()
  await portal.moveClock(until(mondayMorning))
  rows = city(portal.sql)
  dana = await portal.addResident()
  other = await portal.addResident()
})

async function account(status?: 'closed') {
  const made = await portal.addServiceAccount(status ? { status } : {})
  await portal.link(dana, made, 'Home')
  const by = (resident: TestResident) => ({ resident: resident.id, account: made.id })
  const state = async () => await paperless.find(portal.sql, by(dana))
  return { ...made, by, state }
}

const mails = async (account: { id: string }) =>
  await portal.sql<{ template: string; recipient: string; nudged: boolean }[]>`
    select template, recipient, exists (select from nudge where kind = 'notice' and id = notice.id) as nudged
      from notice where params->>'serviceAccountId' = ${account.id} order by created_at, recipient`
const trail = async (account: { id: string }) =>
  await portal.sql<{ actor: string; action: string }[]>`
    select actor, action from audit where subject = ${account.id} order by seq`

describe('S31: enroll', () => {
  test('F11: enrolls, mails everybody linked with a confirmed address, and leaves a trail', async () => {
    const home = await account()
    const unconfirmed = await portal.addResident({ confirmed: false })
    await portal.link(other, home)
    await portal.link(unconfirmed, home)
    expect(await paperless.enroll(portal.sql, home.by(dana), no)).toBe('enrolled')
    expect(await home.state()).toMatchObject({ enrolled: true, firstBillOn: null })
    expect(await mails(home)).toEqual(
      [dana, other]
        .map(({ email }) => ({ template: 'paperless_on', recipient: email, nudged: true }))
        .sort((a, b) => (a.recipient < b.recipient ? -1 : 1)),
    )
    expect(await trail(home)).toEqual([{ actor: dana.id, action: 'paperless_on' }])
  })

  test('twice is once, at the same moment too', async () => {
    const home = await account()
    await portal.link(other, home)
    const answers = await Promise.all(
      [dana, other, dana, other].map((who) => paperless.enroll(portal.sql, home.by(who), no)),
    )
    expect(new Set(answers)).toEqual(new Set(['enrolled']))
    expect(await mails(home)).toHaveLength(2)
    expect(await trail(home)).toHaveLength(1)
  })

  test('F14: a closed account can’t be enrolled', async () => {
    const home = await account('closed')
    expect(await paperless.enroll(portal.sql, home.by(dana), yes)).toBe('closed')
    expect(await home.state()).toMatchObject({ enrolled: false })
  })

  test('T12: only by whom it is linked', async () => {
    const home = await account()
    expect(await paperless.enroll(portal.sql, home.by(other), yes)).toBe('not linked')
    expect(await home.state()).toMatchObject({ enrolled: false })
    expect(await paperless.find(portal.sql, home.by(other))).toBeUndefined()
  })

  test('F13: the checked box checks New Document; the unchecked one leaves it as it is', async () => {
    const home = await account()
    const who = await portal.addResident()
    await portal.link(who, home)
    await paperless.enroll(portal.sql, home.by(who), no)
    expect((await preferences.read(portal.sql, who.id)).newDocument).toBe(false)
    await paperless.enroll(portal.sql, home.by(who), yes)
    const checked = { newDocument: true, dueReminder: true, paymentUpdates: false }
    expect(await preferences.read(portal.sql, who.id)).toEqual(checked)
    await paperless.enroll(portal.sql, home.by(who), no)
    expect(await preferences.read(portal.sql, who.id)).toEqual(checked)
  })
})

describe('F2: the first electronic bill', () => {
  async function reenrolled(loadedMeanwhile: boolean) {
    const home = await account()
    await rows.bill(home, { billedOn: '2026-11-03', current: 40_00 })
    await rows.enroll(dana, home, '2026-11-03')
    await paperless.unenroll(portal.sql, home.by(dana))
    if (loadedMeanwhile) await rows.bill(home, { billedOn: '2026-11-20', current: 40_00 })
    await paperless.enroll(portal.sql, home.by(dana), no)
    return (await home.state())?.firstBillOn
  }
  test('whoever enrolls again before a newer bill was loaded keeps it', async () => {
    expect(await reenrolled(false)).toBe('2026-11-03')
  })
  test('after a newer bill it is awaited again', async () => {
    expect(await reenrolled(true)).toBeNull()
  })
})

describe('S33: unenroll', () => {
  test('F11: by any linked resident; everybody linked is mailed', async () => {
    const home = await account()
    await portal.link(other, home)
    await rows.enroll(dana, home, '2026-11-03')
    expect(await paperless.unenroll(portal.sql, home.by(other))).toBe(true)
    expect(await home.state()).toMatchObject({ enrolled: false })
    expect((await mails(home)).map(({ template }) => template)).toEqual([
      'paperless_off',
      'paperless_off',
    ])
    expect(await trail(home)).toEqual([{ actor: other.id, action: 'paperless_off' }])
    const [row] = await portal.sql`
      select ended_by from paperless_enrollment where service_account_id = ${home.id}`
    expect(row).toEqual({ endedBy: other.id })
  })

  test('S32: the rows keep since when paper stopped and started again, and by whom, for the export', async () => {
    const home = await account()
    await portal.link(other, home)
    await paperless.enroll(portal.sql, home.by(dana), no)
    await portal.moveClock(3600)
    await paperless.unenroll(portal.sql, home.by(other))
    await portal.moveClock(3600)
    await paperless.enroll(portal.sql, home.by(other), no)
    const kept = await portal.sql<
      { on: string; off: string | null; hours: number | null; since: number }[]
    >`
      select portal_account_id as on, ended_by as off,
             round(extract(epoch from ended_at - enrolled_at) / 3600)::int as hours,
             round(extract(epoch from portal_now() - enrolled_at) / 3600)::int as since
        from paperless_enrollment where service_account_id = ${home.id} order by enrolled_at`
    expect([...kept]).toEqual([
      { on: dana.id, off: other.id, hours: 1, since: 2 },
      { on: other.id, off: null, hours: null, since: 0 },
    ])
  })

  test('twice is once, at the same moment too', async () => {
    const home = await account()
    await rows.enroll(dana, home, null)
    await Promise.all([1, 2, 3].map(() => paperless.unenroll(portal.sql, home.by(dana))))
    expect(await mails(home)).toHaveLength(1)
    expect(await trail(home)).toHaveLength(1)
  })

  test('on, off, on again: each is mailed', async () => {
    const home = await account()
    await paperless.enroll(portal.sql, home.by(dana), no)
    await paperless.unenroll(portal.sql, home.by(dana))
    await paperless.enroll(portal.sql, home.by(dana), no)
    const sent = (await mails(home)).map(({ template }) => template)
    expect(sent).toEqual(['paperless_on', 'paperless_off', 'paperless_on'])
  })

  test('T12: not by whom it is not linked', async () => {
    const home = await account()
    await rows.enroll(dana, home, null)
    expect(await paperless.unenroll(portal.sql, home.by(other))).toBe(false)
    expect(await home.state()).toMatchObject({ enrolled: true })
  })

  test('S26: scheduled payments are left as they are; the payer’s own are listed, the next first', async () => {
    const home = await account()
    await portal.link(other, home)
    await rows.enroll(dana, home, '2026-11-03')
    const payments = [
      [dana, 20_00, '2026-12-10', 'scheduled'],
      [dana, 10_00, '2026-12-08', 'scheduled'],
      [other, 30_00, '2026-12-09', 'scheduled'],
      [dana, 40_00, '2026-11-24', 'pending'],
    ] as const
    for (const [payer, cents, payOn, status] of payments)
      await rows.payment(payer, home, { cents, payOn, status })
    await paperless.unenroll(portal.sql, home.by(dana))
    const running = await paperless.stillRunning(portal.sql, home.by(dana))
    expect(running).toMatchObject([
      { amountCents: 10_00, payOn: '2026-12-08', bankKind: 'checking', bankLast4: '4471' },
      { amountCents: 20_00 },
    ])
  })
})

describe('S60: Notifications and Reminders', () => {
  test('before anybody chose, only the reminder is on (F13)', async () => {
    const who = await portal.addResident()
    const untouched = { newDocument: false, dueReminder: true, paymentUpdates: false }
    expect(await preferences.read(portal.sql, who.id)).toEqual(untouched)
  })

  test('what was chosen is kept, for this resident alone', async () => {
    const who = await portal.addResident()
    const boxes = { newDocument: true, dueReminder: false, paymentUpdates: true }
    await preferences.save(portal.sql, who.id, boxes)
    await preferences.save(portal.sql, who.id, boxes)
    expect(await preferences.read(portal.sql, who.id)).toEqual(boxes)
    expect((await preferences.read(portal.sql, other.id)).dueReminder).toBe(true)
  })
})
