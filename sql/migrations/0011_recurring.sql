-- Recurring payment with a threshold (S44-S49): a resident's standing wish to pay each bill of one service account.

-- One active or paused per service account, whoever set it up (F12, I9). It belongs to its payer and outlives
-- UNENROLL and the red X (F10). `first_bill_id` was the newest bill when it began: it is paid only when chosen so.
create table recurring_enrollment (
  id                 uuid primary key,
  service_account_id uuid not null references service_account,
  payer_id           uuid not null references portal_account,
  first_bill_id      uuid references bill,
  pays_first_bill    boolean not null,
  status             text not null default 'active' check (status in ('active', 'paused', 'stopped')),
  reason             text,               -- a return code, or who stopped it: by_payer, by_311, account_closed
  status_changed_at  timestamptz not null default portal_now(),
  created_at         timestamptz not null default portal_now(),
  check (not pays_first_bill or first_bill_id is not null)
);
create unique index recurring_enrollment_one on recurring_enrollment (service_account_id) where status <> 'stopped';
create index recurring_enrollment_payer on recurring_enrollment (payer_id);

-- What the payer agreed to, at set-up and at each change (A17; Reg E 1005.10(b)): append only. A bill follows the
-- terms that were agreed to last when it was loaded, so a change counts from the next bill (F12).
create table recurring_terms (
  id              uuid primary key,
  enrollment_id   uuid not null references recurring_enrollment,
  days_before     integer check (days_before between 0 and 10), -- before the due date; null: the day the bill arrives
  threshold_cents integer check (threshold_cents between 1000 and 9999999), -- null: every bill is paid in full
  bank_account_id uuid not null references bank_account,
  form_id         uuid not null unique,     -- one rendered form is one set-up or change (I13)
  text_version    text not null,
  text            text not null,
  address         text not null,            -- the client's network address
  agreed_at       timestamptz not null default portal_now()
);
create index recurring_terms_of on recurring_terms (enrollment_id, agreed_at desc);
create index recurring_terms_bank on recurring_terms (bank_account_id);
create trigger recurring_terms_append_only before update or delete or truncate on recurring_terms
  for each statement execute function refuse_change();

-- What became of a bill when the enrollment looked at it: once a bill, whatever came of it (I9).
create table recurring_decision (
  bill_id       uuid primary key references bill,
  enrollment_id uuid not null references recurring_enrollment,
  terms_id      uuid not null references recurring_terms,
  outcome       text not null check (outcome in ('scheduled', 'held', 'left')),
  why           text,                       -- of one that was left to the resident
  decided_at    timestamptz not null default portal_now()
);
create index recurring_decision_of on recurring_decision (enrollment_id, decided_at desc);
create trigger recurring_decision_append_only before update or delete or truncate on recurring_decision
  for each statement execute function refuse_change();

-- A bill over the threshold waits for the payer's OK of this bill and this amount (S46, F7). Its payment's row is made
-- when the payer authorizes it; it ends in one of four ways, each said by mail.
create table bill_hold (
  id                 uuid primary key,
  enrollment_id      uuid not null references recurring_enrollment,
  terms_id           uuid not null references recurring_terms,
  bill_id            uuid not null unique references bill,
  service_account_id uuid not null references service_account,
  payer_id           uuid not null references portal_account,
  threshold_cents    integer not null,      -- at the bill's arrival (I10)
  amount_cents       integer not null check (amount_cents > threshold_cents), -- the bill's amount due, as loaded
  due_on             date not null,         -- its shown deadline, not its end
  opened_at          timestamptz not null default portal_now(),
  reminded_on        date,                  -- the day of the last reminder
  status             text not null default 'open' check (status in ('open', 'authorized', 'paid', 'replaced', 'stopped')),
  ended_at           timestamptz,
  payment_id         uuid unique references payment,
  replaced_by_id     uuid references bill,
  check ((status = 'open') = (ended_at is null)),
  check ((status = 'authorized') = (payment_id is not null)),
  check ((status = 'replaced') = (replaced_by_id is not null))
);
create unique index bill_hold_open on bill_hold (enrollment_id) where status = 'open';
create index bill_hold_payer on bill_hold (payer_id, opened_at desc);

create function hold_keeps_its_word() returns trigger language plpgsql as $$
begin
  if row(new.id, new.enrollment_id, new.terms_id, new.bill_id, new.service_account_id, new.payer_id, new.threshold_cents,
         new.amount_cents, new.due_on, new.opened_at)
     is distinct from
     row(old.id, old.enrollment_id, old.terms_id, old.bill_id, old.service_account_id, old.payer_id, old.threshold_cents,
         old.amount_cents, old.due_on, old.opened_at) then
    raise exception 'a hold keeps its bill, amount and payer' using errcode = 'CSS07';
  end if;
  if old.status <> 'open' then
    raise exception 'a hold that ended stays ended' using errcode = 'CSS07';
  end if;
  return new;
end $$;
create trigger bill_hold_law before update on bill_hold for each row execute function hold_keeps_its_word();
create trigger bill_hold_for_ever before delete or truncate on bill_hold
  for each statement execute function refuse_change();

create function enrollment_keeps_its_word() returns trigger language plpgsql as $$
begin
  if row(new.id, new.service_account_id, new.payer_id, new.first_bill_id, new.pays_first_bill, new.created_at)
     is distinct from
     row(old.id, old.service_account_id, old.payer_id, old.first_bill_id, old.pays_first_bill, old.created_at) then
    raise exception 'a recurring enrollment keeps its payer and account' using errcode = 'CSS07';
  end if;
  if old.status = 'stopped' then
    raise exception 'a recurring enrollment that was stopped stays stopped' using errcode = 'CSS07';
  end if;
  if new.status is distinct from old.status then new.status_changed_at := portal_now(); end if;
  return new;
end $$;
create trigger recurring_enrollment_law before update on recurring_enrollment
  for each row execute function enrollment_keeps_its_word();
create trigger recurring_enrollment_for_ever before delete or truncate on recurring_enrollment
  for each statement execute function refuse_change();

-- One bill, one automatic debit, whatever its outcome (N2, I9); its terms say who agreed to what.
alter table payment add column terms_id uuid references recurring_terms;
alter table payment add constraint payment_recurring_terms
  check ((source = 'recurring') = (terms_id is not null) and (source <> 'recurring' or bill_id is not null));
create unique index payment_recurring_bill on payment (bill_id) where source = 'recurring';
create index payment_bank_account on payment (bank_account_id);

-- A recurring payment is its payer's, of the account and bill that its terms cover; of a bill over the threshold it
-- needs that bill's OK, and never takes more than was agreed to (I10). Looked at when the transaction ends, so that
-- hold, authorization and payment may be written in any order.
create function recurring_payment_is_agreed() returns trigger language plpgsql as $$
declare
  found record;
begin
  if new.source <> 'recurring' then return null; end if;
  select e.payer_id, e.service_account_id, t.threshold_cents, t.bank_account_id, b.amount_due_cents,
         b.service_account_id as bill_account
    into found
    from recurring_terms t
    join recurring_enrollment e on e.id = t.enrollment_id
    join bill b on b.id = new.bill_id
   where t.id = new.terms_id;
  if found.payer_id <> new.payer_id or found.service_account_id <> new.service_account_id
     or found.bill_account <> new.service_account_id or found.bank_account_id <> new.bank_account_id then
    raise exception 'recurring payment % is not as its terms say', new.id using errcode = 'CSS07';
  end if;
  if new.amount_cents > found.amount_due_cents then
    raise exception 'recurring payment % takes more than its bill', new.id using errcode = 'CSS07';
  end if;
  if (found.amount_due_cents > found.threshold_cents or exists (select from bill_hold where bill_id = new.bill_id))
     and not exists (
       select from bill_hold h join payment_authorization z on z.payment_id = h.payment_id
        where h.bill_id = new.bill_id and h.payment_id = new.id and h.status = 'authorized'
          and z.payer_id = new.payer_id and z.amount_cents >= new.amount_cents) then
    raise exception 'recurring payment % is over the threshold and was not authorized', new.id using errcode = 'CSS07';
  end if;
  return null;
end $$;
create constraint trigger payment_recurring after insert on payment
  deferrable initially deferred for each row execute function recurring_payment_is_agreed();

create function payment_keeps_its_terms() returns trigger language plpgsql as $$
begin
  if new.terms_id is distinct from old.terms_id then
    raise exception 'a payment keeps its terms' using errcode = 'CSS05';
  end if;
  return new;
end $$;
create trigger payment_terms before update of terms_id on payment
  for each row execute function payment_keeps_its_terms();

-- When the billing system closed the account: the first bill from then on is its final one (F14).
alter table service_account add column closed_at timestamptz;
create function service_account_closes() returns trigger language plpgsql as $$
begin
  if new.status = 'closed' then new.closed_at := coalesce(new.closed_at, portal_now());
  else new.closed_at := null; end if;
  return new;
end $$;
create trigger service_account_closing before insert or update of status on service_account
  for each row execute function service_account_closes();
update service_account set status = status where status = 'closed';

create or replace view check_enrollments as
  select id, 'paperless'::text as kind, service_account_id, portal_account_id, ended_at is null as active
    from paperless_enrollment
   union all
  select id, 'recurring', service_account_id, payer_id, status = 'active' from recurring_enrollment;

create or replace view check_holds as
  select id, status, bill_id, amount_cents, payment_id from bill_hold;

-- The bills that a bill corrects, the last one first.
create function corrected_by(bill_id uuid) returns setof uuid language sql stable as $$
  with recursive chain as (
    select replaces_id as id from bill where bill.id = corrected_by.bill_id
     union all
    select b.replaces_id from bill b join chain on b.id = chain.id
  )
  select id from chain where id is not null
$$;

-- Whether an enrollment begins with this bill or later: the bill that was there before, and its corrections, only when
-- the payer chose so (F6).
create function covered(enrollment_id uuid, bill_id uuid) returns boolean language sql stable as $$
  select e.pays_first_bill or e.first_bill_id is null
         or (e.first_bill_id <> covered.bill_id
             and not exists (select from corrected_by(covered.bill_id) c where c = e.first_bill_id))
    from recurring_enrollment e where e.id = covered.enrollment_id
$$;

-- Whether a bill corrects one whose automatic payment was sent or canceled, or that was left to the resident for
-- another reason than that nothing was owed: then it gets none either (F14).
create function settled_before(bill_id uuid) returns boolean language sql stable as $$
  select exists (
    select from corrected_by(settled_before.bill_id) c
     where exists (select from payment p where p.bill_id = c and p.source = 'recurring' and p.status <> 'scheduled'
                      and not (p.status = 'canceled' and p.reason in ('nothing_owed', 'replaced')))
        or exists (select from recurring_decision d where d.bill_id = c and d.outcome = 'left' and d.why <> 'nothing_owed'))
$$;
