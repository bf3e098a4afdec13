import type { BillId } from '../../src/domain/ids.js'
import { city, mondayMorning, until } from './city.js'
import type { TestPortal } from './portal.js'

/** Bills of Home, oldest first: bill day, due day, cents, day paid, Ccf (the mock's figures). */
const homeBills = [
  ['2026-06-19', '2026-07-14', 116_02, '2026-07-10', 10],
  ['2026-07-21', '2026-08-14', 138_22, '2026-08-11', 12],
  ['2026-08-20', '2026-09-14', 124_90, '2026-09-11', 11],
  ['2026-09-21', '2026-10-14', 102_75, '2026-10-12', 8],
  ['2026-10-21', '2026-11-14', 91_40, '2026-11-12', 7],
  ['2026-11-20', '2026-12-14', 84_17, undefined, 6],
] as const

/** Ccf of the months before June 2026, from December 2024 on (the mock's table). */
const before = [5, 5, 4, 5, 6, 7, 9, 11, 10, 8, 6, 5, 5, 4, 5, 5, 6, 8]

const lines = [
  ['Water usage, 4 Ccf at $1.89', 7_56],
  ['Water usage, 2 Ccf at $2.52', 5_04],
  ['Water fixed fee', 5_12],
  ['Water availability fee', 3_84],
  ['Sewer usage, 6 Ccf at $6.03', 36_18],
  ['Sewer fixed fee', 5_12],
  ['Sewer availability fee', 11_46],
  ['Storm water', 9_85],
] as const

/** Dana Whitfield with Home, Rental, Shop and Mom's house, as in the mocks, on the mocks' Monday. */
export async function whitfields(portal: TestPortal) {
  await portal.moveClock(until(mondayMorning))
  const { billRun, bill, received, enroll } = city(portal.sql)
  await billRun(new Date('2026-11-23T10:40:00-05:00'))
  const dana = await portal.browserOf(
    await portal.addResident({ username: 'dwhitfield', name: 'Dana Whitfield' }),
  )
  const add = async (
    name: string,
    accountNumber: string,
    streetNumber: string,
    street: string,
    unit?: string,
  ) => {
    const place = { accountNumber, streetNumber, street, ...(unit ? { unit } : {}) }
    const account = await portal.addServiceAccount(place)
    await portal.link(dana.resident, account, name)
    return account
  }
  const home = await add('Home', '0048291533710', '1234', 'Elm Street')
  const rental = await add('Rental', '0048830119204', '57', 'Mill Lane', 'Unit B')
  const shop = await add('Shop', '0770154002286', '2210', 'Commonwealth Avenue')
  const moms = await add('Mom’s house', '0193662007415', '908', 'Laurel Avenue')

  let reading = 1842 - before.reduce((sum, ccf) => sum + ccf) - (10 + 12 + 11 + 8 + 7)
  for (const [place, ccf] of before.entries()) {
    const month = new Date(Date.UTC(2024, 11 + place, 20)).toISOString().slice(0, 10)
    const kind = month.startsWith('2026-02') ? ('estimated' as const) : ('actual' as const)
    await bill(home, {
      billedOn: month,
      current: 9000,
      reads: [{ from: reading, to: reading + ccf, kind }],
    })
    await received(home, month, 9000)
    reading += ccf
  }
  const bills: BillId[] = []
  let previous = 0
  for (const [billedOn, dueOn, current, paidOn, ccf] of homeBills) {
    const reads = [{ from: reading, to: reading + ccf }]
    bills.push(
      await bill(home, {
        billedOn,
        dueOn,
        current,
        previous,
        received: previous,
        reads,
        lines: current === 84_17 ? lines : [['Water usage', current]],
      }),
    )
    if (paidOn) await received(home, paidOn, current, 'city_draft')
    previous = current
    reading += ccf
  }
  await enroll(dana.resident, home, '2026-10-21')
  const rentalBill = await bill(rental, {
    billedOn: '2026-11-16',
    dueOn: '2026-12-04',
    current: 168_92,
  })
  await enroll(dana.resident, rental, '2026-10-16')
  await bill(shop, { billedOn: '2026-11-03', dueOn: '2026-11-27', current: 40_00 })
  await received(shop, '2026-11-10', 40_00)
  await enroll(dana.resident, shop, null)
  await bill(moms, { billedOn: '2026-10-16', dueOn: '2026-11-09', current: 97_30 })
  await bill(moms, {
    billedOn: '2026-11-16',
    dueOn: '2026-12-09',
    current: 115_16,
    previous: 97_30,
    pastDue: 97_30,
  })
  return { dana, home, rental, shop, moms, bills, rentalBill }
}
