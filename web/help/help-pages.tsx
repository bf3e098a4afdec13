import type { FC } from 'hono/jsx'
import type { City } from '../env.js'
import { HelpLine } from '../page.js'
import type { Topic } from './topic.js'
import { dispute } from './topics/dispute.js'
import { enroll } from './topics/enroll.js'
import { paperless } from './topics/paperless.js'
import { pay } from './topics/pay.js'
import { security } from './topics/security.js'
import { signIn } from './topics/sign-in.js'

/** The city's questions and answers, in our own words (S18, S64). */
export const topics = (city: City): readonly Topic[] =>
  [enroll, signIn, paperless, pay, dispute, security].map((topic) => topic(city))

/** Every question, as a way to its answer. */
export const HelpPage: FC<{ city: City }> = ({ city }) => (
  <div class="stack airy">
    <div class="stack tight">
      <h1>Help and FAQs</h1>
      <p class="lede">
        Something not here? <HelpLine phone={city.supportPhone} />
      </p>
    </div>
    <div class="questions">
      {topics(city).map(({ name, title, questions }) => (
        <section aria-labelledby={name}>
          <h2 id={name}>
            <a href={`/help/${name}`}>{title}</a>
          </h2>
          <ul>
            {questions.map(({ id, question }) => (
              <li>
                <a href={`/help/${name}#${id}`}>{question}</a>
              </li>
            ))}
          </ul>
        </section>
      ))}
    </div>
    <p class="soft">
      See also <a href="/security">Security and privacy</a>,{' '}
      <a href="/pay/locations">Authorized payment locations</a> and{' '}
      <a href="/accessibility">Accessibility</a>. Something we should do better?{' '}
      <a href={city.feedbackUrl}>Send us site feedback</a>.
    </p>
  </div>
)

/** One topic with its answers, each under its own heading. */
export const TopicPage: FC<{ city: City; topic: Topic }> = ({ city, topic }) => (
  <div class="stack narrow airy">
    <p class="noprint">
      <a href="/help">Help and FAQs</a>
    </p>
    <h1>{topic.title}</h1>
    {topic.questions.map(({ id, question, answer }) => (
      <section class="stack tight answer" id={id} aria-labelledby={`${id}-question`}>
        <h2 id={`${id}-question`}>{question}</h2>
        {answer}
      </section>
    ))}
    <nav aria-label="More help" class="noprint">
      <ul class="row">
        {topics(city)
          .filter(({ name }) => name !== topic.name)
          .map(({ name, title }) => (
            <li>
              <a href={`/help/${name}`}>{title}</a>
            </li>
          ))}
      </ul>
    </nav>
    <div class="row">
      <button class="btn alt" type="button" data-print hidden>
        Print this page
      </button>
    </div>
    <p>
      Something not here? <HelpLine phone={city.supportPhone} />
    </p>
  </div>
)
