-- The audit's hash chain (security.md T25): what somebody edits, deletes or cuts off with a superuser's rights is named by
-- `portal audit verify`. The worker seals rows in batches, about a second after they were written: sealed in the deed's own
-- transaction they would make all payments wait for one lock.

-- The row as its hash reads it: one spelling, whatever the session's settings.
create function audit_text(a audit) returns text language sql stable as $$
  select jsonb_build_array(a.seq, to_char(a.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US'), a.actor, a.action,
                           a.subject, a.facts)::text
$$;

-- Rows that wait for their seal. A queue, because a row of a lower number may be committed later than one of a higher.
create table audit_waiting (
  seq   bigint primary key,
  since timestamptz not null default clock_timestamp() -- the machine's clock, not the moved one
);
create function audit_waits() returns trigger language plpgsql as $$
begin
  insert into audit_waiting (seq) values (new.seq);
  return null;
end $$;
create trigger audit_waits after insert on audit for each row execute function audit_waits();
insert into audit_waiting (seq) select seq from audit;

-- hash = sha256(hash of n - 1 || the row). No foreign key: a row that is gone must leave its seal behind.
create table audit_seal (
  n    bigint primary key check (n > 0), -- without gaps
  seq  bigint not null unique,
  hash bytea not null check (length(hash) = 32)
);
create trigger audit_seal_append_only before update or delete or truncate on audit_seal
  for each statement execute function refuse_change();

-- The last seal of each batch under a key that is not in the database: whoever writes the chain anew is found here.
create table audit_checkpoint (
  n    bigint primary key,
  hash bytea not null,
  mac  text not null,
  at   timestamptz not null default portal_now()
);
create trigger audit_checkpoint_append_only before update or delete or truncate on audit_checkpoint
  for each statement execute function refuse_change();

-- Where the chain ends, under that key too: a tail that was cut off is missed here.
create table audit_head (
  only_row    boolean primary key default true check (only_row),
  n           bigint not null default 0,
  hash        bytea not null default sha256(''),
  mac         text not null default '',
  anchored_on date              -- the city day whose anchor was told to the log and by mail
);
insert into audit_head default values;

drop view check_audit;
create view check_audit as
  select a.seq, a.at, a.actor, a.action, encode(s.hash, 'hex') as hash -- null until the worker has sealed it
    from audit a left join audit_seal s on s.seq = a.seq;
