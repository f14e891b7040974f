// The way back in for the keeper of the machine, as it is typed: a process of its own, beside a service that has stopped or that runs.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { SERVICE_PROGRAM } from '@giamsat/infra/programs';
import { openTestDatabase, type TestDatabase } from '@giamsat/service/testing/database';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { start, until } from '../rig/processes.ts';
import { PEOPLE, type Province, startProvince } from '../rig/province.ts';
import { signIn } from '../rig/second-factor.ts';

const ADMINISTRATOR = PEOPLE.administrator;

let dir: string;
let province: Province | undefined;
let database: TestDatabase | undefined;
beforeEach(async () => {
  dir = await mkdtemp(path.join(tmpdir(), 'giamsat-reset-'));
});
afterEach(async () => {
  await province?.stop();
  await database?.close();
  province = undefined;
  database = undefined;
  await rm(dir, { recursive: true, force: true });
});

/** As README says: with the service's environment. */
async function reset(whom: string, env: Record<string, string> = {}) {
  const started = start(process.execPath, [SERVICE_PROGRAM, 'reset-second-factor', whom], {
    env: { PATH: process.env.PATH ?? '', GIAMSAT_DATA: path.join(dir, 'service'), LOG_LEVEL: 'warn', ...env },
  });
  return { code: await started.ended, said: started.output() };
}
const ask = async (at: Province, method: string, url: string, cookie: string, body?: object) => {
  const answer = await fetch(`${at.http}/api/v1${url}`, {
    method,
    headers: { cookie, 'giamsat-request': '1', ...(body ? { 'content-type': 'application/json' } : {}) },
    ...(body ? { body: JSON.stringify(body) } : {}),
  });
  return { status: answer.status, body: await answer.json().catch(() => undefined) };
};
const byPassword = (at: Province) => ask(at, 'POST', '/session', '', { login: ADMINISTRATOR, password: at.password });

test('beside a service that runs on its embedded database it says what to do, and changes nothing; once that has stopped the password is enough', async () => {
  province = await startProvince({ dir, rooms: { lb: 1 } });
  await signIn(province.http, ADMINISTRATOR, province.password);
  expect((await byPassword(province)).body).toMatchObject({ codeNeeded: true });
  const refused = await reset(ADMINISTRATOR);
  expect(refused.code).toBe(1);
  expect(refused.said).toMatch(/in use by process \d+\. .*stop that one first/);
  expect(refused.said).not.toContain('    at ');
  expect((await byPassword(province)).body).toMatchObject({ codeNeeded: true });

  await province.stop();
  const done = await reset(ADMINISTRATOR);
  expect([done.code, done.said]).toEqual([0, expect.stringContaining(`Second factor given up: ${ADMINISTRATOR}`)]);
  await province.killAndRestart();
  expect((await byPassword(province)).body.viewer).toMatchObject({ mustEnrol: true, secondFactor: false });
}, 240_000);

test('beside a service that runs on a PostgreSQL of its own it works at once: sessions end within a second', async () => {
  database = await openTestDatabase();
  const { host, port, database: name } = database.connection;
  const DATABASE_URL = `postgres://giamsat@localhost:${port}/${name}?host=${encodeURIComponent(host)}`;
  province = await startProvince({ dir, rooms: { lb: 1 }, env: { DATABASE_URL } });
  const cookie = await signIn(province.http, ADMINISTRATOR, province.password);
  const running = province;
  expect((await ask(running, 'GET', '/admin/accounts', cookie)).status).toBe(200);
  const done = await reset(ADMINISTRATOR, { DATABASE_URL });
  expect([done.code, done.said]).toEqual([0, expect.stringContaining(`Second factor given up: ${ADMINISTRATOR}`)]);
  await until('the session to end', async () => (await ask(running, 'GET', '/me/sessions', cookie)).status === 401);
  expect((await byPassword(running)).body.viewer).toMatchObject({ mustEnrol: true, secondFactor: false });
  expect(running.process().child.exitCode).toBeNull();

  const unknown = await reset('khong.co', { DATABASE_URL });
  expect([unknown.code, unknown.said]).toEqual([1, expect.stringContaining('no account "khong.co"')]);

  // After the key was lost: everybody's, and the service begins anew with the key of now.
  const all = await reset('--all', { DATABASE_URL });
  expect([all.code, all.said]).toEqual([0, expect.stringMatching(/given up: nobody had one[\s\S]*Restart every node/)]);
}, 240_000);

test('without a name it says how it is used', async () => {
  const started = start(process.execPath, [SERVICE_PROGRAM, 'reset-second-factor'], {
    env: { PATH: process.env.PATH ?? '', GIAMSAT_DATA: path.join(dir, 'service') },
  });
  expect(await started.ended).toBe(2);
  expect(started.output()).toContain('Usage: main.ts');
});
