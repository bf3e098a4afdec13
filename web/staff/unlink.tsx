import { type Context, Hono } from 'hono'
import type { FC } from 'hono/jsx'
import { z } from 'zod'
import * as callerChecks from '../../sql/caller-checks.js'
import * as linkRemovals from '../../sql/link-removals.js'
import * as staffResidents from '../../sql/staff-residents.js'
import { unlink } from '../../sql/unlinks.js'
import type { PortalAccountId, ServiceAccountId } from '../../src/domain/ids.js'
import { callOf, idIn, looked, staffOf } from '../calls.js'
import type { Deps, PortalEnv } from '../env.js'
import { ErrorSummary, emptyForm, Field, Form, type FormState, Note, parse } from '../form.js'
import { supervisor } from '../gate.js'
import { show } from '../page.js'

type C = Context<PortalEnv>

const one = '/staff/residents/:id/unlink/:acct'

/** Takes a wrong link away: the person was never to see this account ("wrong person linked"). */
export function unlinkRoutes({ sql }: Deps) {
  async function find(c: C) {
    const [id, account] = [idIn<PortalAccountId>(c), idIn<ServiceAccountId>(c, 'acct')]
    const resident = id && (await staffResidents.find(sql, id))
    const leaving = resident && account && (await linkRemovals.find(sql, { resident, account }))
    return resident && leaving ? { resident, leaving } : undefined
  }
  const page = (c: C, found: Found, state: FormState) =>
    show(
      c,
      {
        title: 'Unlink this account?',
        tab: 'find',
        ...(Object.keys(state.errors).length > 0 && { status: 422 as const }),
      },
      <UnlinkPage c={c} {...found} state={state} />,
    )

  return new Hono<PortalEnv>()
    .get(one, supervisor, async (c) => {
      const found = await find(c)
      if (!found) return c.notFound()
      const call = await callerChecks.current(sql, callOf(c, found.resident.id))
      await looked(c, 'account_seen', { subject: found.leaving.id, call: call?.id })
      return page(c, found, emptyForm)
    })
    .post(one, supervisor, async (c) => {
      const found = await find(c)
      if (!found) return c.notFound()
      const form = await parse(c, unlinkForm)
      if (!form.ok) return page(c, found, form)
      const { resident, leaving } = found
      const by = { staff: staffOf(c).id, why: form.value.why }
      await unlink(sql, { resident, account: leaving.id }, by)
      return c.redirect(`/staff/residents/${resident.id}?done=unlinked`, 303)
    })
}

const unlinkForm = z.strictObject({
  why: z
    .string()
    .default('')
    .transform((text) => text.trim())
    .refine((text) => text !== '', 'Say why')
    .refine((text) => [...text].length <= 300, 'Use 300 characters or fewer'),
})

interface Found {
  readonly resident: staffResidents.ConsoleResident
  readonly leaving: linkRemovals.LeavingAccount
}

const UnlinkPage: FC<Found & { c: C; state: FormState }> = ({ c, resident, leaving, state }) => {
  const name = resident.name ?? resident.username
  return (
    <Form
      c={c}
      action={`/staff/residents/${resident.id}/unlink/${leaving.id}`}
      class="stack narrow"
    >
      <h1>Unlink the account ending {leaving.accountNumber.slice(-4)}?</h1>
      <p class="lede">
        {name} can no longer see its bills, use and balance, and is told by email. {name} can’t undo
        it, but could link it again with the account number and its proof.
      </p>
      <ErrorSummary state={state} />
      {leaving.paperlessAfter === 'ends' && (
        <Note kind="warn">
          <p>Nobody else is linked: paper bills start again with the next bill.</p>
        </Note>
      )}
      {leaving.paperlessAfter === 'stays' && (
        <Note kind="info">
          <p>Paperless billing stays on, because another portal account is linked.</p>
        </Note>
      )}
      <Note kind="bad">
        <p>
          <strong>What {name} has scheduled for it will still be processed.</strong> It belongs to
          the payer, who can cancel it.
        </p>
      </Note>
      <Field
        name="why"
        label="Why is it wrong?"
        state={state}
        input={{ maxlength: 300, autocomplete: 'off' }}
      />
      <div class="row">
        <button class="btn stop" type="submit">
          Unlink
        </button>
        <a class="quiet" href={`/staff/residents/${resident.id}`}>
          Keep it linked
        </a>
      </div>
    </Form>
  )
}
