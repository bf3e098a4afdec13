-- Bills as the billing system sent them, and the ledger, whose sum is the balance (F3, I7).

-- One accepted bill file. The bytes are kept; the same bytes twice is one run.
create table bill_run (
  id          uuid primary key,
  run_id      text not null unique,          -- the billing system's own name of the run
  source      text not null,
  run_on      date not null,
  sha256      text not null unique,
  bytes       bytea not null,
  lines       integer not null,
  loaded_lines integer not null default 0,   -- the batches up to this line are in
  accounts    integer not null,
  bills       integer not null,
  payments    integer not null,
  status      text not null default 'loading' check (status in ('loading', 'loaded')),
  created_at  timestamptz not null default portal_now(),
  loaded_at   timestamptz
);

create table bill (
  id                 uuid primary key,
  bill_run_id        uuid not null references bill_run,
  bill_number        text not null unique,
  service_account_id uuid not null references service_account,
  billed_on          date not null,
  due_on             date not null check (due_on >= billed_on),
  period_from        date not null,
  period_to          date not null,
  previous_cents     integer not null,
  payments_cents     integer not null,
  adjustments_cents  integer not null,
  current_cents      integer not null,
  amount_due_cents   integer not null check (amount_due_cents = previous_cents - payments_cents + adjustments_cents + current_cents),
  past_due_cents     integer not null check (past_due_cents >= 0),
  replaces_id        uuid unique references bill,   -- a corrected bill; the old row stays
  loaded_at          timestamptz not null default portal_now()
);
create index bill_account on bill (service_account_id, billed_on desc, bill_number desc);
create index bill_run_bills on bill (bill_run_id);

create table bill_line (
  bill_id      uuid not null references bill on delete cascade,
  position     integer not null,
  service      text not null references service_kind,
  description  text not null,
  quantity     numeric(14, 3),
  unit         text,
  amount_cents integer not null,
  primary key (bill_id, position)
);

create table meter_read (
  bill_id       uuid not null references bill on delete cascade,
  position      integer not null,
  meter_number  text not null,
  from_on       date not null,
  to_on         date not null,
  previous_read numeric(14, 3) not null,
  current_read  numeric(14, 3) not null,
  multiplier    numeric(10, 3) not null,
  usage_ccf     numeric(14, 3) not null,
  kind          text not null check (kind in ('actual', 'estimated', 'corrected')),
  primary key (bill_id, position)
);

-- A payment made elsewhere, or an adjustment, as the bill file told it.
create table received_payment (
  id                 uuid primary key,
  bill_run_id        uuid not null references bill_run,
  service_account_id uuid not null references service_account,
  received_on        date not null,
  amount_cents       integer not null,      -- a credit is positive
  channel            text not null check (channel in ('mail', 'in_person', 'bank', 'city_draft', 'phone', 'adjustment')),
  reference          text not null,
  unique (channel, reference)
);
create index received_payment_account on received_payment (service_account_id, received_on desc);
