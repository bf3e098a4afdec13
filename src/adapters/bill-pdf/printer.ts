import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { BillSheet } from '../../domain/bill-sheet.js'
import type { CityDay } from '../../domain/city-date.js'
import type { BillPrinter } from '../../ports.js'
import { drawChart } from './chart.js'
import { writeColumns } from './columns.js'
import { createPen, ink, type Pen, page, soft } from './pen.js'

/**
 * The library and its fonts, when the first bill is printed: a web process starts the faster for it. Fonts are taken
 * apart once; done anew for each bill that would cost five times the rest.
 */
async function load() {
  const [{ default: PDFDocument }, { create }] = await Promise.all([
    import('pdfkit'),
    import('fontkit'),
  ])
  const { resolve } = createRequire(import.meta.url)
  const font = (name: string) =>
    create(readFileSync(resolve(`@expo-google-fonts/source-sans-3/${name}.ttf`)))
  return {
    PDFDocument,
    text: font('400Regular/SourceSans3_400Regular'),
    strong: font('600SemiBold/SourceSans3_600SemiBold'),
  }
}

/** The bill as a tagged PDF, made by pdfkit: one Letter page for a bill of usual length, more for a longer one. */
export function billPrinterPdf(): BillPrinter {
  let loaded: ReturnType<typeof load> | undefined
  return {
    async print(sheet, on) {
      loaded ??= load()
      const { PDFDocument, text, strong } = await loaded
      const doc = new PDFDocument({
        size: 'LETTER',
        margin: 0, // the pen keeps to its own margins, and no text is ever broken off to another page
        pdfVersion: '1.7',
        lang: 'en-US',
        tagged: true,
        displayTitle: true,
        subset: 'PDF/UA' as never, // which the types, of an older pdfkit, do not know
        font: '',
        info: { Title: sheet.title, Author: 'City of Charlotte', ...madeOn(on) },
      })
      // pdfkit takes a font of fontkit as it is; its types know of files alone.
      doc.registerFont('text', text as never)
      doc.registerFont('strong', strong as never)
      const bytes = collect(doc)
      write(createPen(doc), sheet)
      doc.end()
      return await bytes
    },
  }
}

/** Of the bill, not of this moment: the same sheet gives the same bytes. */
function madeOn(day: CityDay) {
  const at = new Date(`${day}T12:00:00Z`)
  return { CreationDate: at, ModDate: at }
}

function collect(doc: PDFKit.PDFDocument): Promise<Uint8Array> {
  const parts: Buffer[] = []
  return new Promise((resolve, reject) => {
    doc.on('data', (part: Buffer) => parts.push(part))
    doc.on('end', () => resolve(Buffer.concat(parts)))
    doc.on('error', reject)
  })
}

/** Everything in the order of ux.md 13, which is the order in which it is read out. */
function write(pen: Pen, sheet: BillSheet): void {
  let y = Math.max(writeHead(pen, sheet), writeBox(pen, sheet)) + 12
  y = writeMessage(pen, sheet, y)
  y = writeColumns(pen, sheet, y)
  if (sheet.use) {
    y = pen.room(y, 150)
    pen.heading(sheet.use.heading, page.left, y)
    y = drawChart(pen, sheet.use.chart, y + 22) + 12
  }
  writeStub(pen, sheet, pen.room(y, 120))
  pen.root.end()
}

const addressWidth = 320

function writeHead(pen: Pen, { issuer, title, to }: BillSheet): number {
  const { left, top } = page
  drawMark(pen, left, top)
  pen.tag(pen.root, 'P', () => pen.line(issuer[0], left + 44, top + 2, { size: 13, strong: true }))
  pen.tag(pen.root, 'P', () => pen.line(issuer[1], left + 44, top + 19, { size: 9.5, color: soft }))
  pen.tag(pen.root, 'H1', () => pen.line(title, left, top + 48, { size: 11, strong: true }))
  const style = { size: 10.5 }
  let y = top + 72
  for (const line of to) {
    // Each by itself: read out, lines of one element would run into each other.
    pen.tag(pen.root, 'P', () => pen.block(line, left, y, addressWidth, style))
    y += pen.heightOf(line, addressWidth, style)
  }
  return y
}

/** Upper right: account, dates, what is late, and the amount. */
function writeBox(pen: Pen, { box, amountDue }: BillSheet): number {
  const [left, right] = [380, page.right]
  let y = pen.terms(box, { left: left + 12, right: right - 12, top: page.top + 10 }, 19) + 4
  pen.tag(pen.root, 'P', () => pen.line(amountDue.term, left + 12, y, { size: 9.5, color: soft }))
  y += 13
  pen.tag(pen.root, 'P', () => pen.line(amountDue.value, left + 12, y, { size: 21, strong: true }))
  y += 34
  pen.decorate(() =>
    pen.doc
      .roundedRect(left, page.top, right - left, y - page.top, 4)
      .lineWidth(1.2)
      .stroke(ink),
  )
  return y
}

function writeMessage(pen: Pen, { message }: BillSheet, y: number): number {
  if (!message) return y
  return pen.sentence(message.strong, message.text, { ...page, top: y, size: 10.5 }) + 12
}

/** Below the dashed line: what goes with a check. Then whom to ask. */
function writeStub(pen: Pen, { stub, questions }: BillSheet, y: number): void {
  const { doc } = pen
  pen.decorate(() =>
    doc.moveTo(page.left, y).lineTo(page.right, y).dash(5, { space: 3 }).lineWidth(1).stroke(ink),
  )
  const words = pen.sentence(stub.strong, stub.text, {
    left: page.left,
    right: 336,
    top: y + 14,
    size: 9.5,
  })
  const lines = pen.terms(stub.lines, { left: 380, right: page.right, top: y + 14 }, 19)
  const end = Math.max(words, lines)
  pen.tag(pen.root, 'P', () =>
    pen.block(questions, page.left, end + 10, page.right - page.left, { size: 8.5, color: soft }),
  )
}

/** The Queen City's crown, made of water (ux.md 14); 34 points wide. */
function drawMark({ doc, decorate }: Pen, x: number, y: number): void {
  decorate(() => {
    doc.translate(x, y).scale(0.85)
    doc
      .path(
        'M6.5 8.5S1.5 16 1.5 20.3a5.7 5.7 0 0 0 9.8 4c1.2-1.2 1.5-2.6 1.5-4.3C12.8 15.4 6.5 8.5 6.5 8.5Zm27 0s5 7.5 5 11.8a5.7 5.7 0 0 1-9.8 4c-1.2-1.2-1.5-2.6-1.5-4.3 0-4.6 6.3-11.5 6.3-11.5Z',
      )
      .fill('#0a3b35')
    doc.path('M20 2.5s-7 9.7-7 15.9a7 7 0 0 0 14 0C27 12.2 20 2.5 20 2.5Z').fill('#e9b730')
    doc.path('M4 29.3c10.6 2.6 21.4 2.6 32 0l-.9 6.7c-9.9 2.2-20.3 2.2-30.2 0Z').fill('#0a3b35')
  })
}
