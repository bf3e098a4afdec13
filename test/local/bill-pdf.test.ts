import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { billPrinterPdf } from '../../src/adapters/bill-pdf/printer.js'
import { asIssued } from '../../src/domain/bill-message.js'
import { type BillFacts, billSheet } from '../../src/domain/bill-sheet.js'
import { useChart } from '../../src/domain/use-chart.js'
import { creditBill, mockBill, pastDueBill } from '../support/bill-facts.js'

const months = Array.from({ length: 24 }, (_, place) => ({
  month: new Date(Date.UTC(2024, 11 + place, 1)).toISOString().slice(0, 7),
  ccf: 4 + (place % 9),
  estimated: place === 14,
}))
const printer = billPrinterPdf()

async function pdf(bill: BillFacts): Promise<string> {
  const beside = { ...asIssued(bill), chart: useChart(months), supportPhone: '704-336-7600' }
  return Buffer.from(await printer.print(billSheet(bill, beside), bill.billedOn)).toString('latin1')
}
const pages = (file: string) => file.match(/\/Type \/Page\b/g)?.length

const many = (count: number, description = 'A charge') =>
  Array.from({ length: count }, (_, place) => ({
    description: `${description}, number ${place}`,
    amountCents: place,
  }))

describe('ux 13: the bill as a PDF', () => {
  test('tagged for screen readers, with title, language and its own fonts (PDF/UA)', async () => {
    const file = await pdf(mockBill)
    for (const mark of [
      '/MarkInfo',
      '/StructTreeRoot',
      '/Lang (en-US)',
      '/DisplayDocTitle true',
      '<pdfuaid:part>1</pdfuaid:part>',
      '/S /H1',
      '/S /Table',
      '/Scope /Row',
      '/S /Figure',
    ])
      expect(file).toContain(mark)
    expect(file).toMatch(/\/Alt \((?:\\376\\377|\xfe\xff)?/)
    const fonts = file.match(/\/BaseFont \/[A-Z]{6}\+SourceSans3-\w+/g) ?? []
    expect(new Set(fonts).size).toBe(2)
    expect(file.match(/\/FontFile[23]? /g)).toHaveLength(2)
    expect(file).not.toContain('Helvetica')
  })

  test('the bill of the mock stands on one Letter page, in less than 150 KB', async () => {
    const file = await pdf(mockBill)
    expect(pages(file)).toBe(1)
    expect(file).toContain('/MediaBox [0 0 612 792]')
    expect(file.length).toBeLessThan(150 * 1024)
  })

  test.each([
    ['past due', pastDueBill, 1],
    ['a credit', creditBill, 1],
    ['two meters', { ...mockBill, reads: [mockBill.reads[0]!, mockBill.reads[0]!] }, 1],
    ['15 charges', { ...mockBill, lines: many(15) }, 1],
    ['no charges, no meter', { ...mockBill, lines: [], reads: [] }, 1],
    ['more charges than a page has room for', { ...mockBill, lines: many(70) }, 3],
    [
      'charges of several lines each',
      { ...mockBill, lines: many(30, 'Many words '.repeat(12)) },
      3,
    ],
    ['an apartment house', { ...mockBill, reads: Array(12).fill(mockBill.reads[0]) }, 3],
  ] as const)('%s: as many pages as it needs', async (_, bill, most) => {
    const count = pages(await pdf(bill))!
    if (most === 1) expect(count).toBe(1)
    else expect(count).toBeGreaterThan(1)
    expect(count).toBeLessThanOrEqual(most)
  })

  test('the same bill gives the same bytes', async () => {
    expect(await pdf(mockBill)).toBe(await pdf(mockBill))
  })

  test('whatever the names say, it is printed', async () => {
    const name = fc.string({ unit: 'binary', maxLength: 200 })
    await fc.assert(
      fc.asyncProperty(name, fc.array(name, { maxLength: 8 }), async (holderName, names) => {
        const lines = names.map((description) => ({ description, amountCents: 1 }))
        expect(pages(await pdf({ ...mockBill, holderName, lines }))).toBeGreaterThanOrEqual(1)
      }),
      { numRuns: 20 },
    )
  })

  test('T31: it holds nothing that acts, whatever the names on the bill say', async () => {
    const hostile = ') Tj /JS (app.alert(1)) /URI (http://x) <</S/Launch>> EMC endstream endobj'
    const file = await pdf({
      ...mockBill,
      holderName: hostile,
      street: '\\) \\( ((( \u0000 \u202e',
      lines: [{ description: hostile, amountCents: 84_17 }],
      reads: [{ ...mockBill.reads[0]!, meterNumber: hostile }],
    })
    for (const acts of [
      '/JS',
      '/JavaScript',
      '/URI',
      '/Launch',
      '/EmbeddedFile',
      '/OpenAction',
      '/AA',
      '/Annot',
      '/SubmitForm',
      '/AcroForm',
    ])
      expect(file, acts).not.toContain(acts)
  })
})
