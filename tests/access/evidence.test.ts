/** The evidence, before a real database: the service adds to journal and audit, and can neither change nor remove what is there. */
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type Access, createAccess } from '@giamsat/service/access/access';
import { linkEarlierEntries } from '@giamsat/service/access/audit-chain';
import { createMemoryBus } from '@giamsat/service/platform/bus';
import { fakeClock } from '@giamsat/service/platform/clock';
import { createLogger } from '@giamsat/service/platform/logger';
import { createMetrics } from '@giamsat/service/platform/metrics';
import { migrate } from '@giamsat/service/platform/migrations';
import { databaseRoles, reportServiceRole } from '@giamsat/service/platform/service-role';
import { connectionConfig, createSql, type Sql } from '@giamsat/service/platform/sql';
import { openTestDatabase, silentLogger, type TestDatabase } from '@giamsat/service/testing/database';
import { eventMaker, hearingSubject, testJournal } from '@giamsat/service/testing/events';
import pg from 'pg';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';

const clock = fakeClock('2021-04-15T01:00:00.000Z');
const viewer = { login: 'giam.sat', organisation: 'hdnd', sessionId: '019171b1-0000-7000-8000-00000000aaaa' };
let database: TestDatabase;
/** As the service runs. */
let service: Sql;
let asService: pg.Client;
let asOwner: pg.Client;
const closing: (() => unknown)[] = [];

let sealKeyFile: string;
beforeEach(async () => {
  sealKeyFile = path.join(await mkdtemp(path.join(tmpdir(), 'giamsat-evidence-key-')), 'seal.key');
  database = await openTestDatabase();
  const config = { databaseUrl: undefined, databaseOwnerUrl: undefined };
  const roles = await databaseRoles(config, database.connection);
  await migrate({ connection: roles.owner, serviceRole: roles.serviceRole, logger: silentLogger });
  service = createSql({ connection: roles.service, logger: silentLogger });
  [asService, asOwner] = [roles.service, roles.owner].map((as) => new pg.Client(connectionConfig(as))) as [
    pg.Client,
    pg.Client,
  ];
  await Promise.all([asService.connect(), asOwner.connect()]);
});
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
  await Promise.all([asService.end(), asOwner.end(), service.destroy()]);
  await database.close();
});

async function openAccess(): Promise<Access> {
  const access = await createAccess({
    sql: service,
    clock,
    bus: createMemoryBus({ logger: silentLogger }),
    logger: silentLogger,
    metrics: createMetrics(),
    dataDir: await mkdtemp(path.join(tmpdir(), 'giamsat-evidence-')),
    // Nodes of one database share its key.
    sealKeyFile,
    shared: true,
  });
  closing.push(() => access.close());
  return access;
}
/** Entries of several kinds, each in a transaction of its own. */
async function fill(access: Access, count: number): Promise<void> {
  for (let n = 0; n < count; n++) {
    await access.audit.writeNow({ kind: 'audit.read', login: `nguoi.${n}`, detail: { số: n, lời: 'Tòa "A" – 1,5' } });
  }
}
const prove = (access: Access, from = 1, limit = 1000) => access.audit.prove({ from, limit });
/** As one who owns the tables could, who first has to put the triggers aside. */
const tamper = (statement: string) => asOwner.query(`set session_replication_role = replica; ${statement}`);

describe("the service's role", () => {
  test.each(['journal', 'audit_entries', 'audit_chain'])('may add to %s and nothing else', async (table) => {
    const access = await openAccess();
    await fill(access, 1);
    const line = { type: 'hearing.note.recorded', subject: hearingSubject(), data: { text: 'x' } };
    await testJournal(service).journal.append([eventMaker()(line)]);
    const column = table === 'journal' ? 'flags' : table === 'audit_entries' ? 'kind' : 'hash';
    for (const statement of [
      `update ${table} set ${column} = ${column}`,
      `delete from ${table}`,
      `truncate ${table}`,
      `alter table ${table} disable trigger all`,
      `drop table ${table}`,
      'set session_replication_role = replica',
    ]) {
      await expect(asService.query(statement), statement).rejects.toThrow(/permission denied|must be owner/);
    }
    // The owner has the rights, and meets the trigger.
    await expect(asOwner.query(`delete from ${table}`)).rejects.toThrow('append-only');
  });

  test('reads which migrations were applied, and changes nothing there', async () => {
    expect((await asService.query(`select name from migrations`)).rows.length).toBeGreaterThan(5);
    await expect(asService.query(`delete from migrations`)).rejects.toThrow('permission denied');
  });

  test('is reported at the start when it may do more', async () => {
    const said: string[] = [];
    const logger = createLogger({ level: 'warn', destination: { write: (line: string) => void said.push(line) } });
    expect(await reportServiceRole(service, logger)).toEqual([]);
    expect(said).toEqual([]);
    const found = await reportServiceRole(database.sql, logger);
    expect(found).toContain('audit_entries: delete, truncate, update');
    expect(found).toContain('journal: delete, truncate, update');
    expect(said.join()).toContain('may change evidence');
  });

  test('loses what it should not have, when somebody gave it', async () => {
    await asOwner.query(`grant delete on journal, audit_entries to giamsat_service`);
    expect(await reportServiceRole(service, silentLogger)).toEqual(['audit_entries: delete', 'journal: delete']);
    const serviceRole = { name: 'giamsat_service', make: true };
    await migrate({ connection: database.connection, serviceRole, logger: silentLogger });
    expect(await reportServiceRole(service, silentLogger)).toEqual([]);
  });

  test('is whoever DATABASE_URL names, beside an owner', async () => {
    const { host, port, database: name } = database.connection;
    const url = (user: string) => `postgres://${user}@localhost:${port}/${name}?host=${encodeURIComponent(host)}`;
    const config = { databaseUrl: url('giamsat_service'), databaseOwnerUrl: url('giamsat') };
    expect((await databaseRoles(config, undefined)).serviceRole).toEqual({ name: 'giamsat_service', make: false });
    expect((await databaseRoles({ ...config, databaseOwnerUrl: undefined }, undefined)).serviceRole).toBeUndefined();
  });
});

describe('a look', () => {
  const touch = {
    what: 'live' as const,
    hearing: '01890000-0000-7000-8000-000000000001',
    court: 'lb',
    day: '2021-04-15',
  };
  const someone = (n: number) =>
    ({
      ...viewer,
      sessionId: `019171b1-0000-7000-8000-00000000000${n}`,
      displayName: 'x',
      role: 'supervisor',
      authorisations: [],
    }) as const;
  const written = async () =>
    (await database.sql.selectFrom('audit_entries').select('kind').orderBy('id').execute()).map(({ kind }) => kind);

  test('is on record before its picture leaves; what no picture leaves for waits a second, and the next look takes it along', async () => {
    const { looks, audit } = await openAccess();
    // As a kill would find it.
    await looks.touch(someone(1), touch);
    expect(await written()).toEqual(['look.started']);
    expect(looks.touch(someone(1), touch)).toBeUndefined();
    audit.denied(someone(2), { action: 'log.read', reason: 'closed' });
    looks.end(someone(1), {});
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(await written()).toEqual(['look.started']);
    await looks.touch(someone(2), touch);
    expect(await written()).toEqual(['look.started', 'denied', 'look.ended', 'look.started']);
    audit.denied(someone(3), { action: 'log.read', reason: 'closed' });
    await new Promise((resolve) => setTimeout(resolve, 2000));
    expect((await written()).at(-1)).toBe('denied');
  });

  test('of many who begin in the same moment is one transaction; none is on record before its own promise says so', async () => {
    const { looks, audit } = await openAccess();
    const transactions = async () =>
      Number((await asOwner.query('select count(distinct xmin::text) as n from audit_entries')).rows[0]?.n);
    const begun = Array.from({ length: 9 }, (_, n) => looks.touch(someone(n), touch));
    await Promise.all(begun);
    expect(await transactions()).toBe(1);
    await audit.flush();
    expect(await written()).toEqual(Array(9).fill('look.started'));
  });

  test('is not on record while the database is away, and is as soon as it is back', async () => {
    const { looks, audit } = await openAccess();
    await asOwner.query('begin; lock table audit_head in access exclusive mode');
    let done = false;
    const begun = looks.touch(someone(1), touch)?.then(() => {
      done = true;
    });
    await new Promise((resolve) => setTimeout(resolve, 300));
    // A second request of the same look waits as well.
    expect([done, looks.touch(someone(1), touch)]).toEqual([false, expect.any(Promise)]);
    await asOwner.query('commit');
    await begun;
    expect(await written()).toEqual(['look.started']);
    await audit.flush();
  });

  test('that has ended, and what was refused, is not lost at a stop', async () => {
    const access = await openAccess();
    await access.looks.touch(someone(1), touch);
    access.audit.denied(someone(2), { action: 'log.read', reason: 'closed' });
    await access.close();
    expect(await written()).toEqual(['look.started', 'denied', 'look.ended']);
  });
});

describe("the audit's chain", () => {
  test('holds from the first entry to the last, in stretches of any length', async () => {
    const access = await openAccess();
    await fill(access, 7);
    expect(await prove(access)).toMatchObject({ through: 7, of: 7, hash: expect.stringMatching(/^[0-9a-f]{64}$/) });
    const first = await prove(access, 1, 3);
    expect(first).toMatchObject({ through: 3, of: 7, next: 4 });
    expect(await prove(access, 4, 3)).toMatchObject({ through: 6, next: 7 });
    const last = await prove(access, 7, 3);
    expect(last).toEqual({ through: 7, of: 7, hash: (await prove(access)).hash });
    await expect(prove(access, 9)).rejects.toMatchObject({ code: 'invalid', field: '/query/from' });
  });

  test('has no hole and no fork when several nodes write at once', async () => {
    const nodes = [await openAccess(), await openAccess(), await openAccess()];
    for (let n = 0; n < 60; n++) {
      const node = nodes[n % 3] as Access;
      if (n % 5 === 0) await node.audit.writeNow({ kind: 'audit.read', login: `${n}` });
      else node.audit.write({ kind: 'denied', ...viewer, session: viewer.sessionId, reason: String(n) });
    }
    await Promise.all(nodes.map(({ audit }) => audit.flush()));
    expect(await prove(nodes[0] as Access)).toMatchObject({ through: 60, of: 60 });
    expect(await prove(nodes[0] as Access)).not.toHaveProperty('fault');
  });

  test('is begun once over what was there before it, which stays as it was', async () => {
    await tamper(`insert into audit_entries (at, kind, login, detail)
      select now(), 'session.opened', 'nguoi.' || n, '{"a": 1.50}' from generate_series(1, 1203) n`);
    const before = await database.sql.selectFrom('audit_entries').selectAll().orderBy('id').execute();
    const access = await openAccess();
    await openAccess();
    expect(await database.sql.selectFrom('audit_entries').selectAll().orderBy('id').execute()).toEqual(before);
    expect(await prove(access, 1, 5000)).toMatchObject({ through: 1203, of: 1203 });
    await fill(access, 1);
    await linkEarlierEntries(service);
    expect(await prove(access, 1, 5000)).toMatchObject({ through: 1204, of: 1204 });
  });

  test('a transaction that fails leaves neither entry nor link', async () => {
    const access = await openAccess();
    await fill(access, 1);
    const failing = service.transaction().execute(async (tx) => {
      await access.audit.within(tx, { kind: 'audit.read' });
      throw new Error('and then it fails');
    });
    await expect(failing).rejects.toThrow('and then it fails');
    await fill(access, 1);
    expect(await prove(access)).toMatchObject({ through: 2, of: 2 });
  });

  test('the database takes no entry without its link', async () => {
    await openAccess();
    const insert = asService.query(`insert into audit_entries (at, kind) values (now(), 'session.opened')`);
    await expect(insert).rejects.toThrow('has no link in the chain');
  });

  test.each([
    [
      'a changed entry',
      `update audit_entries set login = 'ai' where id = 3`,
      { kind: 'hash-differs', number: 3, entry: 3 },
    ],
    [
      'a changed detail',
      `update audit_entries set detail = '{"số": 9}' where id = 4`,
      { kind: 'hash-differs', number: 4 },
    ],
    ['a removed entry', 'delete from audit_entries where id = 5', { kind: 'entry-missing', number: 5, entry: 5 }],
    ['a removed link', 'delete from audit_chain where number = 2', { kind: 'number-missing', number: 2 }],
    ['a removed beginning', 'delete from audit_chain where number < 3', { kind: 'number-missing', number: 1 }],
    ['a removed end', 'delete from audit_chain where number > 6', { kind: 'number-missing', number: 7 }],
    ['an end that was set back', 'update audit_head set number = 6', { kind: 'end-differs', number: 6 }],
    [
      'another hash of a link',
      `update audit_chain set hash = sha256('x') where number = 3`,
      { kind: 'hash-differs', number: 3 },
    ],
    [
      'an entry that was slipped in',
      `insert into audit_entries (at, kind) values (now(), 'denied')`,
      { kind: 'entry-unlinked', entry: 9 },
    ],
  ])('names %s exactly', async (_what, statement, fault) => {
    const access = await openAccess();
    await fill(access, 8);
    await tamper(statement);
    const proof = await prove(access);
    expect(proof.fault).toMatchObject(fault);
    if ('number' in fault) expect(proof.through).toBe(fault.kind === 'end-differs' ? 8 : fault.number - 1);
  });
});
