import type { Context } from 'hono'
import type { FC } from 'hono/jsx'
import type { AccountPreference, NoticePreference } from '../../sql/notice-preferences.js'
import { maskEmail } from '../../src/domain/portal-account.js'
import { accountName, addressLine } from '../../src/domain/service-account.js'
import type { PortalEnv } from '../env.js'
import { ErrorSummary, emptyForm, Form, type FormState, Note } from '../form.js'
import { Sections } from '../paperless-sections.js'
import { SpamParagraph } from '../words.js'
import { boxNames, different, ownBox } from './form.js'
import { Pick } from './pick.js'

/** What is chosen by now. */
export interface Choices {
  readonly boxes: NoticePreference
  readonly accounts: readonly AccountPreference[]
}

interface NotificationsProps extends Choices {
  readonly c: Context<PortalEnv>
  /** A moment ago. */
  readonly saved?: boolean
  readonly state?: FormState
}

const words = {
  newDocument: { label: 'New Document', hint: 'Email me when a bill is ready to view' },
  dueReminder: {
    label: 'Due date reminder',
    hint: '3 days before the due date, if the bill is not paid',
  },
  paymentUpdates: { label: 'Payment updates', hint: 'When a payment is sent or approved' },
} as const

export const NotificationsPage: FC<NotificationsProps & { readonly test?: Test }> = ({
  test,
  ...props
}) => (
  <>
    <h1>Notifications and Reminders</h1>
    <Sections current="notifications" />
    <section class="sheet stack airy" aria-label="What we email you">
      <Notifications {...props} />
      <TestEmail c={props.c} test={test} />
    </section>
  </>
)

/** The fragment: the boxes, what is always sent, and that it was saved (S60, S61, F13). */
export const Notifications: FC<NotificationsProps> = ({
  c,
  boxes,
  accounts,
  saved,
  state = emptyForm,
}) => (
  <Form
    c={c}
    action="/paperless/notifications"
    class="stack"
    id="choices"
    htmx={inPlace('/paperless/notifications', 'choices')}
  >
    <ErrorSummary state={state} />
    {saved && (
      <Note kind="ok" role="status" focus>
        <p>
          <strong>Saved.</strong> Changes start now.
        </p>
      </Note>
    )}
    <p class="soft">
      We send these to {maskEmail(c.get('resident').email)}.{' '}
      <a href="/profile/email">Change email address</a>
    </p>
    <div>
      {boxNames.map((name) => (
        <Pick name={name} checked={boxes[name]} {...words[name]} />
      ))}
    </div>
    <p class="hint">
      We always email you about scheduled, canceled, rejected and returned payments, bills over your
      limit, and security changes.
    </p>
    <Different boxes={boxes} accounts={accounts} />
    <div class="hint">
      <SpamParagraph />
      <p>Your bill is always here, too.</p>
    </div>
    <button class="btn" type="submit">
      Save notifications
    </button>
  </Form>
)

/** Posts where the form posts, and puts what comes back in the place of the part with this id. */
const inPlace = (action: string, id: string) => ({
  'hx-post': action,
  'hx-target': `#${id}`,
  'hx-swap': 'outerHTML',
  'hx-disable': 'find button',
})

/** Boxes of one account's own; with one account there is nothing to differ from. */
const Different: FC<Choices> = ({ boxes, accounts }) => {
  const some = accounts.some(({ own }) => own)
  if (accounts.length < 2 && !some) return null
  return (
    <details open={some}>
      <summary>Different for one account?</summary>
      {accounts.map((account) => (
        <AccountBoxes account={account} boxes={account.own ?? boxes} />
      ))}
    </details>
  )
}

const AccountBoxes: FC<{ account: AccountPreference; boxes: NoticePreference }> = ({
  account,
  boxes,
}) => {
  const name = accountName(account)
  const opener = ownBox(different, account.id)
  return (
    <div class="pick">
      <input type="checkbox" id={opener} name={opener} checked={account.own !== undefined} />
      <label for={opener}>
        Different for {name}{' '}
        {account.nickname && <span class="hint plain">{addressLine(account)}</span>}
      </label>
      <fieldset class="more">
        <legend class="vh">What we email you about {name}</legend>
        {boxNames.map((box) => (
          <div>
            <label class="opt">
              <input type="checkbox" name={ownBox(box, account.id)} checked={boxes[box]} />
              {words[box].label}
            </label>
          </div>
        ))}
      </fieldset>
    </div>
  )
}

/** How asking for the test email went. */
export type Test = 'sent' | 'too many' | undefined

/** The other fragment: a mail to try out whether ours arrive. */
export const TestEmail: FC<{ c: Context<PortalEnv>; test?: Test }> = ({ c, test }) => (
  <div id="test-email" class="stack">
    {test === 'sent' && (
      <Note kind="ok" role="status" focus>
        <p>
          <strong>We sent a test email to {maskEmail(c.get('resident').email)}.</strong>
        </p>
        <SpamParagraph />
      </Note>
    )}
    {test === 'too many' && (
      <Note kind="warn" role="alert" focus>
        <p>
          <strong>You asked for several test emails in the last hour.</strong> Look for those first,
          then try again in an hour.
        </p>
      </Note>
    )}
    <Form
      c={c}
      action="/paperless/notifications/test"
      htmx={inPlace('/paperless/notifications/test', 'test-email')}
    >
      <button class="btn alt" type="submit">
        Send me a test email
      </button>
    </Form>
  </div>
)
