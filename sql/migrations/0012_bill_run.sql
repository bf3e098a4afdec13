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
