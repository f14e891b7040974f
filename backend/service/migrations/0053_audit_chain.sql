-- The audit's chain: a number without holes and a hash for each entry, beside the entries, which stay as they were written.

create table audit_chain (
  -- From 1: "whole up to number N" is "N entries, none missing".
  number bigint primary key,
  entry bigint not null unique,
  prev_hash bytea not null,
  hash bytea not null
);
create trigger audit_chain_append_only before update or delete or truncate on audit_chain
  for each statement execute function audit_is_append_only();

-- The chain's end. Locking its row is the chain's lock.
create table audit_head (
  one boolean primary key default true check (one),
  number bigint not null,
  hash bytea not null
);
insert into audit_head (number, hash) values (0, decode(repeat('00', 32), 'hex'));

-- From now on no entry without its link is committed, whoever writes it. What is there already is linked at the next start.
create function audit_is_linked() returns trigger language plpgsql as $$
begin
  if not exists (select from audit_chain where entry = new.id) then
    raise exception 'the audit entry % has no link in the chain', new.id;
  end if;
  return null;
end $$;
create constraint trigger audit_entries_linked after insert on audit_entries
  deferrable initially deferred for each row execute function audit_is_linked();

create index audit_entries_at on audit_entries (at);
