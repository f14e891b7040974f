-- How long recordings are kept, what holds them, and their removal by decision. Decisions are rows that nobody changes; only how far a removal is moves on.

-- As it was from then on; the highest version counts. A hearing without a row is kept.
create table keeping_classes (
  -- By its id alone: rows of hearings can be built again.
  hearing uuid not null,
  version integer not null,
  class text collate "C" not null,
  document_no text,
  reason text not null,
  login text not null references accounts (login),
  at timestamptz not null,
  primary key (hearing, version)
);
-- While one of them is not lifted nothing of the hearing is removed, whatever its class.
create table keeping_holds (
  id uuid primary key,
  hearing uuid not null,
  document_no text not null,
  reason text not null,
  login text not null references accounts (login),
  at timestamptz not null
);
create index keeping_holds_hearing on keeping_holds (hearing);
create table keeping_lifts (
  hold uuid primary key references keeping_holds (id),
  document_no text not null,
  reason text not null,
  login text not null references accounts (login),
  at timestamptz not null
);

create table removals (
  id uuid primary key,
  hearing uuid not null,
  court text collate "C" not null,
  decision_no text not null,
  decided_on date not null,
  reason text not null,
  login text not null references accounts (login),
  at timestamptz not null,
  -- Of the list in `removal_segments`, which is all that may be removed.
  segments integer not null,
  bytes bigint not null,
  from_ms double precision not null,
  to_ms double precision not null,
  digest text not null,
  state text not null check (state in ('asked', 'approved', 'removing', 'removed', 'stopped')),
  approved_at timestamptz,
  ended_at timestamptz,
  -- Who stopped it; nobody: the service, for `end_reason`.
  ended_by text references accounts (login),
  end_reason text
);
create index removals_hearing on removals (hearing);
create unique index removals_open on removals (hearing) where state in ('asked', 'approved', 'removing');
create table removal_approvals (
  removal uuid not null references removals (id),
  login text not null references accounts (login),
  at timestamptz not null,
  -- The list that was read.
  digest text not null,
  primary key (removal, login)
);
create table removal_segments (
  removal uuid not null references removals (id),
  feed text collate "C" not null,
  epoch uuid not null,
  number integer not null,
  sha256 text not null,
  primary key (removal, feed, epoch, number),
  foreign key (feed, epoch, number) references media_segments
);
create index removal_segments_segment on removal_segments (feed, epoch, number);

create function keeping_is_append_only() returns trigger language plpgsql as $$
begin
  raise exception 'what was decided of keeping and removing is append-only';
end $$;
create trigger keeping_classes_append_only before update or delete or truncate on keeping_classes
  for each statement execute function keeping_is_append_only();
create trigger keeping_holds_append_only before update or delete or truncate on keeping_holds
  for each statement execute function keeping_is_append_only();
create trigger keeping_lifts_append_only before update or delete or truncate on keeping_lifts
  for each statement execute function keeping_is_append_only();
create trigger removal_approvals_append_only before update or delete or truncate on removal_approvals
  for each statement execute function keeping_is_append_only();
create trigger removal_segments_append_only before update or delete or truncate on removal_segments
  for each statement execute function keeping_is_append_only();

-- A removal is never deleted, and what was asked for never changes: the steps are `asked`, `approved`, `removing`, `removed`, or `stopped` before it began.
create function removals_only_go_on() returns trigger language plpgsql as $$
begin
  if tg_op <> 'UPDATE' then
    raise exception 'a removal is never deleted';
  end if;
  if (new.id, new.hearing, new.court, new.decision_no, new.decided_on, new.reason, new.login, new.at, new.segments, new.bytes,
      new.from_ms, new.to_ms, new.digest)
    is distinct from (old.id, old.hearing, old.court, old.decision_no, old.decided_on, old.reason, old.login, old.at, old.segments,
      old.bytes, old.from_ms, old.to_ms, old.digest) then
    raise exception 'what was asked for does not change';
  end if;
  if (old.state, new.state) not in (('asked', 'approved'), ('approved', 'removing'), ('removing', 'removed'), ('asked', 'stopped'),
      ('approved', 'stopped')) then
    raise exception 'a removal does not go from % to %', old.state, new.state;
  end if;
  if new.state in ('approved', 'removing') and (
    select count(*) from removal_approvals a where a.removal = new.id and a.login <> new.login and a.digest = new.digest
  ) < 2 then
    raise exception 'two others must have approved a removal';
  end if;
  return new;
end $$;
create trigger removals_go_on before update or delete on removals
  for each row execute function removals_only_go_on();
create trigger removals_stay before truncate on removals
  for each statement execute function keeping_is_append_only();

-- What a week took is asked each hour, of a table that only grows.
create index media_segments_stored on media_segments using brin (stored_at);
