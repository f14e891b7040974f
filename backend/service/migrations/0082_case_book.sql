-- The case book (sổ thụ lý) in figures: what each court says month by month, with who and when. The highest version of a cell counts, none is ever changed.
create table case_book_entries (
  court text collate "C" not null references courts (code),
  -- `2021-04`: text order is time order.
  month text collate "C" not null check (month ~ '^\d{4}-(0[1-9]|1[0-2])$'),
  case_type text not null,
  instance text not null,
  version integer not null,
  at timestamptz not null,
  -- A login, or `/seed`.
  by_login text not null,
  -- Why it differs from the version before; what kind of figures these are.
  note text,
  -- Pending at the month's beginning, newly accepted and disposed of within it.
  carried_over integer not null,
  accepted integer not null,
  disposed integer not null,
  -- At the month's end, among what is pending.
  stayed integer not null,
  overdue integer not null,
  -- Judgments and decisions quashed and amended above within the month, by the judge's own fault or not.
  quashed_subjective integer not null,
  quashed_objective integer not null,
  amended_subjective integer not null,
  amended_objective integer not null,
  -- Criminal cases alone.
  defendants_carried_over integer,
  defendants_accepted integer,
  defendants_disposed integer,
  primary key (court, month, case_type, instance, version)
);
create index case_book_entries_month on case_book_entries (month);
create function case_book_is_append_only() returns trigger language plpgsql as $$
begin
  raise exception 'what was entered into the case book is append-only';
end $$;
create trigger case_book_append_only before update or delete or truncate on case_book_entries
  for each statement execute function case_book_is_append_only();
