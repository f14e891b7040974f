-- How cameras and courts' machines fared, of no hearing: a row each minute with a sample each five seconds, and after fourteen days a row each
-- hour with a sample each minute. Some 500 bytes a row with its indexes: thirty cameras take 21 MB a day, 300 MB before the oldest are thinned.
create table health_samples (
  kind text collate "C" not null check (kind in ('feed', 'machine')),
  code text collate "C" not null,
  -- 5: a minute's row. 60: an hour's.
  step_s smallint not null check (step_s in (5, 60)),
  starts_at timestamptz not null,
  -- 0 good, 1 fair, 2 bad; null where nothing was heard. All series of a row are of the same moments.
  band smallint[] not null,
  delay_ms integer[] not null,
  lost_ms integer[] not null,
  kbps integer[] not null,
  fps real[] not null,
  ailments text[] not null,
  -- What pages told: how many, for how many of them the picture stood still, and how late it was in the mean.
  reports integer not null,
  stalled integer not null,
  latency_ms integer,
  primary key (kind, code, step_s, starts_at)
);
-- The oldest first, to be thinned.
create index health_samples_by_time on health_samples (step_s, starts_at);
