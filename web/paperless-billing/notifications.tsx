import type { Context } from 'hono'
import type { FC } from 'hono/jsx'
import type { NoticePreference } from '../../sql/notice-preferences.js'
import { maskEmail } from '../../src/domain/portal-account.js'
import type { PortalEnv } from '../env.js'
import { ErrorSummary, emptyForm, Form, type FormState, Note } from '../form.js'
import { SpamParagraph } from '../words.js'
import { Pick } from './pick.js'
import { Sections } from './sections.js'

interface NotificationsProps {
  readonly c: Context<PortalEnv>
  readonly boxes: NoticePreference
}

export const NotificationsPage: FC<
  NotificationsProps & { readonly saved?: boolean; readonly state?: FormState }
> = ({ c, boxes, saved, state = emptyForm }) => (
  <>
    <h1>Notifications and Reminders</h1>
    <Sections current="notifications" />
    <div class="stack parts">
      <ErrorSummary state={state} />
      {saved && (
        <Note kind="ok" role="status" focus>
          <p>
            <strong>Saved.</strong> Changes start now.
          </p>
        </Note>
      )}
      <section class="sheet stack" aria-label="What we email you">
        <Notifications c={c} boxes={boxes} />
      </section>
    </div>
  </>
)

/** The three boxes, and what is always sent (S60, S61, F13). */
export const Notifications: FC<NotificationsProps> = ({ c, boxes }) => (
  <Form c={c} action="/paperless/notifications" class="stack">
    <p class="soft">
      We send these to {maskEmail(c.get('resident').email)}.{' '}
      <a href="/profile/email">Change email address</a>
    </p>
    <div>
      <Pick
        name="newDocument"
        checked={boxes.newDocument}
        label="New Document"
        hint="Email me when a bill is ready to view"
      />
      <Pick
        name="dueReminder"
        checked={boxes.dueReminder}
        label="Due date reminder"
        hint="3 days before the due date, if the bill is not paid"
      />
      <Pick
        name="paymentUpdates"
        checked={boxes.paymentUpdates}
        label="Payment updates"
        hint="When a payment is sent or approved"
      />
    </div>
    <p class="hint">
      We always email you about scheduled, canceled, rejected and returned payments, and about
      security changes.
    </p>
    <div class="hint">
      <SpamParagraph />
      <p>Your bill is always here, too.</p>
    </div>
    <button class="btn" type="submit">
      Save notifications
    </button>
  </Form>
)
