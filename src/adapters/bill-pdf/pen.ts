import type { SheetLine } from '../../domain/bill-sheet.js'

/**
 * Writes tagged words onto pages: each piece of text stands in a structure element, in reading order, and everything
 * else is marked as decoration (PDF/UA). Places are points from the top left corner.
 */

export type Element = PDFKit.PDFStructureElement

export interface Style {
  readonly size: number
  readonly strong?: boolean
  readonly color?: string
}

export const ink = '#12231f'
export const soft = '#333333'
export const rule = '#999999'

/** US Letter with margins of half an inch (ux.md 13). */
export const page = { left: 36, right: 576, top: 36, bottom: 756 } as const

/** Tags that `@types/pdfkit` does not know yet beside those that it does. */
interface TagOptions {
  readonly alt?: string
  readonly scope?: 'Row' | 'Column'
  readonly bbox?: readonly [number, number, number, number]
}

interface Block {
  readonly left: number
  readonly right: number
  readonly top: number
  readonly size: number
}

export type Pen = ReturnType<typeof createPen>

/** @param doc With the fonts `text` and `strong`. */
export function createPen(doc: PDFKit.PDFDocument) {
  const root = doc.struct('Document')
  doc.addStructure(root)

  const choose = ({ size, strong, color = ink }: Style) =>
    doc
      .font(strong ? 'strong' : 'text')
      .fontSize(size)
      .fillColor(color)

  /** A structure element with what it holds: a drawing, or further elements that are added to it. */
  function tag(parent: Element, type: string, draw?: () => void, options: TagOptions = {}) {
    const element = draw ? doc.struct(type, options, draw) : doc.struct(type, options)
    parent.add(element)
    return element
  }

  /** What says nothing: rules, boxes, the mark. */
  function decorate(draw: () => void) {
    doc.markContent('Artifact', { type: 'Layout' })
    doc.save()
    draw()
    doc.restore()
    doc.endMarkedContent()
  }

  /** One line of text. */
  function line(text: string, x: number, y: number, style: Style) {
    choose(style).text(text, x, y, { lineBreak: false })
  }

  /** One line that ends at `right`. */
  function lineTo(text: string, right: number, y: number, style: Style) {
    choose(style)
    line(text, right - doc.widthOfString(text), y, style)
  }

  /** Text in as many lines as it takes. */
  function block(text: string, x: number, y: number, width: number, style: Style) {
    choose(style).text(text, x, y, { width })
  }

  /** The same, beginning with words that stand out. @returns Where it ends. */
  function sentence(strong: string, rest: string, at: Block): number {
    const style = { size: at.size }
    const width = at.right - at.left
    const begin = rest === '' ? strong : `${strong} `
    tag(root, 'P', () => {
      choose({ ...style, strong: true }).text(begin, at.left, at.top, {
        width,
        continued: rest !== '',
      })
      if (rest !== '') choose(style).text(rest)
    })
    return at.top + heightOf(`${begin}${rest}`, width, { ...style, strong: true })
  }

  const heightOf = (text: string, width: number, style: Style): number =>
    choose(style).heightOfString(text, { width })

  function ruleAt(y: number, from: number, to: number, width = 0.5) {
    decorate(() => doc.moveTo(from, y).lineTo(to, y).lineWidth(width).strokeColor(rule).stroke())
  }

  function heading(text: string, x: number, y: number, type = 'H2') {
    tag(root, type, () => line(text, x, y, { size: 13, strong: true }))
  }

  /** Terms with their values at the right, a rule below each. @returns Where it ends. */
  function terms(
    lines: readonly SheetLine[],
    box: { readonly left: number; readonly right: number; readonly top: number },
    row: number,
  ): number {
    const list = tag(root, 'L')
    let y = box.top
    for (const { term, value, strong } of lines) {
      const item = tag(list, 'LI')
      tag(item, 'Lbl', () => line(term, box.left, y, { size: 9.5 }))
      tag(item, 'LBody', () => lineTo(value, box.right, y, { size: 9.5, strong: strong ?? false }))
      item.end()
      y += row
      ruleAt(y - 3.5, box.left, box.right)
    }
    list.end()
    return y
  }

  /** @returns Where to go on: on the next page when this one has no room for so many points. */
  function room(y: number, height: number): number {
    if (y + height <= page.bottom) return y
    doc.addPage()
    return page.top
  }

  return {
    doc,
    root,
    tag,
    decorate,
    line,
    lineTo,
    block,
    sentence,
    heightOf,
    ruleAt,
    heading,
    terms,
    room,
  }
}
