-- The tree over the whole journal, and its seals.

-- Hashes of complete subtrees of 256^band leaves; what lies between is made out of at most 255 of them, or of the journal's own hashes.
create table journal_tree (
  band smallint not null check (band > 0),
  index bigint not null,
  hash bytea not null,
  primary key (band, index)
);

-- Signed, one for each size that was sealed.
create table checkpoints (
  size bigint primary key,
  root bytea not null,
  note text not null,
  made_at timestamptz not null
);

-- What registered witnesses signed after they had compared it with what they had kept.
create table cosignatures (
  size bigint not null references checkpoints,
  witness text collate "C" not null,
  key_id text collate "C" not null,
  line text not null,
  signed_at timestamptz not null,
  received_at timestamptz not null,
  primary key (size, witness, key_id)
);
create index cosignatures_newest on cosignatures (witness, size desc);

create function seals_are_append_only() returns trigger language plpgsql as $$
begin
  raise exception 'seals are append-only';
end $$;
create trigger journal_tree_append_only before update or delete or truncate on journal_tree
  for each statement execute function seals_are_append_only();
create trigger checkpoints_append_only before update or delete or truncate on checkpoints
  for each statement execute function seals_are_append_only();
create trigger cosignatures_append_only before update or delete or truncate on cosignatures
  for each statement execute function seals_are_append_only();
