-- Payments: one resident's order to pay one service account once. Money is whole cents; pay_on is a city day.

-- A checking or savings account. The numbers are sealed with the worker's public key: web can't open them.
create table bank_account (
  id                uuid primary key,
  portal_account_id uuid not null references portal_account on delete cascade,
  kind              text not null check (kind in ('checking', 'savings')),
  name              text not null,
  last4             text not null check (last4 ~ '^[0-9]{4}$'),
  sealed            text,              -- null once destroyed
  fingerprint       text not null,     -- HMAC of routing and account number
  saved             boolean not null,  -- offered again, and one of the five
  removed_at        timestamptz,
  closed_code       text,              -- the return code that closed it to new payments (F8)
  created_at        timestamptz not null default portal_now()
);
create index bank_account_owner on bank_account (portal_account_id);

create function at_most_5_bank_accounts() returns trigger language plpgsql as $$
begin
  if not new.saved or new.removed_at is not null then return new; end if;
  perform 1 from portal_account where id = new.portal_account_id for update;
  if (select count(*) from bank_account where portal_account_id = new.portal_account_id
        and saved and removed_at is null and id <> new.id) >= 5 then
    raise exception 'a portal account keeps at most 5 bank accounts' using errcode = 'CSS03';
  end if;
  return new;
end $$;
create trigger bank_account_limit before insert or update on bank_account
  for each row execute function at_most_5_bank_accounts();

create table payment (
  id                 uuid primary key,     -- also the processor's idempotency key (I1)
  confirmation       text not null unique,
  payer_id           uuid references portal_account, -- null: SpeedPay, signed out
  service_account_id uuid not null references service_account,
  bill_id            uuid references bill,
  source             text not null check (source in ('one_time', 'recurring', 'speedpay')),
  bank_account_id    uuid references bank_account,
  amount_cents       integer not null check (amount_cents between 1 and 100000000),
  fee_cents          integer not null default 0 check (fee_cents >= 0),
  pay_on             date not null,
  send_at            timestamptz not null, -- the resolved moment of pay_on; an ASAP payment's is its creation
  form_id            uuid not null unique, -- one rendered form makes one payment (I13)
  form_digest        text not null,        -- what that form said: the same again is no news, another is refused
  status             text not null default 'scheduled',
  status_changed_at  timestamptz not null default portal_now(),
  version            integer not null default 1,
  attempts           integer not null default 0,    -- submits begun
  submitted_at       timestamptz,                   -- of the first claim; the key's life counts from it
  asks               integer not null default 0,    -- questions by key since the last submit or answer
  ask_at             timestamptz,                   -- when to ask (next)
  unknown_told_at    timestamptz,                   -- the resident was told that nobody answers (F13)
  processor_ref      text unique,
  reason             text,                          -- return code, or why it was canceled
  held_at            timestamptz,                   -- a hold by finance (F16)
  held_by            text,
  created_at         timestamptz not null default portal_now(),
  check (source = 'speedpay' or (bank_account_id is not null and payer_id is not null))
);
create index payment_account on payment (service_account_id, created_at desc);
create index payment_payer on payment (payer_id, created_at desc);
create index payment_open on payment (send_at) where status in ('scheduled', 'submitting', 'unknown', 'pending', 'needs_attention');

-- The graph of reliability.md 3.1: the law for the trigger, the list for the tests, the picture for people.
create table payment_edge (was text, becomes text, primary key (was, becomes));
insert into payment_edge values
  ('scheduled', 'canceled'), ('scheduled', 'submitting'),
  ('submitting', 'pending'), ('submitting', 'approved'), ('submitting', 'rejected'),
  ('submitting', 'unknown'), ('submitting', 'needs_attention'),
  ('unknown', 'pending'), ('unknown', 'approved'), ('unknown', 'rejected'),
  ('unknown', 'needs_attention'), ('unknown', 'submitting'),
  ('pending', 'approved'), ('pending', 'rejected'), ('pending', 'needs_attention'),
  ('needs_attention', 'pending'), ('needs_attention', 'approved'),
  ('needs_attention', 'rejected'), ('needs_attention', 'canceled'),
  ('approved', 'returned');

-- Each change of status, in order: the timeline on the resident's page and the operator's story.
create table payment_event (
  payment_id uuid not null references payment,
  version    integer not null,
  was        text,
  becomes    text not null,
  at         timestamptz not null default portal_now(),
  primary key (payment_id, version)
);
create trigger payment_event_append_only before update or delete or truncate on payment_event
  for each statement execute function refuse_change();

create function payment_keeps_its_word() returns trigger language plpgsql as $$
begin
  if tg_op = 'INSERT' then
    if new.status not in ('scheduled', 'approved') or (new.status = 'approved' and new.source <> 'speedpay') then
      raise exception 'a payment cannot begin as %', new.status using errcode = 'CSS04';
    end if;
  else
    if row(new.id, new.confirmation, new.payer_id, new.service_account_id, new.bill_id, new.source, new.bank_account_id,
           new.fee_cents, new.pay_on, new.send_at, new.form_id, new.created_at)
       is distinct from
       row(old.id, old.confirmation, old.payer_id, old.service_account_id, old.bill_id, old.source, old.bank_account_id,
           old.fee_cents, old.pay_on, old.send_at, old.form_id, old.created_at) then
      raise exception 'a payment keeps its payer, account, day and key' using errcode = 'CSS05';
    end if;
    -- Only the first claim may lower a recurring amount to what is still owed (F6).
    if new.amount_cents <> old.amount_cents and not (old.source = 'recurring' and old.status = 'scheduled'
         and new.status = 'submitting' and new.amount_cents < old.amount_cents) then
      raise exception 'a payment keeps its amount' using errcode = 'CSS05';
    end if;
    if new.status is distinct from old.status then
      if not exists (select from payment_edge where was = old.status and becomes = new.status) then
        raise exception 'a payment does not go from % to %', old.status, new.status using errcode = 'CSS04';
      end if;
      new.version := old.version + 1;
      new.status_changed_at := greatest(portal_now(), old.status_changed_at);
    end if;
  end if;
  return new;
end $$;
create trigger payment_law before insert or update on payment
  for each row execute function payment_keeps_its_word();

create function payment_tells() returns trigger language plpgsql as $$
begin
  if tg_op = 'INSERT' then
    insert into payment_event (payment_id, version, was, becomes) values (new.id, new.version, null, new.status);
  elsif new.status is distinct from old.status then
    insert into payment_event (payment_id, version, was, becomes, at)
      values (new.id, new.version, old.status, new.status, new.status_changed_at);
  end if;
  return null;
end $$;
create trigger payment_story after insert or update on payment
  for each row execute function payment_tells();
create trigger payment_for_ever before delete or truncate on payment
  for each statement execute function refuse_change();

-- What the resident agreed to (S40, A17): the words, their version, when and from where.
create table payment_authorization (
  id           uuid primary key,
  payment_id   uuid unique references payment,
  payer_id     uuid not null references portal_account,
  text_version text not null,
  text         text not null,
  amount_cents integer,
  address      text not null,       -- the client's network address
  at           timestamptz not null default portal_now()
);
create trigger payment_authorization_append_only before update or delete or truncate on payment_authorization
  for each statement execute function refuse_change();

-- Every event of the processor, stored before it is answered, applied once (I16).
create table processor_event (
  id           text primary key,     -- the processor's id of the event
  payment_id   uuid not null,        -- its key; may name a payment that we do not have
  kind         text not null,
  raw          text not null,
  received_at  timestamptz not null default portal_now(),
  applied_at   timestamptz
);
create index processor_event_open on processor_event (payment_id) where applied_at is null;

-- The service account's book: charges are positive, credits negative; the balance is the sum (F3, I7).
create table ledger_entry (
  id                  bigint generated always as identity primary key,
  service_account_id  uuid not null references service_account,
  kind                text not null check (kind in ('bill', 'received', 'payment', 'return')),
  amount_cents        integer not null,
  on_day              date not null,         -- the day it counts: bill day, day received, pay day, day returned
  bill_id             uuid references bill,
  received_payment_id uuid unique references received_payment,
  payment_id          uuid references payment,
  created_at          timestamptz not null default portal_now(),
  unique (bill_id, kind),
  unique (payment_id, kind),
  check (num_nonnulls(bill_id, received_payment_id, payment_id) = 1)
);
create index ledger_account on ledger_entry (service_account_id) include (amount_cents, on_day, kind);
create trigger ledger_append_only before update or delete or truncate on ledger_entry
  for each statement execute function refuse_change();

-- An approved payment has exactly one credit, a returned one exactly one reversal (I7): looked at when the
-- transaction ends, so that the status and its line may come in either order.
create function payment_agrees_with_ledger() returns trigger language plpgsql as $$
declare
  now_status text;
begin
  select status into now_status from payment where id = new.id;
  if (now_status in ('approved', 'returned')) is distinct from
     exists (select from ledger_entry where payment_id = new.id and kind = 'payment' and amount_cents = -new.amount_cents) then
    raise exception 'payment % is % and its credit does not agree', new.id, now_status using errcode = 'CSS06';
  end if;
  if (now_status = 'returned') is distinct from
     exists (select from ledger_entry where payment_id = new.id and kind = 'return' and amount_cents = new.amount_cents) then
    raise exception 'payment % is % and its reversal does not agree', new.id, now_status using errcode = 'CSS06';
  end if;
  return null;
end $$;
create constraint trigger payment_ledger after insert or update of status on payment
  deferrable initially deferred for each row execute function payment_agrees_with_ledger();

create function ledger_agrees_with_payment() returns trigger language plpgsql as $$
begin
  if new.payment_id is not null and not exists (
       select from payment where id = new.payment_id
          and ((new.kind = 'payment' and status in ('approved', 'returned')) or (new.kind = 'return' and status = 'returned'))) then
    raise exception 'ledger line of payment % without its status', new.payment_id using errcode = 'CSS06';
  end if;
  return null;
end $$;
create constraint trigger ledger_payment after insert on ledger_entry
  deferrable initially deferred for each row execute function ledger_agrees_with_payment();

-- "Stop all debits" (F16): while a row is open, no first claim goes through.
create table debit_stop (
  id         uuid primary key,
  stopped_at timestamptz not null default portal_now(),
  stopped_by text not null,
  why        text not null,
  resumed_at timestamptz,
  resumed_by text
);
create unique index debit_stop_one on debit_stop ((true)) where resumed_at is null;
