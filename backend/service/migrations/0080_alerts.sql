-- Alerts as work: what was found and what each body did about it, added to and never changed; and the state that follows from it.

create table alert_records (
  number bigint primary key,
  -- Given by whoever sends it, so that sending twice is harmless.
  id uuid not null unique,
  alert uuid not null,
  what text not null,
  at timestamptz not null,
  -- Absent of what came or went by itself.
  organisation text references organisations (code),
  login text references accounts (login),
  data jsonb not null
);
create index alert_records_of_alert on alert_records (alert, number);

create function alert_records_are_append_only() returns trigger language plpgsql as $$
begin
  raise exception 'what became of an alert is append-only';
end $$;
create trigger alert_records_append_only before update or delete or truncate on alert_records
  for each statement execute function alert_records_are_append_only();

-- The fold of its records, written with each of them; can be built again at any time.
create table alerts (
  id uuid primary key,
  -- What it is about: one at a time.
  key text collate "C" not null,
  firing boolean not null,
  -- Number of its newest record.
  version bigint not null,
  ended_at timestamptz,
  state jsonb not null
);
create unique index alerts_firing on alerts (key) where firing;
create index alerts_by_key on alerts (key, version desc);
create index alerts_by_version on alerts (version);

-- Which node looks. Worth nothing after a crash.
create unlogged table alert_lease (
  one boolean primary key default true check (one),
  node uuid not null,
  until timestamptz not null
);
