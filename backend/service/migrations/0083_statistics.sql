-- What figures count, of each hearing's row: kept with the row, so that a year is counted without unpacking a year of states.

-- Of RFC 3339 in UTC, whatever the session's zone. The journal's border lets no time in that no calendar has; PostgreSQL knows no year 0.
create function as_moment(said text) returns timestamptz language sql immutable parallel safe as $$
  select case when said >= '0001' then said::timestamptz end
$$;
-- Minutes from the opening to the end of each sitting, together; null while it is not closed.
create function minutes_held(state jsonb, sittings jsonb) returns double precision language sql immutable parallel safe as $$
  select sum(greatest(extract(epoch from
    as_moment(s ->> 'to') - greatest(as_moment(s ->> 'from'), as_moment(state ->> 'openedAt'))), 0)) / 60
  from jsonb_array_elements(sittings) s
  where state ? 'openedAt' and state ->> 'stage' = 'closed' and s ? 'to'
$$;

alter table hearings
  -- Its doors are and were open: only then is anything of it counted but that it is there.
  add column told boolean not null generated always as (
    not (coalesce(state ->> 'publicity' = 'in_camera', false) or coalesce((state ->> 'minor')::boolean, false))
    and closed_until(restrictions) is null) stored,
  add column stage text not null generated always as (state ->> 'stage') stored,
  add column instance text generated always as (state ->> 'instance') stored,
  add column mode text generated always as (state ->> 'mode') stored,
  add column outcome text generated always as (state -> 'outcome' ->> 'kind') stored,
  add column reason text generated always as (state -> 'outcome' ->> 'reasonCode') stored,
  add column start_at timestamptz generated always as (as_moment(state ->> 'start')) stored,
  add column opened_at timestamptz generated always as (as_moment(state ->> 'openedAt')) stored,
  add column minutes double precision generated always as (minutes_held(state, sittings)) stored;
