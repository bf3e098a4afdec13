const words = 'no one two three four five six seven eight nine ten eleven twelve'.split(' ')

/** Small counts as a sentence says them: `three`; past twelve in digits. */
export function numberWord(count: number): string {
  return words[count] ?? String(count)
}

/** As a sentence begins. */
export function capitalNumberWord(count: number): string {
  const word = numberWord(count)
  return word.charAt(0).toUpperCase() + word.slice(1)
}

/** Counts of any size, for lists and reports: `12,500`. */
export const showCount = (count: number): string => String(count).replace(/\B(?=(?:\d{3})+$)/g, ',')

/** `1 bill`, `12,500 bills`. */
export const counted = (count: number, noun: string): string =>
  `${showCount(count)} ${noun}${count === 1 ? '' : 's'}`
