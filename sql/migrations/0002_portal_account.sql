-- The sign-in identity of a resident: username, email address, password, security question.

create table portal_account (
  id              uuid primary key,
  username        text not null check (username ~ '^[A-Za-z][A-Za-z0-9._-]{5,29}$'), -- S4: never an address
  email           text not null check (email ~ '^[^@\s,;<>"]+@[^@\s,;<>"]+$' and length(email) <= 254),
  email_confirmed_at timestamptz,
  password_hash   text not null,
  password_changed_at timestamptz not null default portal_now(),
  question        text not null,        -- a key of src/domain/security-question.ts
  answer_hash     text not null,
  name            text check (length(name) between 1 and 100),
  phone           text,
  language        text not null default 'en' check (language in ('en', 'es')),
  created_at      timestamptz not null default portal_now()
);
create unique index portal_account_username on portal_account (lower(username));
create unique index portal_account_email on portal_account (lower(email));

-- Between step 1 and step 2 of Register; the browser holds the token, the row its sha256.
create table registration (
  id            text primary key,
  email         text not null,
  username      text not null,
  password_hash text not null,
  created_at    timestamptz not null default portal_now()
);

-- A link sent by mail; the mail holds the token, the row its sha256. Lives 24 hours, works once.
create table email_confirmation (
  id                text primary key,
  portal_account_id uuid not null references portal_account on delete cascade,
  email             text not null,
  created_at        timestamptz not null default portal_now(),
  used_at           timestamptz
);
create index email_confirmation_account on email_confirmation (portal_account_id);

-- The cookie holds a random token; `id` is its sha256, so a stolen dump opens no session.
create table session (
  id                text primary key,
  portal_account_id uuid not null references portal_account on delete cascade,
  created_at        timestamptz not null default portal_now(),
  seen_at           timestamptz not null default portal_now(),
  expires_at        timestamptz not null      -- absolute: 12 hours after created_at
);
create index session_account on session (portal_account_id, created_at);

-- The counter of wrong passwords for one username, known or not: `name_key` is HMAC(lower(username)).
create table sign_in_door (
  name_key    text primary key,
  failures    integer not null default 0,
  failed_at   timestamptz not null default portal_now()
);
