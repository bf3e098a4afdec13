-- What the red X took away, so that Undo brings it back as it was (F11): a row for each link that was removed.

create table link_removal (
  id                 uuid primary key,
  portal_account_id  uuid not null references portal_account on delete cascade,
  service_account_id uuid not null references service_account,
  nickname           text,                 -- of the link, for the mail and for Undo
  linked_at          timestamptz not null, -- its place in the list
  paperless_id       uuid references paperless_enrollment, -- the enrollment that ended with the last link
  removed_at         timestamptz not null default portal_now(),
  undone_at          timestamptz
);
create index link_removal_owner on link_removal (portal_account_id, service_account_id, removed_at desc);
