/** An expected no. The sentence that a person sees stands in `web/errors.tsx`, by this code. */
export type RefusalCode =
  | 'payment-not-cancelable'
  | 'form-already-used'
  | 'too-many-tries'
  | 'too-many-downloads'
  | 'too-busy'
  | 'form-too-old'
  | 'undo-too-late'
  | 'too-many-links'
  | 'locked'
  | 'role-missing'
  | 'caller-not-verified'

export class Refusal extends Error {
  readonly code: RefusalCode
  /** Where the present state can be seen, when there is such a page. */
  readonly see: string | undefined
  /** What the sentence leaves open: the role that is missing. */
  readonly about: string | undefined

  constructor(code: RefusalCode, see?: string, about?: string) {
    super(code)
    this.name = 'Refusal'
    this.code = code
    this.see = see
    this.about = about
  }
}
