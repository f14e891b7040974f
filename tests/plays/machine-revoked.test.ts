// A court's machine from its enrolment by the command to the end of its key: what it may do then, and what it may do again.
import { execFile } from 'node:child_process';
import { mkdir, readFile, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { AdminMachines, EnrolmentCode } from '@giamsat/contract/wire/admin';
import { AGENT_PROGRAM } from '@giamsat/infra/programs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { cameraFile } from '../agent/camera.ts';
import { type Court, signInClerk, startCourt } from '../rig/court.ts';
import { until } from '../rig/processes.ts';
import { openTheatre, type Theatre } from './support/theatre.ts';

const feed = 'lb-1-1';
let theatre: Theatre;
let court: Court;
beforeAll(async () => {
  theatre = await openTheatre({ rooms: { lb: 1 } });
  court = await startCourt(theatre.province, 'lb', [{ feed, source: { kind: 'file', url: cameraFile() } }]);
});
afterAll(async () => {
  await court?.stop();
  await theatre?.close();
});

const post = async (at: string) => {
  const { status, text } = await theatre.administrator.call('POST', `/api/v1/admin/agents/${at}`);
  return { status, body: JSON.parse(text) };
};
const machine = async (code: string) => {
  const { agents } = await theatre.administrator.get<AdminMachines>('/api/v1/admin/machines');
  return agents.find((one) => one.code === code);
};
const enrolBy = (args: string[], typed = '') =>
  new Promise<{ exit: number; out: string; err: string }>((resolve) => {
    const child = execFile(process.execPath, [AGENT_PROGRAM, 'enrol', ...args], (error, out, err) =>
      resolve({ exit: error ? Number(error.code) : 0, out, err }),
    );
    child.stdin?.end(typed);
  });

test('the command makes a key that only its user can read, says its fingerprint, and takes a code once', async () => {
  const dir = path.join(theatre.province.dir, 'by-hand');
  await mkdir(dir);
  const config = path.join(dir, 'agent.json');
  const listen = { host: '127.0.0.1', port: 0, tls: false };
  const code = 'lb-agent-2';
  await writeFile(
    config,
    JSON.stringify({
      code,
      court: 'lb',
      service: theatre.province.http,
      dataDir: 'data',
      console: listen,
      cameras: [],
    }),
  );
  const { code: given } = (await post(`${code}/enrolment`)).body as EnrolmentCode;
  const began = await enrolBy(['--config', config], `${given.toLowerCase()}\n`);
  expect(began).toMatchObject({ exit: 0, err: '' });
  const fingerprint = (await machine(code))?.fingerprint ?? 'none';
  expect(began.out).toContain(`Đã đăng ký máy ${code}`);
  expect(began.out).toContain(fingerprint);
  const file = path.join(dir, 'data/keys/agent-key.json');
  expect((await stat(file)).mode & 0o777).toBe(0o600);
  expect(began.out).not.toContain(JSON.parse(await readFile(file, 'utf8')).key.d);

  const again = await enrolBy(['--config', config, '--language', 'en'], `${given}\n`);
  expect(again).toMatchObject({ exit: 1, err: expect.stringContaining('Ask for a new one') });
  expect((await machine(code))?.fingerprint).toBe(fingerprint);
  expect(await enrolBy(['--config', config], '\n')).toMatchObject({ exit: 2 });
});

test('a revoked machine sends nothing more, in the middle of a picture; enrolled again, it brings what it kept', async () => {
  const { province, administrator, outside } = theatre;
  const clerk = await signInClerk(court, 'lb', province.password);
  const hearing = await clerk.openHearing('lb-1', 'Vụ án thử nghiệm');
  const window = await until('a picture', async () => {
    const one = (await outside.row(hearing)).windows.find((window) => window.feed === feed)?.window;
    return one && (await outside.call('GET', `/media/live/${one}/live.m3u8`)).status === 200 ? one : undefined;
  });
  const parts = async () =>
    [...(await outside.call('GET', `/media/live/${window}/live.m3u8`)).text.matchAll(/^#EXT-X-PART:/gm)].length;
  await until('parts', async () => (await parts()) > 5 || undefined);

  expect(await post('lb-agent/revoke')).toMatchObject({ status: 200, body: { code: 'lb-agent' } });
  await until(
    'the socket to be cut',
    () => court.process().output().includes('control: the socket is gone') || undefined,
  );
  await until(
    'the agent to say so',
    () => court.process().output().includes('does not take this machine’s key') || undefined,
  );
  const atRevocation = await outside.log(hearing);
  // What the clerk enters now stays at the court; nothing that is captured now arrives.
  await clerk.enter(hearing, 'hearing.note.recorded', { text: 'Ghi khi khóa đã bị thu hồi' });
  const before = (await outside.call('GET', `/media/live/${window}/live.m3u8`)).text;
  await new Promise((resolve) => setTimeout(resolve, 6_000));
  expect((await outside.call('GET', `/media/live/${window}/live.m3u8`)).text).toBe(before);
  expect(await outside.log(hearing)).toEqual(atRevocation);
  expect((await clerk.state()).line).toMatchObject({ up: true, unknown: true });
  expect((await machine('lb-agent'))?.fingerprint).toBeUndefined();

  // A running agent finds its new key by itself.
  const { code } = (await post('lb-agent/enrolment')).body as EnrolmentCode;
  expect(await enrolBy(['--config', path.join(court.dir, 'agent.json')], code)).toMatchObject({ exit: 0 });
  expect((await machine('lb-agent'))?.fingerprint).toMatch(/^[0-9a-f]{4}/);
  await until(
    'the note',
    async () =>
      (await outside.log(hearing)).some((line) => JSON.stringify(line).includes('khóa đã bị thu hồi')) || undefined,
  );
  await until(
    'new parts',
    async () => (await outside.call('GET', `/media/live/${window}/live.m3u8`)).text !== before || undefined,
  );
  const { text } = await administrator.call('GET', '/api/v1/audit?kind=agent.revoked');
  expect(text).not.toContain(code);
});
