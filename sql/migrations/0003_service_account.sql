-- The city's billing accounts, as the bill files tell them, and who may see them.

-- The kind of service is data (S29): water today, others when a bill file brings them.
create table service_kind (
  code  text primary key check (code ~ '^[a-z][a-z_]{1,39}$'),
  label text not null
);
insert into service_kind values ('water', 'Drinking water'), ('sewer', 'Sewer'), ('storm_water', 'Storm water');

create table service_account (
  id             uuid primary key,
  account_number text not null unique check (account_number ~ '^[0-9]{13}$'), -- F1: text, zeros kept
  holder_kind    text not null check (holder_kind in ('person', 'business')),
  holder_name    text not null,
  tax_id_hmac    text,               -- HMAC of the last 4 of SSN or Federal Tax ID; never the digits
  street_number  text not null,
  street         text not null,
  unit           text,
  city           text not null,
  state          text not null,
  zip            text not null,
  status         text not null check (status in ('active', 'interrupted', 'closed')),
  updated_at     timestamptz not null default portal_now()
);
create index service_account_street on service_account (lower(street), street_number);

-- A portal account sees a service account. At most 30 (S22), in the order they were linked.
create table account_link (
  portal_account_id  uuid not null references portal_account on delete cascade,
  service_account_id uuid not null references service_account,
  nickname           text check (length(nickname) between 1 and 40),
  linked_at          timestamptz not null default portal_now(),
  primary key (portal_account_id, service_account_id)
);
create index account_link_service on account_link (service_account_id);

create function at_most_30_links() returns trigger language plpgsql as $$
begin
  -- The lock makes parallel links of one portal account wait for each other (I22).
  perform 1 from portal_account where id = new.portal_account_id for update;
  if (select count(*) from account_link where portal_account_id = new.portal_account_id) >= 30 then
    raise exception 'a portal account links at most 30 service accounts' using errcode = 'CSS02';
  end if;
  return new;
end $$;
create trigger account_link_limit before insert on account_link
  for each row execute function at_most_30_links();

-- Everything that was linked and removed, for the export to the billing system (domain.md 11).
create table link_event (
  id                 bigint generated always as identity primary key,
  portal_account_id  uuid not null,
  service_account_id uuid not null references service_account,
  kind               text not null check (kind in ('linked', 'removed')),
  at                 timestamptz not null default portal_now()
);
