import type { City } from '../../env.js'
import { HelpLine } from '../../page.js'
import type { Topic } from '../topic.js'

/** When something is wrong with a payment. */
export const dispute = (city: City): Topic => ({
  name: 'dispute',
  title: 'A payment that is not right',
  questions: [
    {
      id: 'dispute',
      question: 'How do I dispute a payment?',
      answer: (
        <>
          <p>
            <HelpLine phone={city.supportPhone} /> Have ready:
          </p>
          <ul class="dots">
            <li>the date of the payment,</li>
            <li>its amount,</li>
            <li>its confirmation number, such as CSS-7Q4M-20H8.</li>
          </ul>
          <p>
            You find all three when you open the payment under{' '}
            <a href="/payment-activity">Payment Activity</a>; you can print that page.
          </p>
        </>
      ),
    },
    {
      id: 'rejected',
      question: 'My payment was rejected or returned. What now?',
      answer: (
        <p>
          The payment’s page says why, in plain words, and what to do. It was not paid, so pay again
          by the due date; we do not take it a second time by ourselves.
        </p>
      ),
    },
    {
      id: 'checking',
      question: 'It says “We are still checking”. Do I have to pay again?',
      answer: (
        <p>
          No. The payment processor has not answered yet. Do not pay again: we ask until we know,
          and email you.
        </p>
      ),
    },
    {
      id: 'twice',
      question: 'My bank account was drafted twice.',
      answer: (
        <p>
          Look whether the bill was also paid by the City’s automatic bank draft or by your bank’s
          bill pay, and stop all but one of them. Then call CharMeck 311 as above.
        </p>
      ),
    },
  ],
})
