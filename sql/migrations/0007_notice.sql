-- Every message the portal owes somebody: the queue and the record of every email.

create table notice (
  id                uuid primary key,
  template          text not null,           -- a key of ux.md 10
  portal_account_id uuid references portal_account on delete set null,
  recipient         text not null,           -- one address
  params            jsonb not null default '{}', -- ids and what the row can't tell later; never a secret but a link's token
  dedupe            text unique,             -- e.g. one New Document per resident and bill
  state             text not null default 'waiting' check (state in ('waiting', 'sent', 'refused', 'given_up')),
  attempts          integer not null default 0,
  problem           text,
  created_at        timestamptz not null default portal_now(),
  sent_at           timestamptz
);
create index notice_waiting on notice (created_at) where state = 'waiting';
create index notice_account on notice (portal_account_id, created_at desc);

-- Where mail goes while there is no SMTP_URL: shown at /dev/mail, never in production.
create table sent_mail (
  id        bigint generated always as identity primary key,
  notice_id uuid unique,                     -- the same notice is kept once, however often it is sent
  recipient text not null,
  sender    text not null,
  subject   text not null,
  text      text not null,
  html      text not null,
  sent_at   timestamptz not null default portal_now()
);
create index sent_mail_recipient on sent_mail (recipient, id desc);
