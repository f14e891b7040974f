-- An authorisation's life: drafted by the court's office, approved by a second person with the signed document attached, ended by its
-- day, by revocation or by what replaces it. Every change is a version that stays; what a version says is never edited.

alter table authorisations
  add column version integer not null default 1,
  add column replaces uuid references authorisations (id),
  -- From this day on another one holds in its place.
  add column superseded_on date,
  add column superseded_by uuid references authorisations (id),
  -- SHA-256, hex, of the signed document among authorisation_documents.
  add column document_sha256 text,
  add column withdrawn_by text,
  add column withdrawn_at timestamptz,
  add column revoked_reason text,
  add column revoked_notice_no text,
  add column revoked_notice_on date;

-- A draft that was withdrawn does not keep its number.
alter table authorisations drop constraint authorisations_document;
create unique index authorisations_document on authorisations (organisation, document_no) where withdrawn_at is null;

-- The signed document as it was attached; a draft may have had others before.
create table authorisation_documents (
  authorisation uuid not null references authorisations (id),
  sha256 text not null,
  media_type text not null check (media_type in ('application/pdf', 'image/png', 'image/jpeg')),
  content bytea not null,
  attached_by text not null,
  attached_at timestamptz not null,
  primary key (authorisation, sha256)
);

create table authorisation_versions (
  authorisation uuid not null references authorisations (id),
  version integer not null,
  at timestamptz not null,
  login text not null,
  what text not null check (what in ('drafted', 'changed', 'attached', 'withdrawn', 'approved', 'revoked', 'superseded')),
  -- The whole authorisation as it was from then on.
  content jsonb not null,
  primary key (authorisation, version)
);

-- Who approves in the chief judge's place, from when to when.
create table deputies (
  id uuid primary key,
  login text not null references accounts (login),
  document_no text not null,
  valid_from date not null,
  -- Inclusive.
  valid_to date not null,
  appointed_by text not null,
  appointed_at timestamptz not null,
  ended_by text,
  ended_at timestamptz
);
create index deputies_login on deputies (login);

-- What was entered before there were versions: what is known of it.
create function pg_temp.known(a authorisations) returns jsonb language sql as $$
  select jsonb_strip_nulls(jsonb_build_object('id', a.id, 'documentNo', a.document_no, 'issuedOn', a.issued_on, 'issuer', a.issuer,
    'organisation', a.organisation, 'scope', a.scope, 'from', a.valid_from, 'to', a.valid_to))
$$;
insert into authorisation_versions (authorisation, version, at, login, what, content)
  select a.id, 1, a.entered_at, a.entered_by, 'drafted', pg_temp.known(a) from authorisations a;
insert into authorisation_versions (authorisation, version, at, login, what, content)
  select a.id, 2, a.approved_at, a.approved_by, 'approved', pg_temp.known(a) from authorisations a where a.approved_at is not null;
insert into authorisation_versions (authorisation, version, at, login, what, content)
  select a.id, v.n, a.revoked_at, a.revoked_by, 'revoked', pg_temp.known(a)
  from authorisations a, lateral (select case when a.approved_at is null then 2 else 3 end as n) v where a.revoked_at is not null;
update authorisations a set version = (select max(v.version) from authorisation_versions v where v.authorisation = a.id);

create function authorisation_record_is_append_only() returns trigger language plpgsql as $$
begin
  raise exception 'the record of authorisations is append-only';
end $$;
create trigger authorisation_versions_append_only before update or delete or truncate on authorisation_versions
  for each statement execute function authorisation_record_is_append_only();
create trigger authorisation_documents_append_only before update or delete or truncate on authorisation_documents
  for each statement execute function authorisation_record_is_append_only();
