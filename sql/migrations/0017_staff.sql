-- The 311 console: who works in it, and the calls in which they help a resident (A12, security.md T23, T24).

-- None in a fresh install: `portal staff add` makes the first.
create table staff (
  id            uuid primary key,
  username      text not null check (username ~ '^[a-z][a-z0-9._-]{2,29}$'),
  name          text not null check (length(name) between 1 and 60), -- as colleagues and the audit's readers see it
  email         text check (email ~ '^[^@\s,;<>"]+@[^@\s,;<>"]+$' and length(email) <= 254),
  roles         text[] not null check (cardinality(roles) > 0
                                       and roles <@ array['agent', 'finance', 'operator', 'supervisor']),
  password_hash text,                      -- null until enrolled
  totp_id       uuid,                      -- the key of the one-time codes is derived from it, and kept nowhere
  totp_step     bigint not null default 0, -- of the last code that was used: each works once
  created_at    timestamptz not null default portal_now(),
  enrolled_at   timestamptz,
  removed_at    timestamptz,               -- a leaver; the row stays, for the audit names it
  check (num_nonnulls(password_hash, totp_id) in (0, 2))
);
create unique index staff_username on staff (username) where removed_at is null;

-- The cookie holds a random token; `id` is its sha256, as with a resident's session.
create table staff_session (
  id         text primary key,
  staff_id   uuid not null references staff,
  created_at timestamptz not null default portal_now(),
  seen_at    timestamptz not null default portal_now(),
  expires_at timestamptz not null      -- absolute: 8 hours after created_at
);
create index staff_session_owner on staff_session (staff_id, created_at);

-- A one-time code of 24 hours with which a person chooses a password and sets up the one-time codes.
create table staff_enrollment (
  hash       text primary key,         -- sha256 of 120 bits
  staff_id   uuid not null references staff,
  totp_id    uuid not null,            -- the staff row's, once the code was used
  made_by    text not null,            -- a staff id, or 'portal'
  created_at timestamptz not null default portal_now(),
  expires_at timestamptz not null,
  ended_at   timestamptz               -- used, or superseded by a newer one
);
create index staff_enrollment_owner on staff_enrollment (staff_id) where ended_at is null;

-- One call: whether the caller is who they say, compared by the system (ux.md 5.2). Good for this call only.
create table caller_check (
  id                uuid primary key,
  number            bigint generated always as identity (start with 2048801) unique, -- shown as 311-2048801
  portal_account_id uuid not null references portal_account on delete cascade,
  staff_id          uuid references staff,
  vouched_by        text,              -- the operator who checked the caller, at the command line
  started_at        timestamptz not null default portal_now(),
  matched           text[] not null default '{}', -- facts, in the order in which they matched; never what was said
  candidates        uuid[],            -- linked service accounts that fit them all; null: every one still may
  misses            integer not null default 0,
  verified_at       timestamptz,
  failed_at         timestamptz,       -- could not verify
  ended_at          timestamptz,
  check (num_nonnulls(staff_id, vouched_by) = 1),
  check (num_nonnulls(verified_at, failed_at) < 2)
);
create unique index caller_check_open on caller_check (staff_id) where ended_at is null; -- one telephone each
create index caller_check_resident on caller_check (portal_account_id, started_at desc);
alter table unlock_request add foreign key (caller_check_id) references caller_check;

-- What the console is asked for.
alter table service_account add column address_key text not null
  generated always as (lower(street_number || ' ' || street || coalesce(' ' || unit, ''))) stored;
create index service_account_address on service_account (address_key text_pattern_ops);
create index portal_account_phone on portal_account (phone) where phone is not null;
create index payment_day_amount on payment (pay_on, amount_cents);
create index audit_actor on audit (actor, seq);
create index lockout_owner on lockout (portal_account_id, locked_at desc);
create index unlock_request_staff on unlock_request (staff, requested_at);

-- A supervisor unlinked somebody who should never have been linked: nobody brings that back by Undo.
alter table link_removal add column by_staff boolean not null default false;
