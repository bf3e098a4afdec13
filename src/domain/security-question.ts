/**
 * The questions between the third and the fourth wrong password (S10 to S12). Keys stand in SQL and never change;
 * a question that is no longer offered stays here for those who chose it.
 */
export const securityQuestions = {
  first_pet: 'What was the name of your first pet?',
  first_street: 'What is the name of the street where you first lived?',
  childhood_friend: 'What was the first name of your best friend as a child?',
  first_teacher: 'What was the last name of your first teacher?',
  first_job: 'Where was your first job?',
  first_car: 'What was the make of your first car?',
  meeting_place: 'In what city or town did you meet your partner or best friend?',
  favorite_book: 'What was your favorite book as a child?',
  dream_job: 'What did you want to be when you grew up?',
  first_trip: 'Where did you go on your first trip away from home?',
} as const

export type SecurityQuestion = keyof typeof securityQuestions

export const isSecurityQuestion = (text: string): text is SecurityQuestion =>
  Object.hasOwn(securityQuestions, text)

/** Counted after normalizing (security.md T4). */
export const answerMin = 3
export const answerMax = 64

/**
 * What of an answer counts: letters and digits, without case, marks, spaces and punctuation. ` Blue `, `blue` and
 * `b-l.u e` are one answer.
 */
export function normalizeAnswer(text: string): string {
  return text
    .slice(0, 1000) // far over the longest legal answer; compatibility forms may grow eighteenfold
    .normalize('NFKC')
    .toLowerCase() // and up and down again: case folding, so that ẞ and ß are ss
    .toUpperCase()
    .toLowerCase()
    .replaceAll('ς', 'σ') // which of the two stands there depends on what follows
    .normalize('NFKC') // folding takes accented letters apart
    .replace(/[^\p{L}\p{N}]/gu, '')
    .normalize('NFKC')
}

/** Answers that a stranger tries first. */
const guessable = new Set(
  'abc abcd abcde asdf qwerty answer password secret test testing none nothing unknown yes null'.split(
    ' ',
  ),
)

/**
 * Why an answer is refused; undefined when it is good.
 *
 * @param names Username and email address of the portal account.
 */
export function answerProblem(
  answer: string,
  names: { readonly username: string; readonly email: string },
): 'empty' | 'short' | 'long' | 'name' | 'guessable' | undefined {
  if (answer.trim() === '') return 'empty'
  const plain = normalizeAnswer(answer)
  const length = [...plain].length
  if (length < answerMin) return 'short'
  if (length > answerMax || answer.length > 1000) return 'long'
  const taken = [names.username, names.email, names.email.slice(0, names.email.lastIndexOf('@'))]
  if (taken.some((name) => normalizeAnswer(name) === plain)) return 'name'
  const oneLetter = new Set(plain).size === 1
  return oneLetter || counting(plain) || guessable.has(plain) ? 'guessable' : undefined
}

/** `123`, `4567`, `987`: digits in a row, up or down. */
function counting(text: string): boolean {
  return text.length <= 10 && ['01234567890', '09876543210'].some((row) => row.includes(text))
}
