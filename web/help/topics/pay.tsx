import { furthestDays } from '../../../src/domain/one-time-payment.js'
import type { City } from '../../env.js'
import { Phone } from '../../page.js'
import { fee, type Topic } from '../topic.js'

/** Ways to pay, and what becomes of a payment. */
export const pay = (city: City): Topic => ({
  name: 'pay',
  title: 'Paying your bill',
  questions: [
    {
      id: 'options',
      question: 'What are my payment options?',
      answer: (
        <>
          <p>Pay Bill, Payment Options lists them all, with how fast each one posts:</p>
          <ul class="dots">
            <li>
              <strong>Recurring payment</strong>: the balance due is taken from your checking or
              savings account every month. Free.
            </li>
            <li>
              <strong>One-time payment</strong> from checking or savings: as soon as possible
              (ASAP), or on a day up to {furthestDays} days ahead. Free. Each one you authorize
              yourself.
            </li>
            <li>
              <strong>Western Union SpeedPay</strong>: credit card, debit card or electronic check,
              online or by phone, near real-time. {fee(city)}.
            </li>
            <li>
              In person at an <a href="/pay/locations">authorized location</a>, by the City’s
              automatic bank draft, by your bank’s bill pay, or by mail.
            </li>
          </ul>
        </>
      ),
    },
    {
      id: 'fastest',
      question: 'What is the fastest way, when I am past due?',
      answer: (
        <p>
          Western Union SpeedPay ({fee(city)}) or paying in person. If your service was interrupted,
          the full past due amount must be posted to your account before service can be restored.
        </p>
      ),
    },
    {
      id: 'credit-card',
      question: 'Can I pay with a credit card?',
      answer: (
        <p>
          Yes, with Western Union SpeedPay, 24 hours a day: choose Pay Bill, Payment Options, then
          Credit Card, or any link that says{' '}
          <a href="/pay/speedpay">Pay Now with Western Union SpeedPay</a>, or call{' '}
          <Phone number={city.speedpayPhone} />. The {fee(city)} is added. From a bank account you
          pay here without a card.
        </p>
      ),
    },
    {
      id: 'bank-details',
      question: 'What do I need to pay from a checking or savings account?',
      answer: (
        <p>
          The routing number and the account number, from a check or your bank. We ask for them at
          your first payment and keep them, if you like. Enter all the digits, including any zeros
          at the start.
        </p>
      ),
    },
    {
      id: 'right-away',
      question: 'Can I pay right after I enroll in paperless billing?',
      answer: (
        <p>
          With Western Union SpeedPay at any time. From a checking or savings account as soon as
          your first electronic bill has arrived.
        </p>
      ),
    },
    {
      id: 'first-bill',
      question: 'I am enrolled, but my first electronic bill has not come. Can I pay online?',
      answer: (
        <p>
          Yes, with Western Union SpeedPay ({fee(city)}). The other ways open with your first
          electronic bill.
        </p>
      ),
    },
    {
      id: 'automatic',
      question: 'Can my bill be paid automatically each month?',
      answer: (
        <>
          <p>Yes, in one of three ways:</p>
          <ul class="dots">
            <li>a recurring payment here, with paperless billing (recommended),</li>
            <li>the City’s automatic bank draft,</li>
            <li>the bill pay of your bank or credit union.</li>
          </ul>
          <p>
            Use only one. If you change, stop the other one first, so that your bank account is not
            drafted twice for the same bill.
          </p>
        </>
      ),
    },
    {
      id: 'recurring',
      question: 'How does a recurring payment work?',
      answer: (
        <>
          <p>
            You choose the day: the due date, the day the bill arrives, or 1 to 10 days before the
            due date. Every bill after that is paid without you.
          </p>
          <p>
            For more control set a payment threshold, for example $150: a bill that is higher is not
            paid until you authorize it here, for that month. Other months are paid as usual.
          </p>
        </>
      ),
    },
    {
      id: 'mail',
      question: 'Can I still pay by mail?',
      answer: (
        <p>
          Yes, but we do not recommend it with paperless billing: mailed late or just before the due
          date, it may post too late.
        </p>
      ),
    },
    {
      id: 'locations',
      question: 'What is an unauthorized payment location?',
      answer: (
        <p>
          A store that takes City payments without the City’s permission. We cannot guarantee those
          payments, check their receipts, or answer for when they are recorded. Pay only at an{' '}
          <a href="/pay/locations">authorized payment location</a>.
        </p>
      ),
    },
    {
      id: 'status',
      question: 'How do I see which payments are scheduled or done?',
      answer: (
        <>
          <p>
            On <a href="/payment-activity">Payment Activity</a>:
          </p>
          <ul class="dots">
            <li>
              <strong>Scheduled</strong>: we have not sent it yet. You can cancel it.
            </li>
            <li>
              <strong>Pending</strong>: sent to the payment processor. It can no longer be canceled
              here.
            </li>
            <li>
              <strong>Approved</strong> or <strong>Rejected</strong>: paid, or not paid and why.
            </li>
            <li>
              <strong>Returned</strong>: it was approved, then your bank took it back. You owe it
              again.
            </li>
          </ul>
        </>
      ),
    },
    {
      id: 'cancel',
      question: 'Can I cancel a scheduled payment?',
      answer: (
        <p>
          Yes, as long as Payment Activity lists it as scheduled. Pay another way by the due date:
          not paying could result in disconnection of your water service.
        </p>
      ),
    },
  ],
})
