-- The journal: one gapless position over everything, one hash chain per stream.

create table journal_head (
  one boolean primary key default true check (one),
  next_position bigint not null,
  service_sequence bigint not null,
  accepted_at timestamptz not null
);
insert into journal_head (next_position, service_sequence, accepted_at) values (0, 0, '1970-01-01T00:00:00Z');

create table journal (
  position bigint primary key,
  stream text collate "C" not null,
  seq integer not null,
  source text collate "C" not null,
  id text collate "C" not null,
  hash bytea not null,
  -- A payload can be withheld, with its salt; the chain still verifies.
  salt bytea,
  head text not null,
  payload text,
  flags text[] not null default '{}',
  constraint journal_stream_seq unique (stream, seq),
  constraint journal_source_id unique (source, id)
);

create function journal_is_append_only() returns trigger language plpgsql as $$
begin
  raise exception 'the journal is append-only';
end $$;
create trigger journal_append_only before update or delete or truncate on journal
  for each statement execute function journal_is_append_only();
