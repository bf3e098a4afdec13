import { expect, test } from 'vitest'
import { nextRecoveryStep, type Recovery } from '../../src/domain/recovery.js'

const now = new Date('2026-11-23T15:00:00Z')
const asked: Recovery = {
  kind: 'password',
  done: false,
  noticeId: null,
  noticeState: null,
  over: true,
  expiresAt: null,
}
const mailing: Recovery = { ...asked, noticeId: 'n', noticeState: 'waiting', over: false }
const mailed: Recovery = { ...mailing, noticeState: 'sent' }

test.each<[string, Recovery, object]>([
  ['nobody looked yet', asked, { do: 'answer' }],
  ['nobody has this address, or it is locked', { ...asked, done: true }, { do: 'end' }],
  ['the mail waits', mailing, { do: 'mail', noticeId: 'n' }],
  ['superseded before it was sent: no mail', { ...mailing, over: true }, { do: 'finish' }],
  ['sent: its life begins', mailed, { do: 'start-life' }],
  ['the mail never got through', { ...mailing, noticeState: 'given_up' }, { do: 'finish' }],
  ['the address was refused', { ...mailing, noticeState: 'refused' }, { do: 'finish' }],
  ['used', { ...mailed, over: true }, { do: 'finish' }],
  [
    'it lives',
    { ...mailed, expiresAt: new Date('2026-11-23T15:59:00Z') },
    { do: 'wait', forMs: 59 * 60_000, why: 'the temporary password is used or expires' },
  ],
  ['this is the moment', { ...mailed, expiresAt: now }, { do: 'finish' }],
  [
    'a username waits for its mail',
    { ...mailing, kind: 'username' },
    { do: 'mail', noticeId: 'n' },
  ],
  ['a username has no life', { ...mailed, kind: 'username', over: true }, { do: 'finish' }],
])('S6, S7: %s', (_, request, step) => {
  expect(nextRecoveryStep(request, now)).toEqual(step)
})
