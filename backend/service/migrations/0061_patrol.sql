-- Recorded segments that the patrol found missing or changed on the disk. A segment that is whole again leaves the list; the journal keeps what was found.
create table media_damage (
  feed text collate "C" not null,
  epoch uuid not null,
  number integer not null,
  found text not null check (found in ('missing', 'changed')),
  found_at timestamptz not null,
  primary key (feed, epoch, number),
  foreign key (feed, epoch, number) references media_segments
);

-- One row: how far the patrol is in this round. `marked`: the recordings' folder holds the file by which it is known to be there.
create table media_patrol (
  one boolean primary key default true check (one),
  arrival bigint not null,
  began_at timestamptz not null,
  marked boolean not null
);
