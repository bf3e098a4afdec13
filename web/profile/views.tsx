import type { Context } from 'hono'
import type { Child, FC } from 'hono/jsx'
import type { ProfileRow } from '../../sql/portal-accounts.js'
import { cityDay, showDay, showTime } from '../../src/domain/city-date.js'
import { maskEmail } from '../../src/domain/portal-account.js'
import { isSecurityQuestion, securityQuestions } from '../../src/domain/security-question.js'
import type { PortalEnv } from '../env.js'
import { ErrorSummary, Field, Form, type FormState, Note } from '../form.js'

/** What the portal knows of the resident (ux.md 4.12). */
export const ProfilePage: FC<{ profile: ProfileRow; saved: boolean }> = ({ profile, saved }) => (
  <div class="stack narrow airy">
    <h1>Profile</h1>
    {saved && (
      <Note kind="ok" role="status" focus>
        <p>Saved.</p>
      </Note>
    )}
    <div class="sheet">
      <dl class="facts wide">
        <Fact
          term="Name and phone"
          change={
            <a href="/profile/name" aria-label="Change name and phone">
              Change
            </a>
          }
        >
          {profile.name ?? <span class="soft">No name</span>}
          <br />
          {profile.phone ?? <span class="soft">No phone number</span>}
        </Fact>
        <Fact term="Username">
          {profile.username} <span class="soft">(cannot be changed)</span>
        </Fact>
        <Fact term="Email address">{maskEmail(profile.email)}</Fact>
        <Fact term="Password">Changed {showDay(cityDay(profile.passwordChangedAt))}</Fact>
        <Fact term="Security question">{questionWords(profile.question)}</Fact>
        <Fact term="Bank accounts">
          {profile.banks.length === 0 ? (
            <span class="soft">None saved. You add one when you pay.</span>
          ) : (
            <ul>
              {profile.banks.map(({ kind, last4 }) => (
                <li>
                  {kind === 'checking' ? 'Checking' : 'Savings'} ending{' '}
                  <span class="num">{last4}</span>
                </li>
              ))}
            </ul>
          )}
        </Fact>
        <Fact term="Recent sign-ins">
          {profile.signIns.length === 0 && <span class="soft">None yet</span>}
          <ul>
            {profile.signIns.map((at) => (
              <li>
                {showDay(cityDay(at))}, {showTime(at)}
              </li>
            ))}
          </ul>
        </Fact>
      </dl>
    </div>
    <p>
      A sign-in that was not yours? Call <strong>CharMeck 311</strong> (dial 311).
    </p>
  </div>
)

const Fact: FC<{ term: string; change?: Child; children?: Child }> = ({
  term,
  change,
  children,
}) => (
  <div>
    <dt>{term}</dt>
    <dd>{children}</dd>
    {change && <dd>{change}</dd>}
  </div>
)

/** A question that is no longer offered has no words here; its owner still has it. */
const questionWords = (key: string) =>
  isSecurityQuestion(key) ? securityQuestions[key] : 'A question you chose'

export const NamePage: FC<{
  c: Context<PortalEnv>
  state: FormState
  profile: Pick<ProfileRow, 'name' | 'phone'>
}> = ({ c, state, profile }) => (
  <div class="stack narrow airy">
    <ErrorSummary state={state} />
    <div class="stack tight">
      <h1>Name and phone</h1>
      <p class="lede">
        Both are optional. We greet you by your name in email, and 311 may ask for your number.
      </p>
    </div>
    <Form c={c} action="/profile/name" class="stack airy">
      <Field
        name="name"
        label="Name"
        state={state}
        value={profile.name ?? ''}
        input={{ autocomplete: 'name' }}
      />
      <Field
        name="phone"
        label="Phone number"
        hint="10 digits, like 704-555-0142"
        type="tel"
        class="w12"
        state={state}
        value={profile.phone ?? ''}
        input={{ autocomplete: 'tel-national' }}
      />
      <div class="row">
        <button type="submit" class="btn">
          Submit
        </button>
        <a class="quiet" href="/profile">
          Leave it as it is
        </a>
      </div>
    </Form>
  </div>
)
