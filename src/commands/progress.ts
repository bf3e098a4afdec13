/** How far something is: a bar where there is a screen, elsewhere a line for every tenth of the way. */
export interface Progress {
  /** @param words Tell the same, as `12,500 of 100,000 bills`. */
  at(done: number, of: number, words: string): void
  /** Where the end is not known: on a screen alone. */
  count(words: string): void
  /** The next line that is said stands below. */
  end(): void
}

const width = 30

export function progress(say: (line: string) => void, draw?: (text: string) => void): Progress {
  let tenth = 0
  let drawn = false
  return {
    at(done, of, words) {
      if (draw) {
        const full = of > 0 ? Math.min(width, Math.floor((done / of) * width)) : 0
        draw(`\r[${'#'.repeat(full)}${'.'.repeat(width - full)}] ${words}\u001b[K`)
        drawn = true
        return
      }
      const now = of > 0 ? Math.floor((done / of) * 10) : 0
      if (now <= tenth) return
      tenth = now
      say(words)
    },
    count(words) {
      draw?.(`\r${words}\u001b[K`)
      drawn = true
    },
    end() {
      if (drawn) draw?.('\r\u001b[K')
      drawn = false
    },
  }
}
