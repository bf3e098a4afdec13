-- Whose bills are shown online instead of mailed, and what a resident wants to be told.

-- One active enrollment per service account, with who enrolled (F11). Old ones stay as history.
create table paperless_enrollment (
  id                 uuid primary key,
  service_account_id uuid not null references service_account,
  portal_account_id  uuid not null references portal_account,
  enrolled_at        timestamptz not null default portal_now(),
  ended_at           timestamptz,
  ended_by           uuid,
  first_bill_on      date              -- the first electronic bill; it opens bank payments (S37, F2)
);
create unique index paperless_active on paperless_enrollment (service_account_id) where ended_at is null;

-- The boxes of Notifications and Reminders (F13); a row exists once somebody chose.
create table notice_preference (
  portal_account_id uuid primary key references portal_account on delete cascade,
  new_document      boolean not null default false,
  due_reminder      boolean not null default true,
  payment_updates   boolean not null default false
);
