-- Exports of hearings: what was asked for by whom, how far the work is. The files stand beside the recordings, and go; these rows stay.

create table exports (
  id uuid primary key,
  kind text not null check (kind in ('picture', 'certified')),
  hearing uuid not null,
  court text collate "C" not null,
  day date not null,
  login text not null,
  organisation text not null,
  session text not null,
  -- The document by which it was asked for, where an office did not do.
  document_no text,
  feed text collate "C",
  from_ms double precision,
  to_ms double precision,
  state text not null check (state in ('waiting', 'running', 'done', 'failed', 'cancelled', 'removed')),
  reason text,
  done_bytes bigint not null default 0,
  total_bytes bigint,
  sha256 text,
  -- What the file holds, to be asked for again: positions of the journal and stretches of each camera.
  holds jsonb,
  -- How often it was begun, by which node, and when that last gave a sign.
  attempts integer not null default 0,
  node uuid,
  seen_at timestamptz,
  created_at timestamptz not null,
  ended_at timestamptz,
  expires_at timestamptz
);
create index exports_of_login on exports (login, created_at desc);
create index exports_open on exports (state) where state in ('waiting', 'running', 'done');
