import { randomUUID } from 'node:crypto'
import { decimalMoney } from '../../src/domain/money.js'

/** A bill file of one new bill, as the billing system would hand it over. */
export function oneBillFile(bill: {
  accountNumber: string
  runDay: string
  dueDay: string
  previousCents: number
  currentCents: number
}): string {
  const { accountNumber, runDay, dueDay } = bill
  const number = `T${randomUUID().slice(0, 12)}`
  const due = decimalMoney(bill.previousCents + bill.currentCents)
  const current = decimalMoney(bill.currentCents)
  return [
    `H,1,run-${randomUUID()},${runDay},Test billing system`,
    `B,${number},${accountNumber},${runDay},${dueDay},${runDay},${runDay},${decimalMoney(bill.previousCents)},0.00,0.00,${current},${due},0.00,`,
    `L,${number},water,Water usage,6,Ccf,${current}`,
    `R,${number},60214487,${runDay},${runDay},1842,1848,1,6,actual`,
    `T,0,1,${due},0,0.00`,
    '',
  ].join('\n')
}
