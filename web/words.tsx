import type { FC } from 'hono/jsx'

/** Paragraphs that several pages say in the same words. */

/** M1 of ux.md 3.4: wherever an email is promised. */
export const SpamParagraph: FC = () => (
  <p>
    Not there? Look in your SPAM, JUNK or BULK mail folder, and add{' '}
    <strong>customercare@ci.charlotte.nc.us</strong> to your approved senders.
  </p>
)

/** S18: why the last four digits. */
export const WhyDoYouAsk: FC = () => (
  <details>
    <summary>Why do you ask for this?</summary>
    <p>
      It shows us that the account is yours. You can use the street number instead of the Social
      Security digits. <a href="/help/enroll">More about registering and linking</a>
    </p>
  </details>
)

/** S18: why a username. */
export const WhyUsername: FC = () => (
  <details>
    <summary>Why do I need a username?</summary>
    <p>
      So that only you, and people you choose, see your account.{' '}
      <a href="/help/enroll#username-rules">Which usernames can I choose?</a>
    </p>
  </details>
)
