import { describe, expect, test } from 'vitest'
import { showFault } from '../../src/domain/bill-file.js'
import { locationHeader, maxLocations, readLocationFile } from '../../src/domain/location-file.js'

const read = (...lines: string[]) => readLocationFile(new TextEncoder().encode(lines.join('\n')))
const faults = (...lines: string[]) => {
  const found = read(...lines)
  return 'faults' in found ? found.faults.map(showFault) : []
}

const hall = 'City Hall Cashier,600 East Fourth Street,Charlotte,NC,28202,Mon to Fri,704-555-0110'

describe('S55: the list of locations', () => {
  test('reads every place, quoted cells and empty ones too, whatever its line ends are', () => {
    const file = [
      locationHeader,
      hall,
      '"Elm, ""the"" Market",1 Elm Street,Charlotte,NC,01234,,',
      '',
    ]
    const expected = {
      places: [
        {
          name: 'City Hall Cashier',
          street: '600 East Fourth Street',
          city: 'Charlotte',
          state: 'NC',
          zip: '28202',
          hours: 'Mon to Fri',
          phone: '704-555-0110',
        },
        {
          name: 'Elm, "the" Market',
          street: '1 Elm Street',
          city: 'Charlotte',
          state: 'NC',
          zip: '01234',
          hours: undefined,
          phone: undefined,
        },
      ],
    }
    expect(read(...file)).toEqual(expected)
    expect(readLocationFile(new TextEncoder().encode(file.join('\r\n')))).toEqual(expected)
  })

  test('every refusal names line and column, and all are told at once', () => {
    expect(
      faults(
        locationHeader,
        hall,
        ',1 Elm Street,Charlotte,NC,28202,,',
        'Market,1 Elm Street,Charlotte,North Carolina,282,,704.555.0110',
        'Market,1 Elm Street,Charlotte,NC,28202',
        'Market,"1 Elm" Street,Charlotte,NC,28202,,',
        hall.toUpperCase(),
      ),
    ).toEqual([
      'line 3, column name: is empty',
      'line 4, column state: “North Carolina” a state is two capital letters',
      'line 4, column zip: “282” a zip code is 5 digits',
      'line 4, column phone: “704.555.0110” a phone number is written 704-336-7600',
      'line 5, column zip: a line has 7 columns, this one has 5',
      'line 6, column street: the quotation marks are not right',
      'line 7, column name: stands in line 2 too',
    ])
  })

  test.each([
    ['no header', [hall], `line 1, column name: the first line must be ${locationHeader}`],
    ['another header', ['name,zip', hall], 'line 1, column name: the first line must be'],
    ['no place', [locationHeader, ''], 'line 2, column name: there is no place in the file'],
    [
      'too many',
      [locationHeader, ...Array.from({ length: maxLocations + 1 }, () => hall)],
      'line 2002, column name: a file has at most 2000 places',
    ],
    [
      'an unseen character',
      [locationHeader, hall.replace('Hall', 'Ha\u202ell')],
      'line 2, column name',
    ],
    [
      'a name without end',
      [locationHeader, hall.replace('Hall', 'x'.repeat(90))],
      'line 2, column name',
    ],
  ])('%s is refused', (_, lines, words) => {
    expect(faults(...lines)[0]).toContain(words)
  })

  test('bytes that are no UTF-8 are refused', () => {
    expect(readLocationFile(Uint8Array.of(0xff, 0xfe))).toMatchObject({
      faults: [{ line: 1, message: 'the file is not UTF-8' }],
    })
  })
})
