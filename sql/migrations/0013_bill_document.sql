-- The bill as a document (F17): made when first asked for, then the same bytes for everybody and for ever. The law sees
-- to it that they are the ones that were hashed, and that nobody puts others in their place.
create table bill_document (
  bill_id    uuid primary key references bill,
  bytes      bytea not null check (length(bytes) between 1 and 1000000),
  sha256     text not null,
  made_at    timestamptz not null default portal_now(),
  check (sha256 = encode(sha256(bytes), 'hex'))
);
-- Compressed already.
alter table bill_document alter column bytes set storage external;
create trigger bill_document_append_only before update or delete or truncate on bill_document
  for each statement execute function refuse_change();
