-- Pay Now with Western Union SpeedPay (F15): what was handed over to the processor's own page. It is no payment yet.

-- A person was sent to the hosted page. The id is the processor's key and becomes the payment's; whether it was paid is
-- told by a signed event or the processor's answer to a question by key, never by the browser that comes back (I17).
create table card_intent (
  id                 uuid primary key,
  service_account_id uuid not null references service_account,
  payer_id           uuid references portal_account, -- null: signed out
  reference          text not null unique,   -- what the processor is told, and must say again
  amount_cents       integer not null check (amount_cents between 100 and 999999), -- F5
  fee_cents          integer not null check (fee_cents >= 0), -- as it was when it was agreed to; never in the ledger
  form_id            uuid not null unique,   -- one rendered form is one intent (I13)
  form_digest        text not null,
  bound_to           text not null,          -- keyed hash of the browser's session or visit
  state_nonce        text,                   -- of the way back that is open; null once it was used (T14)
  created_at         timestamptz not null default portal_now(),
  expires_at         timestamptz not null,   -- after that it is asked for once more, and credited all the same
  returned_at        timestamptz,            -- the browser came back
  said               text check (said in ('nothing', 'declined', 'pending')), -- the processor's last word since then
  declined_at        timestamptz,            -- of the first declined try (T38)
  asks               integer not null default 0,
  ask_at             timestamptz not null,   -- when to ask (next)
  closed_at          timestamptz,            -- the processor said after the expiry that it has nothing
  paid_at            timestamptz,            -- there is a payment
  check (paid_at is null or closed_at is null)
);
create index card_intent_open on card_intent (ask_at) where paid_at is null and closed_at is null;
create index card_intent_declined on card_intent (declined_at) where declined_at is not null;

create function card_intent_keeps_its_word() returns trigger language plpgsql as $$
begin
  if row(new.id, new.service_account_id, new.payer_id, new.reference, new.amount_cents, new.fee_cents, new.form_id,
         new.form_digest, new.created_at, new.expires_at)
     is distinct from
     row(old.id, old.service_account_id, old.payer_id, old.reference, old.amount_cents, old.fee_cents, old.form_id,
         old.form_digest, old.created_at, old.expires_at) then
    raise exception 'a card intent keeps its account, amount and fee' using errcode = 'CSS05';
  end if;
  if old.paid_at is not null and new.paid_at is distinct from old.paid_at then
    raise exception 'a card intent is paid once' using errcode = 'CSS05';
  end if;
  return new;
end $$;
create trigger card_intent_law before update on card_intent
  for each row execute function card_intent_keeps_its_word();
create trigger card_intent_for_ever before delete or truncate on card_intent
  for each statement execute function refuse_change();

-- A SpeedPay payment is its intent, paid: approved at once, or for a person to look at when the processor says something
-- else than was agreed to (I4). Every other beginning stays under the law of all payments.
create function speedpay_payment_begins() returns trigger language plpgsql as $$
begin
  if new.status not in ('approved', 'needs_attention') then
    raise exception 'a SpeedPay payment cannot begin as %', new.status using errcode = 'CSS04';
  end if;
  if not exists (select from card_intent i
                  where i.id = new.id and i.service_account_id = new.service_account_id
                    and i.payer_id is not distinct from new.payer_id
                    and i.amount_cents = new.amount_cents and i.fee_cents = new.fee_cents) then
    raise exception 'payment % is not what was handed over to SpeedPay', new.id using errcode = 'CSS05';
  end if;
  return new;
end $$;
drop trigger payment_law on payment;
create trigger payment_law before update on payment
  for each row execute function payment_keeps_its_word();
create trigger payment_begins before insert on payment
  for each row when (new.source <> 'speedpay') execute function payment_keeps_its_word();
create trigger payment_begins_paid before insert on payment
  for each row when (new.source = 'speedpay') execute function speedpay_payment_begins();

-- Where the City's bills may be paid in person (S55): the list of the last import, whole.
create table location (
  id            uuid primary key,
  name          text not null,
  street        text not null,
  city          text not null,
  state         text not null,
  zip           text not null check (zip ~ '^[0-9]{5}$'),
  hours         text,
  phone         text,
  imported_at   timestamptz not null default portal_now()
);
create index location_place on location (city, zip, name);
