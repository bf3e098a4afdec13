import type { Child, FC } from 'hono/jsx'
import type { ProfileRow } from '../../sql/portal-accounts.js'
import { cityDay, showDay, showTime } from '../../src/domain/city-date.js'
import { maskEmail } from '../../src/domain/portal-account.js'
import { isSecurityQuestion, securityQuestions } from '../../src/domain/security-question.js'
import { Note } from '../form.js'

/** What the page says after a change (ux.md 4.12). */
export function savedWords(saved: string | undefined, email: string): string | undefined {
  switch (saved) {
    case '1':
      return 'Saved.'
    case 'email':
      return `We sent a link to the new address. Until you open it we keep using ${maskEmail(email)}.`
    case 'password':
      return 'Your password is changed. All other browsers were signed out.'
    default:
      return undefined
  }
}

/** What the portal knows of the resident (ux.md 4.12). */
export const ProfilePage: FC<{
  profile: ProfileRow
  /** The address that waits for its link. */
  newEmail: string | undefined
  /** What was done a moment ago. */
  saved: string | undefined
}> = ({ profile, newEmail, saved }) => (
  <div class="stack narrow airy">
    <h1>Profile</h1>
    {saved && (
      <Note kind="ok" role="status" focus>
        <p>{saved}</p>
      </Note>
    )}
    <div class="sheet">
      <dl class="facts wide">
        <Fact term="Name and phone" change={<Change href="/profile/name" what="name and phone" />}>
          {profile.name ?? <span class="soft">No name</span>}
          <br />
          {profile.phone ?? <span class="soft">No phone number</span>}
        </Fact>
        <Fact term="Username">
          {profile.username} <span class="soft">(cannot be changed)</span>
        </Fact>
        <Fact term="Email address" change={<Change href="/profile/email" what="email address" />}>
          {maskEmail(profile.email)}
          {newEmail && (
            <>
              <br />
              <span class="soft">{maskEmail(newEmail)} when you open the link we sent there</span>
            </>
          )}
        </Fact>
        <Fact term="Password" change={<Change href="/profile/password" what="password" />}>
          Changed {showDay(cityDay(profile.passwordChangedAt))}
        </Fact>
        <Fact
          term="Security question"
          change={<Change href="/profile/question" what="security question" />}
        >
          {questionWords(profile.question)}
        </Fact>
        <Fact
          term="Bank accounts"
          change={
            profile.banks.length > 0 && (
              <Change href="/profile/bank-accounts" what="bank accounts" />
            )
          }
        >
          {profile.banks.length === 0 ? (
            <span class="soft">None saved. You add one when you pay.</span>
          ) : (
            <ul>
              {profile.banks.map(({ kind, last4, closed }) => (
                <li>
                  {kind === 'checking' ? 'Checking' : 'Savings'} ending{' '}
                  <span class="num">{last4}</span>
                  {closed && <span class="soft"> (closed by the bank)</span>}
                </li>
              ))}
            </ul>
          )}
        </Fact>
        <Fact
          term="Recent sign-ins"
          change={
            <a href="/profile/sign-ins" aria-label="See all sign-ins">
              See all
            </a>
          }
        >
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

const Change: FC<{ href: string; what: string }> = ({ href, what }) => (
  <a href={href} aria-label={`Change ${what}`}>
    Change
  </a>
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
