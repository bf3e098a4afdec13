import { maxLinks } from '../../../src/domain/service-account.js'
import type { City } from '../../env.js'
import { HelpLine } from '../../page.js'
import type { Topic } from '../topic.js'

/** Registering and linking a bill. */
export const enroll = (city: City): Topic => ({
  name: 'enroll',
  title: 'Registering and linking a bill',
  questions: [
    {
      id: 'portal',
      question: 'What is Citizen Self Service?',
      answer: (
        <p>
          The place to see and pay your City-County services bill (water, sewer and storm water)
          online, 24 hours a day, every day. Today it shows water, sewer and storm water; when the
          City adds a service, it shows here too.
        </p>
      ),
    },
    {
      id: 'features',
      question: 'What can I do here?',
      answer: (
        <ul class="dots">
          <li>See 24 months of bills, payments and water use.</li>
          <li>Get your bill here instead of on paper, and look at it as it was printed.</li>
          <li>Pay once, now or on a day you choose, or let every bill pay itself.</li>
          <li>Keep all your accounts in one place.</li>
          <li>Change your email address, password and security question on Profile.</li>
        </ul>
      ),
    },
    {
      id: 'register',
      question: 'What do I need to register?',
      answer: (
        <>
          <p>
            An email address that you can open. Choose <a href="/register">Register</a>, then a
            username, a password and a security question.
          </p>
          <p>
            To see a bill you link it afterwards. For that you need its account number, and one of
            these:
          </p>
          <ul class="dots">
            <li>the street number of the service address (for 1234 Elm Street, enter 1234), or</li>
            <li>
              the last 4 digits of the account holder’s Social Security number or Federal Tax ID.
            </li>
          </ul>
        </>
      ),
    },
    {
      id: 'account-number',
      question: 'Where is my account number?',
      answer: (
        <p>
          In the upper right corner of your paper bill. It has 13 digits. Enter all of them,
          including zeros at the start.
        </p>
      ),
    },
    {
      id: 'social-security',
      question: 'Why do you ask for the last 4 digits of my Social Security number?',
      answer: (
        <p>
          To be sure that the account is yours. We use them once and do not keep them. You can use
          the street number of the service address instead.
        </p>
      ),
    },
    {
      id: 'username',
      question: 'Why do I need a username and a password?',
      answer: (
        <p>
          So that only you, and people you choose, see your account. Your settings are kept under
          your username.
        </p>
      ),
    },
    {
      id: 'username-rules',
      question: 'Which usernames can I choose?',
      answer: (
        <>
          <p>
            6 to 30 letters and numbers; dots, dashes and underscores are fine, and a letter comes
            first. It must be one that nobody else has: if it is taken, choose another. It cannot be
            an email address, so that you can change your email later and still sign in the same
            way.
          </p>
          <p>
            If you forgot your username, do not register again: use{' '}
            <a href="/forgot-username">Forgot Username?</a>.
          </p>
        </>
      ),
    },
    {
      id: 'more-accounts',
      question: 'How do I add more accounts?',
      answer: (
        <p>
          Link the first one after you register. Then choose Add New Account on Home or under
          Paperless Billing, View/Pay Bill. You can link up to {maxLinks} accounts.
        </p>
      ),
    },
    {
      id: 'trouble',
      question: 'Who helps me when I cannot register or link a bill?',
      answer: (
        <p>
          <HelpLine phone={city.supportPhone} />
        </p>
      ),
    },
  ],
})
