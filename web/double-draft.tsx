import type { FC } from 'hono/jsx'
import { Note } from './form.js'

/** W1: what is drafted outside the portal can't be seen here (S48, S49, D8). */
export const DoubleDraft: FC = () => (
  <Note kind="warn">
    <p>
      <strong>Already paying this bill automatically another way?</strong> If you use the City’s
      automatic bank draft or your bank’s bill pay, stop it first so your bank account is not
      drafted twice for the same bill.
    </p>
  </Note>
)
