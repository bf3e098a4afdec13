import type { BillFacts } from '../../src/domain/bill-sheet.js'
import type { BillId } from '../../src/domain/ids.js'

/** The bill of the mock, without a database. */
export const mockBill: BillFacts = {
  id: 'november' as BillId,
  billedOn: '2026-11-20',
  dueOn: '2026-12-14',
  periodTo: '2026-11-18',
  previousCents: 91_40,
  paymentsCents: 91_40,
  adjustmentsCents: 0,
  currentCents: 84_17,
  amountDueCents: 84_17,
  pastDueCents: 0,
  accountNumber: '0048291533710',
  holderName: 'Dana Whitfield',
  streetNumber: '1234',
  street: 'Elm Street',
  unit: null,
  city: 'Charlotte',
  state: 'NC',
  zip: '28202',
  lastBilledOn: '2026-10-21',
  credits: [{ onDay: '2026-11-12', amountCents: 91_40 }],
  lines: [
    { description: 'Water usage, 4 Ccf at $1.89', amountCents: 7_56 },
    { description: 'Water usage, 2 Ccf at $2.52', amountCents: 5_04 },
    { description: 'Water fixed fee', amountCents: 5_12 },
    { description: 'Water availability fee', amountCents: 3_84 },
    { description: 'Sewer usage, 6 Ccf at $6.03', amountCents: 36_18 },
    { description: 'Sewer fixed fee', amountCents: 5_12 },
    { description: 'Sewer availability fee', amountCents: 11_46 },
    { description: 'Storm water', amountCents: 9_85 },
  ],
  reads: [
    {
      meterNumber: '60214487',
      fromOn: '2026-10-19',
      toOn: '2026-11-18',
      previousRead: 1842,
      currentRead: 1848,
      usageCcf: 6,
      kind: 'actual',
    },
  ],
}

/** The same with an old balance of which nothing was paid. */
export const pastDueBill: BillFacts = {
  ...mockBill,
  paymentsCents: 0,
  credits: [],
  amountDueCents: 175_57,
  pastDueCents: 91_40,
}

/** The same with more paid than was owed. */
export const creditBill: BillFacts = {
  ...mockBill,
  previousCents: -96_57,
  paymentsCents: 0,
  credits: [],
  amountDueCents: -12_40,
}
