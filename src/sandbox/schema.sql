-- The sandbox's books, in a schema of their own. Read at each start: only `if not exists`, so that a kept
-- database goes on where it was. Money is whole cents; every due time is by this database's clock.
create schema if not exists sandbox;

-- What the sandbox took: one row per key, for ever.
create table if not exists sandbox.debit (
  key          text primary key,
  ref          text not null unique,
  kind         text not null default 'debit',
  amount_cents integer not null check (amount_cents > 0),
  fee_cents    integer not null check (fee_cents >= 0),
  reference    text not null,
  status       text not null check (status in ('pending', 'approved', 'rejected', 'returned')),
  reason       text,          -- return code, of rejected and returned
  returns_code text,          -- magic ending 90nn: comes back with this code after its approval
  created_at   timestamptz not null default clock_timestamp(),
  approved_at  timestamptz,
  returned_at  timestamptz
);
create index if not exists debit_created on sandbox.debit (created_at, key);
create index if not exists debit_approved on sandbox.debit (approved_at);
create index if not exists debit_returned on sandbox.debit (returned_at);

-- Every submit that was read, whether it was taken or not; a key stands here before it stands in the books.
create table if not exists sandbox.submit (
  key   text primary key,
  calls integer not null
);

-- Changes of status still to come; a row goes when it has been made.
create table if not exists sandbox.change (
  id      bigint generated always as identity primary key,
  key     text not null references sandbox.debit,
  becomes text not null,
  reason  text,
  due_at  timestamptz not null
);
create index if not exists change_due on sandbox.change (due_at);

-- Every event, kept after it was delivered. The body is text: what was signed is what is sent.
create table if not exists sandbox.event (
  id        bigint generated always as identity primary key,
  key       text not null,
  body      text not null,
  copies    integer not null default 1,  -- control "double" sends two
  held      boolean not null default false, -- control "reorder": due as soon as another one went out
  tries     integer not null default 0,
  due_at    timestamptz,                 -- of the next try; null: delivered, or dropped by control
  sent_at   timestamptz
);
create index if not exists event_due on sandbox.event (due_at) where due_at is not null;

-- What a person is to pay on the hosted page (SpeedPay); it enters the books, with kind 'speedpay', when it was paid
-- or declined there.
create table if not exists sandbox.hosted_page (
  key          text primary key,
  token        text not null unique,   -- of the page's address
  amount_cents integer not null,
  fee_cents    integer not null,
  currency     text not null,
  reference    text not null,
  description  text not null,
  return_url   text not null,
  created_at   timestamptz not null default clock_timestamp()
);
alter table sandbox.debit add column if not exists currency text; -- of what was paid on the hosted page
create sequence if not exists sandbox.speedpay_ref start 30991828;
