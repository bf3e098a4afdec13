import type { BillRecord, ReadRecord } from './bill-file.js'
import type { Complain } from './bill-file-record.js'
import { decimalMoney } from './money.js'
import { showThousandths } from './thousandths.js'

/** What one bill's own figures and days must say together. */
export function checkBill(bill: BillRecord, complain: Complain): void {
  const { previousCents, paymentsCents, adjustmentsCents, currentCents, amountDueCents } = bill
  const due = previousCents - paymentsCents + adjustmentsCents + currentCents
  if (amountDueCents !== due) {
    complain(
      'amount due',
      `${decimalMoney(amountDueCents)} is not previous balance − payments received + adjustments + current charges, ${decimalMoney(due)}`,
    )
  }
  if (bill.pastDueCents < 0 || bill.pastDueCents > Math.max(0, amountDueCents)) {
    complain('of it past due', `${decimalMoney(bill.pastDueCents)} is no part of the amount due`)
  }
  if (bill.dueOn < bill.billedOn) {
    complain('due day', `${bill.dueOn} is before the bill day, ${bill.billedOn}`)
  }
  if (bill.periodTo < bill.periodFrom) {
    complain('period to', `${bill.periodTo} is before period from, ${bill.periodFrom}`)
  }
  if (bill.replaces === bill.billNumber) {
    complain('replaces bill number', 'is the bill itself')
  }
}

/** What one meter read's figures and days must say together. */
export function checkRead(read: ReadRecord, complain: Complain): void {
  if (read.toOn < read.fromOn) {
    complain('to day', `${read.toOn} is before from day, ${read.fromOn}`)
  }
  const corrected = read.readKind === 'corrected'
  if (read.usage < 0 && !corrected) {
    complain('usage in Ccf', `${showThousandths(read.usage)} is below zero and not corrected`)
  } else if (!isUsage(read, 0) && !(corrected && rolledOver(read))) {
    const used = (big(read.currentRead) - big(read.previousRead)) * big(read.multiplier)
    complain(
      'usage in Ccf',
      `${showThousandths(read.usage)} is not (current read − previous read) × multiplier, ${showThousandths(Number(used / 1000n))}`,
    )
  }
}

const big = (thousandths: number) => BigInt(Math.round(thousandths))

/** Thousandths times thousandths is past what a number holds; half a thousandth is the file's own rounding. */
function isUsage(read: ReadRecord, registerEnd: number): boolean {
  const used =
    (big(read.currentRead) + big(registerEnd) - big(read.previousRead)) * big(read.multiplier)
  const off = used - big(read.usage) * 1000n
  return off >= -500n && off <= 500n
}

/** A register that went past its nines: 99,998 to 3 is 5 on a register of five digits, or of more. */
function rolledOver(read: ReadRecord): boolean {
  if (read.currentRead >= read.previousRead) return false
  const digits = String(Math.floor(read.previousRead / 1000)).length
  for (let places = digits; places <= 11; places += 1) {
    if (isUsage(read, 1000 * 10 ** places)) return true
  }
  return false
}
