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
