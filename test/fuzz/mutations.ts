import { csvLine, splitCsvLine } from '../../src/domain/csv-line.js'
import type { Chance } from '../../src/local/sample-city/chance.js'

/** One way to spoil a bill file (reliability.md 4.5). Some leave it right: then it must come in whole. */
type Mutation = (bytes: Buffer, chance: Chance) => Buffer

const linesOf = (bytes: Buffer) => bytes.toString('utf8').trimEnd().split('\n')
const fileOf = (lines: readonly string[]) => Buffer.from(`${lines.join('\n')}\n`)

/** Changes one line's cells; a line that is no CSV by now stays. */
function inOneLine(change: (cells: string[], chance: Chance) => string[]): Mutation {
  return (bytes, chance) => {
    const lines = linesOf(bytes)
    const at = chance.int(0, lines.length - 1)
    const cells = splitCsvLine(lines[at]!)
    if (typeof cells === 'number') return bytes
    return fileOf(lines.with(at, csvLine(change(cells, chance))))
  }
}

const inOneCell = (texts: readonly string[]): Mutation =>
  inOneLine((cells, chance) => cells.with(chance.int(0, cells.length - 1), chance.pick(texts)))

/** Puts one text for every match, or for one of them, in the whole file. */
const everywhere =
  (pattern: RegExp, by: string): Mutation =>
  (bytes) =>
    Buffer.from(bytes.toString('utf8').replace(pattern, by))

function inOneMatch(pattern: RegExp, change: (match: string) => string): Mutation {
  return (bytes, chance) => {
    const text = bytes.toString('utf8')
    let left = chance.int(0, text.match(pattern)?.length ?? 0)
    return Buffer.from(text.replace(pattern, (match) => (left-- === 0 ? change(match) : match)))
  }
}

const odd = [
  '',
  ' ',
  '\t',
  '-0',
  '-1.00',
  '+1',
  '1e3',
  '1e309',
  'NaN',
  '0x10',
  '1,5',
  '1.005',
  '1000000000000.00',
  '999999999999999999999',
  '9007199254740993',
  '٣',
  '１２',
  '__proto__',
  'constructor',
  'null',
  '=HYPERLINK("http://x","y")',
  "'; DROP TABLE bill;--",
  '<script>alert(1)</script>',
  '../../etc/passwd',
  '\u0000',
  '\u202e',
  '\u200d',
  'e\u0301'.repeat(200),
  '😀',
  'A'.repeat(10_000),
  '2026-02-30',
  '20261214',
  '1989-12-31',
  '2100-01-01',
  '0000000000000',
  '9999999999999',
  'W',
]

export const mutations: Readonly<Record<string, Mutation>> = {
  'as it is': (bytes) => bytes,
  'bits flipped'(bytes, chance) {
    const spoiled = Buffer.from(bytes)
    for (let count = chance.int(1, 8); count > 0; count -= 1) {
      const at = chance.int(0, spoiled.length - 1)
      spoiled[at] = spoiled[at]! ^ (1 << chance.int(0, 7))
    }
    return spoiled
  },
  'bytes put in'(bytes, chance) {
    const at = chance.int(0, bytes.length)
    const some = Array.from({ length: chance.int(1, 6) }, () => chance.int(0, 255))
    return Buffer.concat([bytes.subarray(0, at), Buffer.from(some), bytes.subarray(at)])
  },
  'bytes left out'(bytes, chance) {
    const at = chance.int(0, bytes.length - 1)
    return Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + chance.int(1, 40))])
  },
  'cut off': (bytes, chance) => bytes.subarray(0, chance.int(0, bytes.length)),
  'the first part missing': (bytes, chance) => bytes.subarray(chance.int(0, bytes.length)),
  'a byte order mark': (bytes) => Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), bytes]),
  'a byte order mark inside'(bytes, chance) {
    const lines = linesOf(bytes)
    const at = chance.int(0, lines.length - 1)
    return fileOf(lines.with(at, `\ufeff${lines[at]}`))
  },
  CRLF: everywhere(/\n/g, '\r\n'),
  'CRLF and LF mixed': (bytes, chance) =>
    Buffer.from(bytes.toString('utf8').replace(/\n/g, () => (chance.happens(0.5) ? '\r\n' : '\n'))),
  'CR alone': everywhere(/\n/g, '\r'),
  'empty lines': everywhere(/\n/g, '\n\n'),
  'UTF-16': (bytes) => Buffer.from(bytes.toString('utf8'), 'utf16le'),
  'a cell swapped': inOneLine((cells, chance) => {
    const [one, other] = [chance.int(0, cells.length - 1), chance.int(0, cells.length - 1)]
    return cells.with(one, cells[other]!).with(other, cells[one]!)
  }),
  'a cell too few': inOneLine((cells, chance) =>
    cells.toSpliced(chance.int(0, cells.length - 1), 1),
  ),
  'a cell too many': inOneLine((cells, chance) =>
    cells.toSpliced(chance.int(0, cells.length), 0, chance.pick(odd)),
  ),
  'an odd cell': inOneCell(odd),
  'several odd cells': (bytes, chance) =>
    Array.from({ length: chance.int(2, 200) }).reduce<Buffer>(
      (spoiled) => inOneCell(odd)(spoiled, chance),
      bytes,
    ),
  'another kind': inOneLine((cells, chance) =>
    cells.with(0, chance.pick(['H', 'A', 'B', 'L', 'R', 'P', 'T', 'X', 'h', ''])),
  ),
  'a quotation mark put in'(bytes, chance) {
    const at = chance.int(0, bytes.length)
    return Buffer.concat([bytes.subarray(0, at), Buffer.from('"'), bytes.subarray(at)])
  },
  'everything quoted': (bytes) =>
    fileOf(
      linesOf(bytes).map((line) =>
        line
          .split(',')
          .map((cell) => `"${cell}"`)
          .join(','),
      ),
    ),
  'a line doubled'(bytes, chance) {
    const lines = linesOf(bytes)
    const at = chance.int(0, lines.length - 1)
    return fileOf(lines.toSpliced(at, 0, lines[at]!))
  },
  'a line left out'(bytes, chance) {
    const lines = linesOf(bytes)
    return fileOf(lines.toSpliced(chance.int(0, lines.length - 1), 1))
  },
  'a line elsewhere'(bytes, chance) {
    const lines = linesOf(bytes)
    const [line] = lines.splice(chance.int(0, lines.length - 1), 1)
    return fileOf(lines.toSpliced(chance.int(0, lines.length), 0, line!))
  },
  'the lines in any order'(bytes, chance) {
    const [header, ...body] = linesOf(bytes)
    const trailer = body.pop()!
    const keyed = body.map((line) => ({ line, at: chance.int(0, 1_000_000) }))
    return fileOf([header!, ...keyed.sort((a, b) => a.at - b.at).map(({ line }) => line), trailer])
  },
  'bills first, then their lines': (bytes) => {
    const lines = linesOf(bytes)
    const rank = (line: string) => 'HABLRPT'.indexOf(line.charAt(0))
    return fileOf(lines.toSorted((a, b) => rank(a) - rank(b)))
  },
  'an unknown account': everywhere(/^A,.*\n/m, ''),
  'a bill twice': (bytes) => {
    const lines = linesOf(bytes)
    const at = lines.findIndex((line) => line.startsWith('B,'))
    const end = lines.findIndex((line, place) => place > at && !/^[LR],/.test(line))
    return fileOf(lines.toSpliced(end, 0, ...lines.slice(at, end)))
  },
  'a negative amount': inOneMatch(/,\d+\.\d\d/g, (amount) => `,-${amount.slice(1)}`),
  'an amount of a trillion': inOneMatch(/,\d+\.\d\d/g, () => ',1000000000000.00'),
  'dates reversed': everywhere(/,(\d{4}-\d\d-\d\d),(\d{4}-\d\d-\d\d)/, ',$2,$1'),
  'another sum': everywhere(/^(T(?:,[^,]*){2}),[^,]*/m, '$1,0.01'),
  'another version': everywhere(/^H,1/, 'H,2'),
  'two files in one': (bytes) => Buffer.concat([bytes, bytes]),
  'a million columns': (bytes, chance) => {
    const lines = linesOf(bytes)
    return fileOf(lines.with(chance.int(0, lines.length - 1), 'L,'.repeat(1_000_000)))
  },
  'one endless line': (bytes) => Buffer.from(bytes.toString('utf8').replaceAll('\n', ' ')),
  'nothing at all': () => Buffer.alloc(0),
  'nothing but noise': (_, chance) =>
    Buffer.from(Array.from({ length: chance.int(1, 5_000) }, () => chance.int(0, 255))),
}
