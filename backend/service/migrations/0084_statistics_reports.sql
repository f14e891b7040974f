-- Monthly reports as they were made: what was told stays as it was told, whatever is corrected afterwards.
create table statistics_reports (
  id uuid primary key,
  -- `2021-04`: text order is time order.
  month text collate "C" not null check (month ~ '^\d{4}-(0[1-9]|1[0-2])$'),
  -- Of one court; null: of the province's.
  court text collate "C" references courts (code),
  -- Of that month and court: the first, the second …
  edition integer not null,
  at timestamptz not null,
  by_login text not null references accounts (login),
  pdf bytea not null,
  xlsx bytea not null,
  pdf_sha256 text not null,
  xlsx_sha256 text not null
);
create unique index statistics_reports_edition on statistics_reports (month, coalesce(court, ''), edition);
create function statistics_reports_are_append_only() returns trigger language plpgsql as $$
begin
  raise exception 'reports that were made are append-only';
end $$;
create trigger statistics_reports_append_only before update or delete or truncate on statistics_reports
  for each statement execute function statistics_reports_are_append_only();
