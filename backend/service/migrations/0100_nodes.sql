-- Several nodes over one database: which of them live, and which of them has which camera.

create table nodes (
  node uuid primary key,
  -- Where the others reach it.
  url text not null,
  -- By the clock of this database. A node that is late may renew it, as long as nobody took its row away.
  until timestamptz not null,
  -- It is about to end: nothing new is given to it.
  leaving boolean not null default false
);

-- A camera is taken in, and shown live, by one node. `fence` grows with every change of hands and never begins anew, so that what an
-- earlier holder still wants to write is told from what the present one writes: this table must never be unlogged.
create table feed_leases (
  feed text collate "C" primary key,
  -- Nobody's when absent, or when that node has no row any more.
  node uuid,
  fence bigint not null
);
