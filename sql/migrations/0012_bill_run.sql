-- A bill file becomes a run, which a workflow loads and whose emails it sends (architecture.md 4).

-- The file as it is kept: portions of whole lines, so that a loader begins at any line and never holds the whole.
create table bill_run_part (
  bill_run_id uuid not null references bill_run on delete cascade,
  first_line  integer not null,              -- from 1; empty lines don't count
  bytes       bytea not null,
  primary key (bill_run_id, first_line)
);
insert into bill_run_part (bill_run_id, first_line, bytes) select id, 1, bytes from bill_run;

alter table bill_run
  drop column bytes,
  add column seq bigint generated always as identity, -- runs are loaded in the order in which they were accepted
  add column loaded_bills integer not null default 0,
  add column corrected integer not null default 0,    -- bills that replace one
  add column amount_due_cents bigint not null default 0,
  add column payments_cents bigint not null default 0;
create unique index bill_run_seq on bill_run (seq);
create index bill_run_loading on bill_run (seq) where status = 'loading';

update bill_run r
   set loaded_bills = b.bills, corrected = b.corrected, amount_due_cents = b.due
  from (select bill_run_id, count(*) as bills, count(replaces_id) as corrected, sum(amount_due_cents) as due
          from bill group by bill_run_id) b
 where b.bill_run_id = r.id;
update bill_run r
   set payments_cents = p.cents
  from (select bill_run_id, sum(amount_cents) as cents from received_payment group by bill_run_id) p
 where p.bill_run_id = r.id;

-- New Document emails of a run are carried by its workflow, which sends them in portions after the last batch.
alter table notice add column bill_run_id uuid references bill_run;
create index notice_of_bill_run on notice (bill_run_id, id) where state = 'waiting' and carried;

create view check_bill_runs as
  select id, run_id, status, bills, loaded_bills, created_at, loaded_at from bill_run;

-- What goes back to the billing system (domain.md 11, "The export"): payments, paperless and links, each change once.

-- One export: its file byte for byte, so that it can be written again.
create table bill_export (
  id             uuid primary key,
  seq            integer not null unique,    -- 1, 2, 3 … without a gap
  run_id         text not null unique,
  run_on         date not null,
  payments       integer not null,
  payments_cents bigint not null,
  paperless      integer not null,
  links          integer not null,
  sha256         text not null,
  bytes          bytea not null,
  made_at        timestamptz not null default portal_now(),
  written_at     timestamptz                 -- null: nobody knows that its file was written; the next command writes it
);

-- What is to be told, written by triggers in the transaction of the change itself. An export takes what it sees and
-- marks it: a change that commits late has no mark and is in the next one. A cut-off by time or number would lose it.
create table bill_export_entry (
  id                 bigint generated always as identity primary key,
  service_account_id uuid not null references service_account,
  payment_id         uuid references payment,
  says               text not null check (says in ('approved', 'returned', 'on', 'off', 'linked', 'removed')),
  at                 timestamptz not null,
  bill_export_id     uuid references bill_export deferrable initially deferred,
  check ((payment_id is not null) = (says in ('approved', 'returned'))),
  unique (payment_id, says)
);
create index bill_export_entry_open on bill_export_entry (id) where bill_export_id is null;
create index bill_export_entry_of on bill_export_entry (bill_export_id);

create function bill_export_entry_is_told_once() returns trigger language plpgsql as $$
begin
  if tg_op = 'UPDATE' and old.bill_export_id is null
     and row(new.id, new.service_account_id, new.payment_id, new.says, new.at)
         is not distinct from row(old.id, old.service_account_id, old.payment_id, old.says, old.at) then
    return new;
  end if;
  raise exception 'what goes to the billing system is told once and stays' using errcode = 'CSS12';
end $$;
create trigger bill_export_entry_law before update or delete on bill_export_entry
  for each row execute function bill_export_entry_is_told_once();

create function payment_is_to_be_exported() returns trigger language plpgsql as $$
begin
  if new.status in ('approved', 'returned') and (tg_op = 'INSERT' or new.status is distinct from old.status) then
    insert into bill_export_entry (service_account_id, payment_id, says, at)
    values (new.service_account_id, new.id, new.status, new.status_changed_at);
  end if;
  return null;
end $$;
create trigger payment_export after insert or update of status on payment
  for each row execute function payment_is_to_be_exported();

create function paperless_is_to_be_exported() returns trigger language plpgsql as $$
begin
  if tg_op = 'INSERT' then
    insert into bill_export_entry (service_account_id, says, at) values (new.service_account_id, 'on', new.enrolled_at);
  elsif old.ended_at is not null and new.ended_at is null then -- brought back by Undo
    insert into bill_export_entry (service_account_id, says, at) values (new.service_account_id, 'on', portal_now());
  end if;
  if new.ended_at is not null and (tg_op = 'INSERT' or old.ended_at is null) then
    insert into bill_export_entry (service_account_id, says, at) values (new.service_account_id, 'off', new.ended_at);
  end if;
  return null;
end $$;
create trigger paperless_export after insert or update of ended_at on paperless_enrollment
  for each row execute function paperless_is_to_be_exported();

create function link_is_to_be_exported() returns trigger language plpgsql as $$
begin
  insert into bill_export_entry (service_account_id, says, at) values (new.service_account_id, new.kind, new.at);
  return null;
end $$;
create trigger link_export after insert on link_event for each row execute function link_is_to_be_exported();

-- What happened before there were exports.
insert into bill_export_entry (service_account_id, payment_id, says, at)
select p.service_account_id, p.id, e.becomes, e.at
  from payment_event e join payment p on p.id = e.payment_id
 where e.becomes in ('approved', 'returned')
 order by e.at;
insert into bill_export_entry (service_account_id, says, at)
select service_account_id, says, at
  from (select service_account_id, 'on' as says, enrolled_at as at from paperless_enrollment
         union all
        select service_account_id, 'off', ended_at from paperless_enrollment where ended_at is not null
         union all
        select service_account_id, kind, at from link_event) told
 order by at;

create view check_exports as
  select e.id, e.run_id, n.says, n.payment_id, n.service_account_id
    from bill_export_entry n join bill_export e on e.id = n.bill_export_id;
