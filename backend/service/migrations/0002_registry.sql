-- The registry: courts, rooms, feeds and agents, with dates of validity ("to" is exclusive).

create table courts (
  code text primary key,
  level text not null check (level in ('province', 'district', 'region')),
  valid_from date,
  valid_to date
);

create table court_names (
  court text not null references courts (code),
  name text not null,
  name_en text,
  short text not null,
  valid_from date,
  valid_to date,
  constraint court_names_key unique nulls not distinct (court, valid_from)
);

create table court_successions (
  from_court text not null references courts (code),
  to_court text not null references courts (code),
  on_day date not null,
  primary key (from_court, to_court)
);

create table rooms (
  code text primary key,
  court text not null references courts (code),
  name text not null,
  name_en text,
  valid_from date,
  valid_to date
);

create table feeds (
  code text primary key,
  room text not null references rooms (code),
  name text not null,
  role text not null check (role in ('panel', 'floor'))
);

create table agents (
  code text primary key,
  court text not null references courts (code),
  name text,
  token_sha256 text unique
);

create table templates (
  code text primary key,
  text text not null,
  text_en text,
  case_types text[]
);

-- One row: when the registry last changed, and where the journal stood then.
create table registry_state (
  one boolean primary key default true check (one),
  revision bigint not null,
  journal_position bigint not null
);
insert into registry_state (revision, journal_position) values (0, -1);
