-- What cameras did, as their courts told it: a sitting's session log shows its share of its room's.
create table room_lines (
  position bigint primary key,
  room text collate "C" not null,
  -- RFC 3339 with milliseconds: when it happened.
  time_at text collate "C" not null,
  event jsonb not null,
  flags text[] not null
);
create index room_lines_room on room_lines (room, time_at);
