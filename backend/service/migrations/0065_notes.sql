-- Notes and marks of those who supervise, at moments of hearings. They are no part of any hearing's course, and no court reads them.

create table notes (
  id uuid primary key,
  -- By its id alone: rows of hearings can be built again.
  hearing uuid not null,
  login text not null references accounts (login),
  -- Of whoever wrote it, when it was written: it stays there.
  organisation text not null references organisations (code),
  version integer not null,
  shared boolean not null,
  -- RFC 3339 with milliseconds: text order is time order. A moment has no end.
  from_at text collate "C" not null,
  to_at text collate "C",
  -- Empty: a mark.
  body text not null,
  tags text[] not null,
  created_at timestamptz not null,
  changed_at timestamptz not null,
  -- The tombstone.
  deleted_at timestamptz
);
create index notes_of_hearing on notes (hearing, organisation) where deleted_at is null;

-- As it was from then on.
create table note_versions (
  note uuid not null references notes (id),
  version integer not null,
  at timestamptz not null,
  shared boolean not null,
  from_at text collate "C" not null,
  to_at text collate "C",
  body text not null,
  tags text[] not null,
  deleted boolean not null,
  primary key (note, version)
);
create function note_versions_are_append_only() returns trigger language plpgsql as $$
begin
  raise exception 'what was noted is append-only';
end $$;
create trigger note_versions_append_only before update or delete or truncate on note_versions
  for each statement execute function note_versions_are_append_only();
