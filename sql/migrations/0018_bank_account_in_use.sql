-- A bank account in use can't be removed, and what was removed is not used again (A27, I21). Both sides lock the bank
-- account's row: whoever uses it FOR KEY SHARE, as its foreign key does anyway, whoever removes it FOR UPDATE.

-- The terms that count for a bill that was loaded at this moment (F12); 'infinity' asks for the newest.
create function recurring_terms_at(enrollment_id uuid, loaded_at timestamptz) returns uuid language sql stable as $$
  select t.id from recurring_terms t
   where t.enrollment_id = recurring_terms_at.enrollment_id
   order by t.agreed_at <= loaded_at desc,
            case when t.agreed_at <= loaded_at then t.agreed_at end desc nulls last,
            t.agreed_at
   limit 1
$$;

-- What still takes money from a bank account: payments that are not final, and recurring enrollments, active or paused,
-- whose newest terms name it, or whose terms for a bill that nobody has looked at yet.
create function bank_account_uses(bank uuid) returns table (kind text, id uuid) language sql stable as $$
  select 'payment', p.id
    from payment p
   where p.bank_account_id = bank
     and p.status in ('scheduled', 'submitting', 'unknown', 'needs_attention', 'pending')
   union
  select 'recurring', e.id
    from recurring_terms t
    join recurring_enrollment e on e.id = t.enrollment_id and e.status <> 'stopped'
   where t.bank_account_id = bank
     and (t.id = recurring_terms_at(e.id, 'infinity')
          or exists (
            select from bill b
             where b.service_account_id = e.service_account_id and covered(e.id, b.id)
               and t.id = recurring_terms_at(e.id, b.loaded_at)
               and not exists (select from bill r where r.replaces_id = b.id)
               and not exists (select from bill n where n.service_account_id = b.service_account_id
                                  and (n.billed_on, n.bill_number) > (b.billed_on, b.bill_number)
                                  and not exists (select from bill r where r.replaces_id = n.id))
               and not exists (select from recurring_decision d where d.bill_id = b.id)))
$$;

create function removed_bank_account_stays_unused() returns trigger language plpgsql as $$
begin
  if new.bank_account_id is null then return new; end if;
  perform 1 from bank_account where id = new.bank_account_id and removed_at is null for key share;
  if not found then
    raise exception 'bank account % was removed', new.bank_account_id using errcode = 'CSS08';
  end if;
  return new;
end $$;
create trigger payment_bank_account_is_there before insert on payment
  for each row execute function removed_bank_account_stays_unused();
create trigger recurring_terms_bank_account_is_there before insert on recurring_terms
  for each row execute function removed_bank_account_stays_unused();

create function used_bank_account_stays() returns trigger language plpgsql as $$
begin
  if old.removed_at is not null and new.removed_at is null then
    raise exception 'bank account % stays removed', new.id using errcode = 'CSS08';
  end if;
  if old.removed_at is null and new.removed_at is not null and exists (select from bank_account_uses(new.id)) then
    raise exception 'bank account % is in use', new.id using errcode = 'CSS08';
  end if;
  return new;
end $$;
create trigger bank_account_in_use before update of removed_at on bank_account
  for each row execute function used_bank_account_stays();

-- Those whose numbers are still there although nobody may use them again: what the reconciliation goes through.
create index bank_account_to_destroy on bank_account (created_at)
  where sealed is not null and (removed_at is not null or not saved);
