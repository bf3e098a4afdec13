import { Hono } from 'hono'
import type { FC } from 'hono/jsx'
import { callMinutes, factsNeeded, missesAllowed } from '../../src/domain/caller-check.js'
import type { PortalEnv } from '../env.js'
import { staff } from '../gate.js'
import { show } from '../page.js'

/** The script at hand during a call; the long one is docs/311.md (security.md T24). */
export const helpRoutes = () =>
  new Hono<PortalEnv>().get('/staff/help', staff, (c) =>
    show(c, { title: 'Console help' }, <HelpPage />),
  )

const HelpPage: FC = () => (
  <div class="stack narrow airy">
    <h1>Console help</h1>
    <section class="stack" aria-labelledby="unlock">
      <h2 id="unlock">A caller is locked out</h2>
      <ol class="steps">
        <li>
          Ask for the account number, the username, the email or the address, and find the resident.
        </li>
        <li>Open the resident. A call begins.</li>
        <li>Check the caller: ask for two facts, and type what the caller says.</li>
        <li>Choose why, and unlock. Wait until the page says Unlocked.</li>
        <li>Say: “You can sign in now. Check your SPAM folder for our email.”</li>
        <li>End the call.</li>
      </ol>
      <p>
        If it says that the unlock is queued, it will happen by itself. Tell the caller that an
        email comes when it is done.
      </p>
    </section>
    <section class="stack" aria-labelledby="verification">
      <h2 id="verification">Verification rules</h2>
      <ul class="dots">
        <li>
          {factsNeeded} facts must match, of the same account: account number, street number, last 4
          of SSN or Tax ID, or date and amount of the last payment.
        </li>
        <li>Never help with an answer. The page shows what matched, never what would have.</li>
        <li>
          After {missesAllowed} answers that do not match: offer a visit in person with ID, or a
          letter to the address on file. Do not try again under another name.
        </li>
        <li>
          What was checked is good for this call only, and for {callMinutes} minutes. A new call is
          a new check.
        </li>
        <li>
          Never ask for a password, a security answer, a whole Social Security number or a bank
          number. If a caller begins to say one, stop them.
        </li>
        <li>Somebody in a hurry, angry or in tears is checked like everybody else.</li>
      </ul>
    </section>
    <section class="stack" aria-labelledby="own">
      <h2 id="own">Your own sign-in</h2>
      <p>
        Lost your phone, or forgot your password? A supervisor lets you enroll anew. Nobody needs
        your password or a code, not even your supervisor.
      </p>
    </section>
  </div>
)
