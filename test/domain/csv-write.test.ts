import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { csvFile } from '../../src/domain/csv-write.js'

const formula = /^\s*[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]/

describe('a file for a spreadsheet', () => {
  test('has its mark, a header, quoted cells, and lines ended by CR LF', () => {
    const file = csvFile(
      ['Date', 'Account', 'Amount'],
      [
        ['2026-11-12', 'Mom’s "big" house, 2', 91_40],
        ['2026-11-10', null, -5],
      ],
    )
    expect(file).toBe(
      '\ufeff"Date","Account","Amount"\r\n"2026-11-12","Mom’s ""big"" house, 2","91.40"\r\n"2026-11-10","","-0.05"\r\n',
    )
  })

  test.each([
    '=HYPERLINK("http://x","y")',
    '+1',
    '-1',
    '@SUM(1)',
    '\t=1',
    '\r=1',
    '\n=1',
    '  =1',
    '＝1+1',
  ])('T29: %j is a text, no formula', (text) => {
    expect(cellsOf(csvFile(['A'], [[text]]))).toEqual([['A'], [`'${text}`]])
  })

  test('T29: whatever a cell says, it comes back as it was, and never begins like a formula', () => {
    const first = fc.constantFrom(...'=+-@\t\r\n ＝＋－＠"\',')
    const bad = fc.tuple(first, fc.string()).map((parts) => parts.join(''))
    const text = fc.oneof(fc.string({ unit: 'binary' }), bad)
    const rows = fc.array(fc.tuple(text, text), { maxLength: 5 })
    fc.assert(
      fc.property(rows, (texts) => {
        const parsed = cellsOf(csvFile(['a', 'b'], texts)).slice(1)
        expect(parsed.flat().filter((cell) => formula.test(cell))).toEqual([])
        const plain = (cell: string) =>
          formula.test(cell.slice(1)) ? cell.replace(/^'/, '') : cell
        expect(parsed.map((cells) => cells.map(plain))).toEqual(
          texts.map((cells) => cells.map(plain)),
        )
      }),
    )
  })

  test('a quantity is a number of three decimals at most', () => {
    const rows = [4.5, 0.1 + 0.2, 6, -1].map((quantity) => [{ quantity }])
    expect(cellsOf(csvFile(['a'], rows)).flat()).toEqual(['a', '4.5', '0.3', '6', '-1'])
  })

  test('money passes only as a number with two decimals', () => {
    fc.assert(
      fc.property(fc.integer({ min: -1e9, max: 1e9 }), (cents) => {
        expect(cellsOf(csvFile(['a'], [[cents]]))[1]![0]).toMatch(/^-?\d+\.\d\d$/)
      }),
    )
  })
})

/** A reader of its own: quoted cells that may hold anything. */
function cellsOf(file: string): string[][] {
  const rows: string[][] = [[]]
  const cell = /"((?:[^"]|"")*)"(,|\r\n)/gy
  const text = file.slice(1)
  for (let match = cell.exec(text); match; match = cell.exec(text)) {
    rows.at(-1)!.push(match[1]!.replaceAll('""', '"'))
    if (match[2] === '\r\n' && cell.lastIndex < text.length) rows.push([])
  }
  return rows
}
