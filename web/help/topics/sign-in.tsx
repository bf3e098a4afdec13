import type { City } from '../../env.js'
import { HelpLine } from '../../page.js'
import { idleMinutes } from '../../session.js'
import { SpamParagraph } from '../../words.js'
import type { Topic } from '../topic.js'

/** Getting in, and what one changes about oneself. */
export const signIn = (city: City): Topic => ({
  name: 'sign-in',
  title: 'Signing in and your profile',
  questions: [
    {
      id: 'forgot-username',
      question: 'I forgot my username. What now?',
      answer: (
        <>
          <ol class="steps">
            <li>
              Choose <a href="/forgot-username">Forgot Username?</a> in the sign-in box.
            </li>
            <li>Enter the email address of your portal account.</li>
            <li>If it matches, we email you the username.</li>
          </ol>
          <SpamParagraph />
          <p>
            Still nothing? <HelpLine phone={city.supportPhone} /> Do not register again.
          </p>
        </>
      ),
    },
    {
      id: 'forgot-password',
      question: 'I forgot my password. What now?',
      answer: (
        <>
          <ol class="steps">
            <li>
              Choose <a href="/forgot-password">Forgot Password?</a> in the sign-in box.
            </li>
            <li>Enter the email address of your portal account, then Submit.</li>
            <li>
              If it matches, we email you a temporary password. It works once, for{' '}
              {city.temporaryPasswordMinutes} minutes. Sign in with it and choose a new password;
              until then your old one still works.
            </li>
          </ol>
          <SpamParagraph />
          <p>
            Still nothing, or is your portal account locked? <HelpLine phone={city.supportPhone} />
          </p>
        </>
      ),
    },
    {
      id: 'locked',
      question: 'My portal account is locked. What now?',
      answer: (
        <p>
          After {city.passwordTries} wrong passwords we ask your security question; a wrong answer
          locks the portal account, to protect it. Only CharMeck 311 can unlock it.{' '}
          <HelpLine phone={city.supportPhone} /> Your water service and your scheduled payments are
          not affected.
        </p>
      ),
    },
    {
      id: 'change-password',
      question: 'How do I change my password?',
      answer: (
        <ol class="steps">
          <li>Choose Profile, at the top right of every page, then Password.</li>
          <li>
            Enter your current password, then the new one in New password and Confirm password.
          </li>
          <li>Choose Submit.</li>
        </ol>
      ),
    },
    {
      id: 'change-question',
      question: 'How do I change my security question?',
      answer: (
        <ol class="steps">
          <li>Choose Profile, at the top right of every page, then Security question.</li>
          <li>Choose one from the New security question menu, and answer it.</li>
          <li>Choose Submit.</li>
        </ol>
      ),
    },
    {
      id: 'change-answer',
      question: 'How do I change my security answer?',
      answer: (
        <p>
          On the same page: enter the same answer in New Security Answer and Confirm Security
          Answer, then Submit. Keep it short, and easy for you to repeat exactly.
        </p>
      ),
    },
    {
      id: 'change-email',
      question: 'How do I change my email address, name or phone?',
      answer: (
        <>
          <p>
            Choose Profile, at the top right of every page. For the email address enter it in New
            Email Address and in Confirm Email Address, then Submit. We send a link to the new
            address, and use the old one until you open it. Your username stays the same.
          </p>
        </>
      ),
    },
    {
      id: 'signed-out',
      question: 'Why was I signed out?',
      answer: (
        <p>
          After {idleMinutes} minutes without a click we sign you out, to protect your account. A
          few minutes before, the page asks whether you are still there.
        </p>
      ),
    },
  ],
})
