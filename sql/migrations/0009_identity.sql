-- Three passwords, a question, a lock, 311, and the two forgotten things (S6-S14; security.md 1.4, 1.5).

-- A door of a username: 'stranger' for browsers that nobody knows, else the nonce of a known browser's device cookie.
-- Unknown usernames have doors too: the key is HMAC(lower(username)), so nothing here tells which names exist.
drop table sign_in_door;
create table sign_in_door (
  name_key   text not null,
  door       text not null,
  state      text not null default 'open' check (state in ('open', 'question', 'locked')),
  failures   integer not null default 0,
  passed_at  timestamptz[] not null default '{}',
  changed_at timestamptz not null default portal_now(),
  primary key (name_key, door)
);

-- A browser that signed in before; its cookie holds the nonce under a MAC. Revoked by nonce.
create table device (
  nonce             text primary key,
  portal_account_id uuid not null references portal_account on delete cascade,
  label             text not null,        -- "Chrome on Windows": what the resident reads
  created_at        timestamptz not null default portal_now(),
  seen_at           timestamptz not null default portal_now(),
  revoked_at        timestamptz
);
create index device_owner on device (portal_account_id) where revoked_at is null;

-- A lock holds from the request that made it; its workflow mails and waits for 311.
create table lockout (
  id                uuid primary key,
  portal_account_id uuid not null references portal_account on delete cascade,
  name_key          text not null,        -- of its doors, which an unlock resets
  scope             text not null check (scope in ('strangers', 'everything')),
  why               text not null check (why in ('wrong_answer', 'too_many_rounds')),
  locked_at         timestamptz not null default portal_now(),
  told_at           timestamptz,          -- the owner was written to, or was written to less than a day before
  notice_id         uuid references notice,
  reminded_at       timestamptz,          -- a supervisor was told that nobody ended it
  unlocked_at       timestamptz,
  unlocked_by       text
);
create unique index lockout_open on lockout (portal_account_id) where unlocked_at is null;

-- The authority to unlock is this row, never a signal (architecture.md 4).
create table unlock_request (
  id                  uuid primary key,
  lockout_id          uuid not null references lockout on delete cascade,
  staff               text not null,
  reason              text not null check (length(reason) between 1 and 500),
  caller_check_id     uuid,
  temporary_password  boolean not null default false,
  requested_at        timestamptz not null default portal_now(),
  applied_at          timestamptz
);
create index unlock_request_lockout on unlock_request (lockout_id);

-- Most emails have a workflow each; one that another workflow sends as its own step is carried by that one.
alter table notice add column carried boolean not null default false;

-- "Forgot Username?" and "Forgot Password?": written alike for every address, so that nothing shows who is registered.
create table recovery_request (
  id         uuid primary key,
  kind       text not null check (kind in ('username', 'password')),
  email      text not null,
  created_at timestamptz not null default portal_now(),
  notice_id  uuid references notice,
  done_at    timestamptz
);
create index recovery_request_open on recovery_request (created_at) where done_at is null;

-- A second, single-use credential; SQL keeps sha256 of 120 bits. Its life counts from the send.
create table temporary_password (
  id                uuid primary key,     -- of the recovery_request, from which the secret is derived
  portal_account_id uuid not null references portal_account on delete cascade,
  hash              text not null unique,
  created_at        timestamptz not null default portal_now(),
  expires_at        timestamptz,          -- null until it was sent
  used_at           timestamptz,
  superseded_at     timestamptz,          -- by a newer request, by a new password, or its mail never got through
  expired_at        timestamptz           -- its time was over, and somebody wrote it down
);
create unique index temporary_password_live on temporary_password (portal_account_id)
  where used_at is null and superseded_at is null and expired_at is null;

-- An email address that waits for its link, and the 72 hours in which the old one can take it back.
create table email_change (
  id                uuid primary key,
  portal_account_id uuid not null references portal_account on delete cascade,
  old_email         text not null,
  new_email         text not null,
  confirm_hash      text not null unique,
  undo_hash         text unique,
  created_at        timestamptz not null default portal_now(),
  confirmed_at      timestamptz,
  undone_at         timestamptz
);
create index email_change_owner on email_change (portal_account_id);

-- A session knows its browser, for the list on Profile; a temporary password opens a restricted one, of 15 minutes.
-- `public_id` names it there: the id is the hash of a credential and never leaves SQL.
alter table session
  add column public_id uuid not null unique default gen_random_uuid(),
  add column restricted boolean not null default false,
  add column device_nonce text,
  add column label text not null default 'A browser';

-- What happened on the whole site, hour by hour: failed sign-ins and links, against which the brakes of security.md 1.3
-- are measured. Rows older than the week that is compared with are removed.
create table site_count (
  bucket text not null,
  hour   timestamptz not null,
  hits   integer not null,
  primary key (bucket, hour)
);
