-- Media: epochs of capture, the segments that are here, what the courts say they captured, and the live windows' numbers.
-- Moments are milliseconds since 1970, because a segment's duration is a fraction of them.

create table media_epochs (
  feed text collate "C" not null,
  epoch uuid not null,
  codecs text not null,
  width integer not null,
  height integer not null,
  frame_rate double precision not null,
  part_target_ms double precision not null,
  gop_ms double precision,
  clock_offset_ms double precision not null,
  init_sha256 text not null,
  -- Absent until the agent sent it and its digest was right.
  init bytea,
  has_audio boolean,
  created_at timestamptz not null default now(),
  primary key (feed, epoch)
);

-- Final segments alone: their bytes are in the object store, whole and durable, before their row is.
create table media_segments (
  -- Order of arrival; a playlist is pinned to it.
  arrival bigint generated always as identity unique,
  feed text collate "C" not null,
  epoch uuid not null,
  number integer not null,
  start_ms double precision not null,
  duration_ms double precision not null,
  bytes bigint not null,
  sha256 text not null,
  has_audio boolean not null,
  thumbnail boolean not null default false,
  stored_at timestamptz not null default now(),
  primary key (feed, epoch, number),
  foreign key (feed, epoch) references media_epochs
);
create index media_segments_time on media_segments (feed, start_ms);

-- A projection of recording.committed.
create table media_committed (
  feed text collate "C" not null,
  epoch uuid not null,
  number integer not null,
  start_ms double precision not null,
  duration_ms double precision not null,
  bytes bigint not null,
  sha256 text not null,
  position bigint not null,
  primary key (feed, epoch, number)
);
create index media_committed_time on media_committed (feed, start_ms);

create table media_gaps (
  feed text collate "C" not null,
  from_ms double precision not null,
  to_ms double precision not null,
  cause text not null,
  position bigint not null,
  primary key (feed, from_ms, to_ms, cause)
);

-- Numbers that a live window may have given away; they only grow.
create table media_windows (
  id uuid primary key,
  part_target_ms double precision not null,
  next_msn bigint not null,
  next_part bigint not null,
  next_init integer not null,
  discontinuities integer not null,
  updated_at timestamptz not null default now()
);
