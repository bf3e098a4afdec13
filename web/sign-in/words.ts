/** Sentences that more than one page of signing in says (ux.md 3.1). */
export const tooMany = 'Too many tries from this connection. Wait 10 minutes, or call CharMeck 311.'

/** Never which of the two was wrong, nor whether the name exists. */
export function noMatch(left: number): string {
  const tries = left === 1 ? '1 try' : `${left} tries`
  return `That username and password do not match. Check both and try again. You have ${tries} left before we ask your security question.`
}
