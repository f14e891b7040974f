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

-- The beginning of an append, in one round trip: takes the lock, then looks up what is known of the events and streams.
-- Each statement sees what was committed before the lock was given (a volatile function under read committed).
create function journal_begin(sources text[], ids text[], streams text[], out next_position bigint, out service_sequence bigint,
  out accepted_at timestamptz, out known jsonb, out heads jsonb)
language plpgsql volatile as $$
begin
  select h.next_position, h.service_sequence, h.accepted_at
    into next_position, service_sequence, accepted_at
    from journal_head h for update;
  select jsonb_agg(jsonb_build_array(j.source, j.id, j.position, j.head, j.payload)) into known
    from unnest(sources, ids) as k (source, id)
    join journal j on j.source = k.source and j.id = k.id;
  select jsonb_agg(jsonb_build_array(s.stream, l.seq, encode(l.hash, 'hex'), f.head, f.payload)) into heads
    from unnest(streams) as s (stream)
    cross join lateral (select seq, hash from journal where stream = s.stream order by seq desc limit 1) l
    join journal f on f.stream = s.stream and f.seq = 0;
end $$;
