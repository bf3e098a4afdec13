import { undoMinutes } from '../../../src/domain/link-removal.js'
import type { City } from '../../env.js'
import { SpamParagraph } from '../../words.js'
import { fee, type Topic } from '../topic.js'

/** Bills, and paperless billing from beginning to end. */
export const paperless = (city: City): Topic => ({
  name: 'paperless',
  title: 'Bills and paperless billing',
  questions: [
    {
      id: 'view-and-pay',
      question: 'Can I see and pay my bill when I only register?',
      answer: (
        <p>
          You see 24 months of bills, payments and water use, and you can pay with Western Union
          SpeedPay ({fee(city)}). With paperless billing you also see the bills as they were
          printed, and you can pay from a checking or savings account.
        </p>
      ),
    },
    {
      id: 'details',
      question: 'How do I see the details of my bill?',
      answer: (
        <p>
          Under <a href="/bill-history">Bill History</a>: bills, payments and water use. With
          paperless billing you can also open the image of each bill, there and under{' '}
          <a href="/paperless">Paperless Billing</a>.
        </p>
      ),
    },
    {
      id: 'charges',
      question: 'Who charges what on my bill?',
      answer: (
        <p>
          Charlotte Water charges for water and sewer. Charlotte-Mecklenburg Storm Water Services
          charges for storm water, by the hard surfaces of the property.
        </p>
      ),
    },
    {
      id: 'leaks',
      question: 'How do I check for leaks?',
      answer: (
        <>
          <p>
            Put a few drops of food coloring into the tank of each toilet and wait 10 minutes. Color
            in the bowl means that it leaks: a running toilet can use 200 gallons a day.
          </p>
          <p>
            Then write down the reading of your meter, use no water for an hour, and look again. If
            it moved, there is a leak.
          </p>
        </>
      ),
    },
    {
      id: 'estimated',
      question: 'What is an estimated read?',
      answer: (
        <p>
          When the meter could not be read, the bill takes what you used before. The next actual
          read makes it good.
        </p>
      ),
    },
    {
      id: 'automatic',
      question: 'Does registering start paperless billing?',
      answer: (
        <p>
          No. First register, then link your bill. Then choose Paperless Billing and{' '}
          <strong>ENROLL NOW</strong>, for each account.
        </p>
      ),
    },
    {
      id: 'paper',
      question: 'Do I still get paper bills?',
      answer: (
        <p>
          No. Once you enroll, your bill is only here, and no paper bill comes. One more may already
          be in the mail.
        </p>
      ),
    },
    {
      id: 'reminders',
      question: 'Do you tell me when a bill is ready?',
      answer: (
        <>
          <p>
            Yes, if you check New Document under{' '}
            <a href="/paperless/notifications">Notifications and Reminders</a>.
          </p>
          <SpamParagraph />
          <p>Your bill is always here, too.</p>
        </>
      ),
    },
    {
      id: 'unenroll',
      question: 'How do I stop paperless billing?',
      answer: (
        <ol class="steps">
          <li>Choose Paperless Billing, View/Pay Bill.</li>
          <li>Choose UNENROLL, next to the account, and confirm.</li>
          <li>Paper bills start again with your next bill.</li>
        </ol>
      ),
    },
    {
      id: 'remove',
      question: 'How do I remove an account?',
      answer: (
        <>
          <ol class="steps">
            <li>Choose Paperless Billing, View/Pay Bill.</li>
            <li>Choose the red X in the Delete column of that account.</li>
            <li>
              Read what happens: the account is also removed from paperless billing, unless another
              portal account is linked to it.
            </li>
            <li>Choose OK, remove this account. You can undo it for {undoMinutes} minutes.</li>
          </ol>
        </>
      ),
    },
    {
      id: 'scheduled-after-unenroll',
      question: 'What happens to scheduled payments when I stop paperless billing?',
      answer: (
        <p>
          They are still processed, one-time and recurring ones. Cancel them first if you do not
          want them; the page lists each one, with Cancel beside it.
        </p>
      ),
    },
    {
      id: 'scheduled-after-remove',
      question: 'What happens to scheduled payments when I remove an account?',
      answer: (
        <p>
          They are still processed, one-time and recurring ones. Cancel them first if you do not
          want them. You still find them under Payment Activity, and can cancel them there.
        </p>
      ),
    },
  ],
})
