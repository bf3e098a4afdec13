-- Who is told what about which service account, whose address no longer takes mail, and how far the reminders are (F13).

-- "Different for one account?": a resident's own boxes for one service account. It outlives the link, for payments do too.
create table notice_override (
  portal_account_id  uuid not null references portal_account on delete cascade,
  service_account_id uuid not null references service_account,
  new_document       boolean not null,
  due_reminder       boolean not null,
  payment_updates    boolean not null,
  primary key (portal_account_id, service_account_id)
);

-- The boxes that count: those of the one account, else those of the portal account, else New Document is off until it
-- is checked, the reminder is on and payment updates are off. Without a service account: what counts for all others.
create function notice_boxes(portal_account uuid, service_account uuid)
  returns table (new_document boolean, due_reminder boolean, payment_updates boolean)
  language sql stable as $$
  select coalesce(o.new_document, p.new_document, false),
         coalesce(o.due_reminder, p.due_reminder, true),
         coalesce(o.payment_updates, p.payment_updates, false)
    from (select) as one
    left join notice_preference p on p.portal_account_id = $1
    left join notice_override o on o.portal_account_id = $1 and o.service_account_id = $2
$$;

-- Since when the mail server refuses the address for good; every page says so until mail gets through again.
alter table portal_account add column email_refused_at timestamptz;

-- Whoever sends a notice, in whatever way, writes its end down: the address follows from that.
create function notice_tells_address() returns trigger language plpgsql as $$
begin
  if new.state = 'refused' then
    update portal_account set email_refused_at = portal_now()
     where id = new.portal_account_id and lower(email) = lower(new.recipient) and email_refused_at is null;
  else
    update portal_account set email_refused_at = null
     where id = new.portal_account_id and lower(email) = lower(new.recipient) and email_refused_at is not null;
  end if;
  return null;
end $$;
create trigger notice_address after update of state on notice for each row
  when (new.state is distinct from old.state and new.state in ('sent', 'refused'))
  execute function notice_tells_address();

-- A confirmed address is a new chance.
create function confirmed_address_takes_mail() returns trigger language plpgsql as $$
begin
  new.email_refused_at := null;
  return new;
end $$;
create trigger portal_account_address before update of email, email_confirmed_at on portal_account for each row
  when (new.email is distinct from old.email or new.email_confirmed_at is distinct from old.email_confirmed_at)
  execute function confirmed_address_takes_mail();

-- The round of one city day through the bills whose due date is near, batch by batch in the order of (due_on, id).
-- A killed worker goes on behind the last batch; two at once wait for each other here.
create table reminder_round (
  only_row     boolean primary key default true check (only_row),
  day          date,             -- null before the first round
  began_at     timestamptz,      -- bills loaded after this make a new round
  after_due_on date,             -- the last bill looked at
  after_id     uuid,
  done_at      timestamptz
);
insert into reminder_round default values;

-- A moved clock makes another day of the same one: its round begins anew (F19).
create function moved_clock_begins_anew() returns trigger language plpgsql as $$
begin
  update reminder_round set day = null where day is not null;
  return null;
end $$;
create trigger clock_reminders after update on clock_offset for each statement execute function moved_clock_begins_anew();
create index bill_due on bill (due_on, id);

-- What the clean-up looks for, so that it costs what there is to remove and no more.
create index portal_account_unconfirmed on portal_account (created_at) where email_confirmed_at is null;
create index bank_account_unsaved on bank_account (created_at) where not saved;
create index if not exists payment_bank_account on payment (bank_account_id);
