-- What people judged in review sheets, each answer with who and when: the highest version of an item counts, none is ever changed.
create table sheet_answers (
  -- By its id alone: rows of hearings can be built again.
  hearing uuid not null,
  organisation text not null references organisations (code),
  -- Of the sheet's template.
  item text collate "C" not null,
  version integer not null,
  at timestamptz not null,
  login text not null references accounts (login),
  answer jsonb not null,
  primary key (hearing, organisation, item, version)
);
create function sheet_answers_are_append_only() returns trigger language plpgsql as $$
begin
  raise exception 'what was judged in a review sheet is append-only';
end $$;
create trigger sheet_answers_append_only before update or delete or truncate on sheet_answers
  for each statement execute function sheet_answers_are_append_only();
