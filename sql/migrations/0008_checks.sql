-- Stable views for outside checks (reliability.md 4.1, C8). Add columns freely; these keep their names.

create view check_payments as
  select id, status, amount_cents, fee_cents, pay_on, processor_ref, source, bill_id, service_account_id,
         payer_id, confirmation from payment;

create view check_ledger as
  select id, service_account_id, payment_id, bill_id, kind, amount_cents, created_at from ledger_entry;

create view check_links as
  select portal_account_id, service_account_id, linked_at from account_link;

create view check_enrollments as
  select id, 'paperless'::text as kind, service_account_id, portal_account_id, ended_at is null as active
    from paperless_enrollment;

-- Until the hash chain is there, nothing vouches for a row.
create view check_audit as
  select seq, at, actor, action, null::text as hash from audit;

-- Until there are holds, there is none.
create view check_holds as
  select null::uuid as id, null::text as status, null::uuid as bill_id, null::integer as amount_cents,
         null::uuid as payment_id where false;

create view check_nudges as
  select seq, kind, id, created_at from nudge;

create view check_bills as
  select b.id, b.bill_number, a.account_number, b.bill_run_id, b.amount_due_cents, b.due_on, b.service_account_id
    from bill b join service_account a on a.id = b.service_account_id;

create view check_accounts as
  select a.id, a.account_number,
         coalesce((select sum(l.amount_cents) from ledger_entry l where l.service_account_id = a.id), 0)::bigint as balance_cents,
         a.status
    from service_account a;
