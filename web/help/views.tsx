import type { FC } from 'hono/jsx'
import type { City } from '../env.js'
import { HelpLine } from '../page.js'
import { idleMinutes } from '../session.js'

interface Props {
  readonly city: City
}

/** "How secure is the portal?", without version numbers (ux.md 0). */
export const SecurityPage: FC<Props> = ({ city }) => (
  <div class="stack narrow">
    <h1>Security and privacy</h1>
    <p>Your connection is encrypted.</p>
    <p>
      Each time you sign in we check that it is you. After that one cookie remembers you until you
      sign out, until {idleMinutes} minutes have passed without a click, or for 12 hours at most. We
      use no other cookies than those the portal needs, and nothing here comes from another company.
    </p>
    <h2>What we keep, and what we do not</h2>
    <p>
      We do not keep the digits of your Social Security number or Federal Tax ID, and we never see
      card numbers. Bank account numbers are sealed: the pages that you see cannot read them back,
      only the part that hands your payment to the payment processor can. Nobody can read your
      password or your security answer, not even we.
    </p>
    <h2>Email from us</h2>
    <p>
      We never ask for your password, bank account or Social Security number by email. If you are
      not sure that an email is real, type the address of this site into your browser yourself.
    </p>
    <p>
      Did somebody else use your portal account? <HelpLine phone={city.supportPhone} />{' '}
      <a href="/help/security">Questions about security</a>
    </p>
  </div>
)

export const AccessibilityPage: FC<Props> = ({ city }) => (
  <div class="stack narrow">
    <h1>Accessibility</h1>
    <p>
      Everybody should be able to see and pay their bill here. We build the pages to WCAG 2.2, level
      AA: they work with a keyboard and a screen reader, at 400% zoom, in light and dark, on old
      phones, and without JavaScript. Status is never told by color alone, nothing moves by itself,
      and no task ends while you work on it without a warning.
    </p>
    <p>
      Before each release we check every page with a tool, at two widths, in light and dark, and the
      tasks that move money by keyboard alone.
    </p>
    <p>
      Is something hard to use? <HelpLine phone={city.supportPhone} /> You can also{' '}
      <a href={city.feedbackUrl}>send us site feedback</a>. Tell us the page and what you wanted to
      do.
    </p>
  </div>
)
