import type { Child } from 'hono/jsx'
import { showMoney } from '../../src/domain/money.js'
import { maxLinks } from '../../src/domain/service-account.js'
import type { City } from '../env.js'
import { Phone } from '../page.js'

export interface Topic {
  /** Its anchor on the page. */
  readonly id: string
  readonly title: string
  readonly questions: readonly (readonly [question: string, answer: Child])[]
}

/** The city's questions and answers, in our own words, as far as the portal does it today. */
export function topics(city: City): Topic[] {
  const fee = `${showMoney(city.convenienceFeeCents)} convenience fee`
  return [
    {
      id: 'register',
      title: 'Registering and linking a bill',
      questions: [
        [
          'What do I need to register?',
          'An email address that you can open. To see a bill you also need its account number, and either the street number of the service address or the last 4 digits of the account holder’s Social Security number or Federal Tax ID.',
        ],
        [
          'Where is my account number?',
          'In the upper right corner of your paper bill. It has 13 digits. Enter all of them, including zeros at the start.',
        ],
        [
          'Why do you ask for the last 4 digits of my Social Security number?',
          'To be sure that the account is yours. We use them once and do not keep them. You can use the street number instead: for 1234 Elm Street, enter 1234.',
        ],
        [
          'Why do I need a username?',
          'So that only you, and people you choose, see your account. It must be one that nobody else has, and it cannot be an email address: so you can change your email later and still sign in the same way.',
        ],
        [
          'Can I see more than one account?',
          `Yes, up to ${maxLinks}. Choose Add New Account on Home or under Paperless Billing.`,
        ],
      ],
    },
    {
      id: 'sign-in',
      title: 'Signing in',
      questions: [
        [
          'I forgot my username or my password.',
          <>
            Use <a href="/forgot-username">Forgot Username?</a> or{' '}
            <a href="/forgot-password">Forgot Password?</a> in the sign-in box. Do not register
            again.
          </>,
        ],
        [
          'How do I change what you know about me?',
          'Choose Profile, at the top right of every page. If what you want to change is not there yet, call CharMeck 311.',
        ],
        [
          'Why was I signed out?',
          'After 30 minutes without a click we sign you out, to protect your account.',
        ],
      ],
    },
    {
      id: 'bills',
      title: 'Bills and paperless billing',
      questions: [
        [
          'What can I see?',
          'What you owe, and 24 months of bills, payments and water use, under Bill History. Today the portal shows water, sewer and storm water.',
        ],
        [
          'Does registering start paperless billing?',
          'No. Choose Paperless Billing, then ENROLL NOW, for each account. From then on your bill is here, and no paper bill comes. UNENROLL, next to the account, brings the paper bill back.',
        ],
        [
          'Do I get an email when a bill is ready?',
          'Yes, if you check New Document under Notifications and Reminders. If it does not come, look in your SPAM, JUNK or BULK mail folder, and add customercare@ci.charlotte.nc.us to your approved senders. Your bill is always here, too.',
        ],
      ],
    },
    {
      id: 'pay',
      title: 'Paying',
      questions: [
        [
          'How can I pay?',
          <>
            From a checking or savings account, free, once your first electronic bill has arrived;
            with Western Union SpeedPay by card or electronic check ({fee}), by phone at{' '}
            <Phone number={city.speedpayPhone} /> any time; in person at an authorized location; or
            by mail, which we do not recommend with paperless billing, because it may post late.
          </>,
        ],
        [
          'What is the fastest way?',
          `Western Union SpeedPay (${fee}) or paying in person. If your service was interrupted, the full past due amount must be posted before it can be restored.`,
        ],
        [
          'What do I need to pay from my bank account?',
          'The routing number and the account number, from a check or your bank. Enter all the digits, including any zeros at the start. We ask at your first payment.',
        ],
        [
          'I already pay automatically another way.',
          'The City’s automatic bank draft and your bank’s bill pay know nothing of this portal. Stop them before you pay here, so that your bank account is not drafted twice for the same bill.',
        ],
        [
          'What do the words in Payment Activity mean?',
          'Scheduled: we have not sent it yet. Pending: it is with the payment processor. Then it is approved or rejected.',
        ],
        [
          'Can I cancel a payment?',
          'As long as Payment Activity lists it as scheduled. Not paying by the due date could result in disconnection of your water service.',
        ],
        [
          'What happens to scheduled payments when I leave paperless billing?',
          'They are still processed. Cancel them first if you do not want them.',
        ],
        [
          'A payment is not right. What do I do?',
          <>
            Call CharMeck 311 (<Phone number={city.supportPhone} /> outside Mecklenburg County).
            Have the date, the amount and the confirmation number ready.
          </>,
        ],
      ],
    },
  ]
}
