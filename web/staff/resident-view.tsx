import type { Context } from 'hono'
import type { FC } from 'hono/jsx'
import type { Call } from '../../sql/caller-checks.js'
import type { HomeAccount } from '../../sql/homes.js'
import type { Payment } from '../../sql/payment-activity.js'
import type { ConsoleResident, MaskedLink } from '../../sql/staff-residents.js'
import type { StoryRow } from '../../sql/stories.js'
import type { LockPanel as Lock } from '../../sql/unlocks.js'
import { showCallNumber } from '../../src/domain/caller-check.js'
import { cityDay, showDay } from '../../src/domain/city-date.js'
import { maskEmail } from '../../src/domain/portal-account.js'
import type { PortalEnv } from '../env.js'
import { Form, type FormState, Note } from '../form.js'
import { CheckPanel } from './check-panel.js'
import { LockPanel, type LockState } from './lock-panel.js'
import { LinkedAccounts, MaskedLinks, Payments } from './money.js'
import { Story } from './story.js'
import { LockedTag, when } from './tags.js'

export interface ResidentFacts {
  readonly resident: ConsoleResident
  readonly call: Call | undefined
  readonly lock: Lock | undefined
  readonly lockIs: LockState
  readonly story: readonly StoryRow[]
  /** Only in a call whose caller is verified. */
  readonly money:
    | { readonly accounts: readonly HomeAccount[]; readonly payments: readonly Payment[] }
    | undefined
  /** For a supervisor, whoever calls. */
  readonly links: readonly MaskedLink[] | undefined
  readonly now: Date
}

export interface Shown {
  /** What has the focus after a deed. */
  readonly at?: string | undefined
  /** What was just done. */
  readonly done?: string | undefined
  readonly check: FormState
  readonly unlock: FormState
}

/** A resident, as somebody on the phone with them needs it (ux.md 5.3). */
export const ResidentPage: FC<ResidentFacts & Shown & { c: Context<PortalEnv> }> = (props) => {
  const { c, resident, call, lock, lockIs, money, links, story, now, at, done } = props
  const href = `/staff/residents/${resident.id}`
  const verified = money !== undefined
  const check = (
    <CheckPanel
      c={c}
      href={href}
      call={call}
      state={props.check}
      nothing={resident.accounts === 0}
      focus={at === 'check'}
    />
  )
  return (
    <div id="resident">
      <CallLine c={c} href={href} call={call} now={now} />
      <div class="row split heading">
        <div>
          <h1>{resident.name ?? resident.username}</h1>
          <p class="soft">{facts(resident).join(' · ')}</p>
        </div>
        <Tags lock={lock} call={call} now={now} />
      </div>
      {done && (
        <Note kind="ok" role="status">
          <p>{done}</p>
        </Note>
      )}
      <div class="two close">
        <div class="stack roomy">
          {!verified && check}
          <LockPanel
            c={c}
            href={href}
            lock={lock}
            state={lockIs}
            form={props.unlock}
            verified={verified}
            focus={at === 'lock'}
          />
          {money && (
            <LinkedAccounts
              accounts={money.accounts}
              today={cityDay(now)}
              links={links}
              href={href}
            />
          )}
          {money && <Payments payments={money.payments} />}
          {!money && links && links.length > 0 && <MaskedLinks links={links} href={href} />}
        </div>
        <aside class="stack roomy">
          {verified && check}
          <SignIns
            resident={resident}
            href={href}
            free={verified || links !== undefined}
            verified={verified}
          />
          <Story rows={story} now={now} href={href} />
        </aside>
      </div>
    </div>
  )
}

const facts = ({ username, email, registeredAt, accounts, confirmed }: ConsoleResident) => [
  `Username ${username}`,
  maskEmail(email),
  `Registered ${showDay(cityDay(registeredAt))}`,
  `${accounts} linked ${accounts === 1 ? 'account' : 'accounts'}`,
  ...(confirmed ? [] : ['Email not confirmed']),
]

/** Which call this is, and the way out of it. */
const CallLine: FC<{ c: Context<PortalEnv>; href: string; call: Call | undefined; now: Date }> = ({
  c,
  href,
  call,
  now,
}) => (
  <div class="row small callline">
    <p>
      <a href="/staff">Find a resident</a> /{' '}
      {call ? (
        <>
          Call <span class="num">{showCallNumber(call.number)}</span>, started{' '}
          {when(call.startedAt, now)}
        </>
      ) : (
        'No call'
      )}
    </p>
    <Form c={c} action={call ? `${href}/call/end` : `${href}/call`}>
      <button type="submit" class="quiet">
        {call ? 'End call' : 'Start a call'}
      </button>
    </Form>
  </div>
)

/** Replaced out of band when the lock's panel hears that it is done. */
export const Tags: FC<{
  lock: Lock | undefined
  call: Call | undefined
  now: Date
  swapped?: boolean
}> = ({ lock, call, now, swapped }) => (
  <div class="row" id="tags" {...(swapped ? { 'hx-swap-oob': 'true' } : {})}>
    {lock && !lock.unlockedAt && <LockedTag since={lock.lockedAt} now={now} />}
    {call?.verifiedAt ? (
      <span class="tag ok">Caller verified</span>
    ) : (
      <span class="tag off">Not verified</span>
    )}
  </div>
)

/** Where the resident is signed in, and the ways to act on it. */
const SignIns: FC<{
  resident: ConsoleResident
  href: string
  free: boolean
  verified: boolean
}> = ({ resident, href, free, verified }) => (
  <section class="sheet stack tight" aria-labelledby="sign-ins">
    <h2 id="sign-ins">Signed in</h2>
    <p>
      {resident.sessions === 0
        ? 'Nowhere at this moment'
        : `In ${resident.sessions} ${resident.sessions === 1 ? 'browser' : 'browsers'}`}
    </p>
    {free && resident.sessions > 0 && (
      <a href={`${href}/sign-out`}>Sign the resident out everywhere</a>
    )}
    {verified && <a href={`${href}/home`}>View as the resident sees it</a>}
  </section>
)
