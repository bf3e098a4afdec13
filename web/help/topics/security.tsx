import type { City } from '../../env.js'
import { HelpLine } from '../../page.js'
import { idleMinutes } from '../../session.js'
import type { Topic } from '../topic.js'

/** How the portal is kept safe, without version numbers (ux.md 0). */
export const security = (city: City): Topic => ({
  name: 'security',
  title: 'Security',
  questions: [
    {
      id: 'secure',
      question: 'How secure is Citizen Self Service?',
      answer: (
        <>
          <p>
            Your connection is encrypted: what you send and what we show is scrambled on its way,
            and readable only at the two ends.
          </p>
          <p>
            You sign in with a username and password of your own, and each time we check in several
            steps that it is you. After that one cookie remembers you, until you sign out or{' '}
            {idleMinutes} minutes have passed without a click.
          </p>
          <p>
            More under <a href="/security">Security and privacy</a>.
          </p>
        </>
      ),
    },
    {
      id: 'paperless-secure',
      question: 'Is paperless billing secure?',
      answer: (
        <p>
          Yes. Your bills are seen only after signing in, and every page is encrypted on its way.
          Bank account numbers are sealed: no page can read them back.
        </p>
      ),
    },
    {
      id: 'email',
      question: 'Is this email really from you?',
      answer: (
        <p>
          We never ask for your password, bank account or Social Security number by email. If you
          are not sure, type the address of this site into your browser yourself.
        </p>
      ),
    },
    {
      id: 'somebody-else',
      question: 'I think somebody else used my portal account.',
      answer: (
        <p>
          <HelpLine phone={city.supportPhone} /> We can lock it at once. Your scheduled payments are
          not affected.
        </p>
      ),
    },
  ],
})
