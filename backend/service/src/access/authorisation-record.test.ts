import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import pg from 'pg';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { MIGRATIONS_DIR } from '../platform/migrations.ts';
import { connectionConfig } from '../platform/sql.ts';
import { openTestDatabase, type TestDatabase } from '../testing/database.ts';

let database: TestDatabase;
beforeEach(async () => {
  database = await openTestDatabase();
});
afterEach(() => database.close());

test('authorisations that were entered before there were versions keep what they say, and get the versions that are known of them', async () => {
  const client = new pg.Client(connectionConfig(database.connection));
  await client.connect();
  // An older database: everything before this migration, and rows as they were then.
  const schema = `old_${randomUUID().replaceAll('-', '')}`;
  await client.query(`create schema ${schema}; set search_path to ${schema}`);
  for (const name of ['0002_registry.sql', '0030_access.sql']) {
    await client.query(await readFile(path.join(MIGRATIONS_DIR, name), 'utf8'));
  }
  await client.query("insert into organisations (code, name, kind) values ('hdnd', 'HĐND', 'oversight')");
  const insert = (no: string, approved: string | null, revoked: string | null) =>
    client.query(
      `insert into authorisations (id, document_no, issued_on, issuer, organisation, scope, valid_from, entered_by, entered_at,
         approved_by, approved_at, revoked_by, revoked_at)
       values ($1, $2, '2021-01-01', 'TAND', 'hdnd', '{"live":true,"recordings":false,"logs":true,"exports":false}', '2021-01-02', 'quan.tri',
         '2021-01-01T01:00:00Z', $3, $4, $5, $6)`,
      [randomUUID(), no, approved && 'chanh.an', approved, revoked && 'chanh.an', revoked],
    );
  await insert('entered', null, null);
  await insert('approved', '2021-01-02T01:00:00Z', null);
  await insert('revoked', '2021-01-02T01:00:00Z', '2021-02-01T01:00:00Z');
  await insert('never', null, '2021-02-01T01:00:00Z');
  await client.query(await readFile(path.join(MIGRATIONS_DIR, '0050_authorisations.sql'), 'utf8'));

  const { rows } = await client.query<{ no: string; whats: string; same: boolean; version: number }>(
    `select a.document_no as no, a.version, string_agg(v.version || ' ' || v.what || ' ' || v.login, ', ' order by v.version) as whats,
       bool_and(v.content->>'documentNo' = a.document_no and v.content->'scope' = a.scope and v.content->>'from' = a.valid_from::text
         and not v.content ? 'to') as same
     from authorisations a join authorisation_versions v on v.authorisation = a.id group by a.id order by a.document_no`,
  );
  expect(rows).toEqual([
    { no: 'approved', version: 2, whats: '1 drafted quan.tri, 2 approved chanh.an', same: true },
    { no: 'entered', version: 1, whats: '1 drafted quan.tri', same: true },
    { no: 'never', version: 2, whats: '1 drafted quan.tri, 2 revoked chanh.an', same: true },
    { no: 'revoked', version: 3, whats: '1 drafted quan.tri, 2 approved chanh.an, 3 revoked chanh.an', same: true },
  ]);
  await client.end();
});
