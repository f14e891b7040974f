-- Who may sign in, by which documents bodies may look, and what was looked at.

create table organisations (
  code text primary key,
  name text not null,
  name_en text,
  kind text not null check (kind in ('oversight', 'court', 'procuracy', 'operator'))
);

create table accounts (
  login text primary key,
  display_name text not null,
  role text not null check (role in ('screen', 'supervisor', 'province_chief_judge', 'court_chief_judge',
    'presiding_judge', 'clerk', 'prosecutor', 'court_administrator', 'auditor', 'administrator')),
  organisation text not null references organisations (code),
  court text references courts (code),
  -- Argon2id in PHC format; null: cannot sign in by password.
  password_hash text,
  locked boolean not null default false,
  created_at timestamptz not null default now()
);
create index accounts_organisation on accounts (organisation);
create index accounts_court_clerks on accounts (court) where role = 'clerk';

create table authorisations (
  id uuid primary key,
  document_no text not null,
  issued_on date not null,
  issuer text not null,
  organisation text not null references organisations (code),
  scope jsonb not null,
  valid_from date not null,
  -- Inclusive; null: until revoked.
  valid_to date,
  entered_by text not null,
  entered_at timestamptz not null default now(),
  approved_by text,
  approved_at timestamptz,
  revoked_by text,
  revoked_at timestamptz,
  constraint authorisations_document unique (organisation, document_no)
);

create table sessions (
  -- SHA-256 of the cookie's secret, hex.
  token_sha256 text primary key,
  id uuid not null unique,
  login text not null references accounts (login),
  created_at timestamptz not null,
  last_seen_at timestamptz not null,
  -- Null: never by age (screens).
  expires_at timestamptz,
  -- Null: never by idleness (screens).
  idle_ms integer,
  address text not null,
  user_agent text not null,
  ended_at timestamptz,
  end_reason text check (end_reason in ('signed-out', 'expired', 'locked'))
);
create index sessions_open on sessions (login) where ended_at is null;

-- Every change of rights and every end of a session, numbered without holes under the lock of access_head:
-- what a node must forget, whether or not a wake-up reached it. All null means everybody.
create table access_head (
  one boolean primary key default true check (one),
  revision bigint not null
);
insert into access_head (revision) values (0);
create table access_changes (
  revision bigint primary key,
  at timestamptz not null default now(),
  login text,
  organisation text,
  session uuid
);

-- The token of the first administrator, until it was used.
create table first_administrator (
  one boolean primary key default true check (one),
  token_sha256 text not null
);

create table audit_entries (
  id bigint generated always as identity primary key,
  at timestamptz not null,
  kind text not null,
  login text,
  organisation text,
  session uuid,
  address text,
  look uuid,
  hearing uuid,
  feed text,
  action text,
  reason text,
  authorisation text,
  detail jsonb not null default '{}'
);
create index audit_entries_login on audit_entries (login, id desc);
create index audit_entries_hearing on audit_entries (hearing, id desc) where hearing is not null;
create index audit_entries_kind on audit_entries (kind, id desc);
create unique index audit_entries_look on audit_entries (look, kind) where look is not null;

create function audit_is_append_only() returns trigger language plpgsql as $$
begin
  raise exception 'the audit is append-only';
end $$;
create trigger audit_append_only before update or delete or truncate on audit_entries
  for each statement execute function audit_is_append_only();
