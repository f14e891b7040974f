-- What is derived of hearings, in the transaction of each append: rows, rooms, windows. All of it can be built again from the journal.

create table hearings (
  id uuid primary key,
  court text collate "C" not null,
  room text collate "C",
  day date not null,
  -- Its stage leads no further.
  ended boolean not null,
  -- A sitting of it lasts.
  seated boolean not null,
  state jsonb not null,
  sittings jsonb not null,
  restrictions jsonb not null,
  shown_before_known jsonb not null,
  -- The share of flags and of shown_before_known that only the courses of the whole room could tell.
  room_flags jsonb not null,
  room_shown jsonb not null,
  -- Positions of the appends that last changed the inside and the outside form of the row or its lines.
  inside_version bigint not null,
  outside_version bigint not null
);
create index hearings_day on hearings (day);
create index hearings_version on hearings (inside_version);
create index hearings_going_on on hearings (court) where not ended;
create index hearings_seated on hearings (day) where seated;

-- When a hearing had a sitting in a room as far as was known then, holding it or not: whose courses must be folded together.
create table hearing_presences (
  hearing uuid not null references hearings (id),
  ordinal integer not null,
  room text collate "C" not null,
  -- RFC 3339 with milliseconds: text order is time order.
  from_at text collate "C" not null,
  to_at text collate "C",
  primary key (hearing, ordinal)
);
create index hearing_presences_room on hearing_presences (room, from_at);

-- Who holds a room, and held it.
create table room_holds (
  hearing uuid not null references hearings (id),
  ordinal integer not null,
  sitting text collate "C" not null,
  room text collate "C" not null,
  from_at text collate "C" not null,
  to_at text collate "C",
  primary key (hearing, ordinal)
);
create index room_holds_room on room_holds (room, from_at);

-- Live windows: minted in the append that leaves a feed unrestricted, ended in the one that restricts it.
create table live_windows (
  id uuid primary key,
  feed text collate "C" not null,
  hearing uuid not null references hearings (id),
  sitting text collate "C" not null,
  from_at text collate "C" not null,
  opens_at text collate "C" not null,
  sound boolean not null,
  minted_at bigint not null,
  -- A public stretch of a closed hearing ends by the clock: then to_at is announced, and ended_at follows with the next append.
  to_at text collate "C",
  end_cause text,
  ended_at bigint,
  changed_at bigint not null
);
create index live_windows_changed on live_windows (changed_at);
create index live_windows_lasting on live_windows (feed) where ended_at is null;
