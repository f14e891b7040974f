-- Search: lines and cases as they are looked for. A projection that a follower of the journal keeps, less than a second behind it;
-- what the policy asks of a hearing stands in the hearing's own row, which the append writes.

create function closed_until(restrictions jsonb) returns text language sql immutable parallel safe as $$
  select max(coalesce(r ->> 'settlesAt', r ->> 'to', '9999'))
  from jsonb_array_elements(restrictions) r where r ->> 'cause' in ('in_camera', 'minor')
$$;
create function panel_names(state jsonb) returns text[] language sql immutable parallel safe as $$
  select coalesce(array_agg(p ->> 'name'), '{}') from jsonb_array_elements(state -> 'panel') p
$$;

alter table hearings
  -- Position of the append since which lines that were there before may have to be hidden or read differently: corrections, doors, titles.
  add column unsettled bigint not null default -1,
  add column case_type text generated always as (state ->> 'caseType') stored,
  -- Doors are closed; and until when (RFC 3339) a closing that was lifted has not settled.
  add column shut boolean not null generated always as
    (coalesce(state ->> 'publicity' = 'in_camera', false) or coalesce((state ->> 'minor')::boolean, false)) stored,
  add column closed_until text collate "C" generated always as (closed_until(restrictions)) stored,
  add column panel text[] generated always as (panel_names(state)) stored,
  add column clerk text generated always as (state -> 'clerk' ->> 'name') stored,
  add column prosecutor text generated always as (state -> 'prosecutor' ->> 'name') stored;
create index hearings_court on hearings (court);

-- Which version of a hearing was read.
create table search_hearings (
  hearing uuid primary key,
  version bigint not null,
  court text collate "C" not null,
  case_type text,
  -- Its doors were closed at some time, or are: who stands inside has lines of their own.
  apart boolean not null
);

create table search_lines (
  hearing uuid not null,
  -- Out of what names the line: the same at every reading.
  key bigint not null,
  -- Told outside. Otherwise only who is inside a hearing that stands apart may read it.
  told boolean not null,
  kind text not null,
  ref text,
  at_ms bigint not null,
  stage text,
  text text not null,
  flags text[] not null,
  corrected boolean not null,
  -- Folded words with their places, and what filters ask (`@c…` court, `@m…` month, …).
  words tsvector not null,
  primary key (hearing, key, told)
);
-- Two, so that nobody outside waits for a word that was said behind closed doors.
create index search_lines_told on search_lines using gin (words) with (gin_pending_list_limit = 256) where told;
create index search_lines_inside on search_lines using gin (words) with (gin_pending_list_limit = 256) where not told;
alter table search_lines alter column words set statistics 1000;

-- What people write short: folded, with the words that it stands for. A court adds its own.
create table abbreviations (
  short text primary key,
  words text not null
);
insert into abbreviations (short, words) values
  ('hdxx', 'hội đồng xét xử'),
  ('htnd', 'hội thẩm nhân dân'),
  ('ksv', 'kiểm sát viên'),
  ('dtv', 'điều tra viên'),
  ('vks', 'viện kiểm sát'),
  ('vksnd', 'viện kiểm sát nhân dân'),
  ('tand', 'tòa án nhân dân'),
  ('tandtc', 'tòa án nhân dân tối cao'),
  ('cqdt', 'cơ quan điều tra'),
  ('ubnd', 'ủy ban nhân dân'),
  ('hdnd', 'hội đồng nhân dân'),
  ('blhs', 'bộ luật hình sự'),
  ('blds', 'bộ luật dân sự'),
  ('bltths', 'bộ luật tố tụng hình sự'),
  ('blttds', 'bộ luật tố tụng dân sự'),
  ('ltthc', 'luật tố tụng hành chính'),
  ('qsdd', 'quyền sử dụng đất'),
  ('gcn', 'giấy chứng nhận'),
  ('bb', 'biên bản'),
  ('tnhs', 'trách nhiệm hình sự'),
  ('nlq', 'người có quyền lợi nghĩa vụ liên quan');
