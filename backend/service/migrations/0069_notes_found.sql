-- Notes are found like lines: folded words with their places. Null: not read yet (the service reads them when it starts).
alter table notes add column words tsvector;
create index notes_words on notes using gin (words) where deleted_at is null;
