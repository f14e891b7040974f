-- What came out of the folders in which courts put their hearing lists down; the journal has what was imported.
create table schedule_files (
  court text not null,
  name text not null,
  sha256 text not null,
  -- As the file said: what was put down again is another one.
  modified_ms bigint not null,
  at timestamptz not null,
  outcome text not null check (outcome in ('imported', 'same', 'set-aside')),
  -- The import's id.
  import uuid,
  -- Why the whole file was refused; else how many lines were wrong, and the first of them.
  refusal text,
  wrong integer not null,
  lines jsonb not null,
  primary key (court, name, sha256, modified_ms)
);
create index schedule_files_newest on schedule_files (court, at desc);
