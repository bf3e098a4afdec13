-- What every other table stands on: the clock, the nudges, the audit trail and the throttles.

-- The clock port's offset (architecture.md 5): zero in production, moved only by `portal clock`.
create table clock_offset (
  only_row boolean primary key default true check (only_row),
  seconds  bigint not null default 0
);
insert into clock_offset default values;

-- The portal's now: the machine's clock, moved by the offset. Defaults of `…_at` columns use it.
create function portal_now() returns timestamptz language sql stable as
  $$ select now() + make_interval(secs => (select seconds from clock_offset)) $$;

-- The city's day, which is what every `…_on` column means.
create function city_today() returns date language sql stable as
  $$ select (portal_now() at time zone 'America/New_York')::date $$;

-- "Your row changed, read it again": one row a change, deleted by its key when it was delivered.
-- No unique key on (kind, id): with one, `on conflict do nothing` would lose a nudge.
create table nudge (
  seq         bigint generated always as identity primary key,
  kind        text not null,
  id          uuid not null,
  created_at  timestamptz not null default clock_timestamp(), -- the machine's clock, not the moved one
  attempts    integer not null default 0,
  taken_until timestamptz not null default '-infinity'
);
create index nudge_due on nudge (taken_until, seq);

create function notify_nudge() returns trigger language plpgsql as $$
begin
  notify nudge;
  return null;
end $$;
create trigger nudge_notify after insert on nudge for each statement execute function notify_nudge();

create function notify_clock() returns trigger language plpgsql as $$
begin
  notify clock;
  return null;
end $$;
create trigger clock_notify after update on clock_offset for each statement execute function notify_clock();

-- Who did what to which row. Append only: the triggers refuse everything but an insert.
create table audit (
  seq     bigint generated always as identity primary key,
  at      timestamptz not null default portal_now(),
  actor   text not null,             -- portal account id, 'worker', 'processor', a program, a staff id
  action  text not null,
  subject uuid,
  facts   jsonb not null default '{}'
);
create index audit_subject on audit (subject, seq);

create function refuse_change() returns trigger language plpgsql as $$
begin
  raise exception '% of % is refused: its rows are for ever', tg_op, tg_table_name using errcode = 'CSS01';
end $$;
create trigger audit_append_only before update or delete or truncate on audit
  for each statement execute function refuse_change();

-- One counter per bucket, key and window; shared by all web processes (security.md 1.3).
create table throttle (
  bucket     text not null,
  key        text not null,
  expires_at timestamptz not null,
  hits       integer not null,
  primary key (bucket, key)
);
