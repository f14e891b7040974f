-- Second factors, proofs of who somebody is, attempts that failed, and the screens of meeting rooms.

-- By which key this database's secrets are sealed: a node with another one says so at its start.
create table seal_key (
  one boolean primary key default true check (one),
  mac bytea not null
);

create table second_factors (
  login text primary key references accounts (login),
  -- Sealed (AES-256-GCM); null until a code confirmed it.
  secret bytea,
  confirmed_at timestamptz,
  -- The last time step whose code was used: each is good once (RFC 6238 §5.2).
  last_step bigint,
  -- Wrong codes since the last right one.
  failures integer not null default 0,
  -- Begun and not confirmed; until then the old one holds.
  begun bytea,
  begun_at timestamptz
);
create table recovery_codes (
  login text not null references second_factors (login) on delete cascade,
  mac bytea not null,
  primary key (login, mac)
);

-- When who holds the session last proved who they are; null: never (the demo's one click, a screen).
alter table sessions add column proved_at timestamptz;

-- When attempts failed, in ms, by a keyed digest of who tried what from where: it survives restarts and counts over all nodes.
create table attempts (
  key bytea primary key,
  times bigint[] not null,
  last_at bigint not null
);
create index attempts_last_at on attempts (last_at);

alter table first_administrator add column expires_at timestamptz;

create table screens (
  login text primary key references accounts (login),
  -- By whose office it shows what it shows.
  office text not null check (office in ('supervisor', 'court_chief_judge', 'province_chief_judge')),
  confirmed_by text not null references accounts (login),
  confirmed_at timestamptz not null
);
create index screens_confirmed_by on screens (confirmed_by);

-- A screen that shows a code and waits for somebody to confirm it.
create table screen_requests (
  -- SHA-256 of its browser's secret, hex.
  secret_sha256 text primary key,
  code_mac bytea not null unique,
  address text not null,
  user_agent text not null,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  -- Once confirmed.
  login text references screens (login)
);
