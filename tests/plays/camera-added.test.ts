// A second camera is put into a courtroom while a hearing is on: registered at the province, plugged in at the court, live beside the first.
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { readIdentity } from '@giamsat/agent/identity/identity';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { cameraFile } from '../agent/camera.ts';
import { type Court, signInClerk, startCourt } from '../rig/court.ts';
import { until } from '../rig/processes.ts';
import { PEOPLE } from '../rig/province.ts';
import { openTheatre, type Theatre } from './support/theatre.ts';

let theatre: Theatre;
let court: Court;
const source = { kind: 'file' as const, url: cameraFile() };

beforeAll(async () => {
  theatre = await openTheatre({ rooms: { lb: 1 } });
  court = await startCourt(theatre.province, 'lb', [{ feed: 'lb-1-1', source }]);
});
afterAll(async () => {
  await court?.stop();
  await theatre?.close();
});

test('a camera added while a sitting is on', async () => {
  const { administrator, outside, province } = theatre;
  const clerk = await signInClerk(court, 'lb', province.password);
  const hearing = await clerk.openHearing('lb-1', 'Vụ án giả lập');
  const windows = async () =>
    Object.fromEntries((await outside.row(hearing)).windows.map(({ feed, window }) => [feed, window]));
  const plays = async (window: string): Promise<string | undefined> => {
    const { status, text } = await outside.call('GET', `/media/live/${window}/live.m3u8`);
    return status === 200 && text.includes('#EXT-X-PART:') ? text : undefined;
  };
  const first = await until('the first camera’s window', async () => (await windows())['lb-1-1']);
  await until('the first camera', () => plays(first));

  const added = { room: 'lb-1', name: 'Bục khai báo', role: 'floor' };
  expect((await administrator.call('PUT', '/api/v1/admin/feeds/lb-1-2', added)).status).toBe(200);
  const both = await windows();
  expect(both['lb-1-1']).toBe(first);
  const second = both['lb-1-2'] ?? '';
  expect(second).not.toBe('');
  expect((await outside.row(hearing)).windows).toContainEqual(
    expect.objectContaining({ feed: 'lb-1-2', feedName: 'Bục khai báo', feedRole: 'floor' }),
  );

  // The technician adds it to the agent's file, and starts the agent anew.
  const file = path.join(court.dir, 'agent.json');
  const config = JSON.parse(await readFile(file, 'utf8')) as { cameras: object[] };
  config.cameras.push({ feed: 'lb-1-2', source });
  await writeFile(file, JSON.stringify({ ...config, logLevel: 'trace' }));
  const before = await plays(first);
  await court.killAndRestart();

  const playlist = await until('the second camera', () => plays(second), 40_000);
  expect(playlist.match(/#EXT-X-MAP/g)).toHaveLength(1);
  const goesOn = await until(
    'the first camera to go on',
    async () => {
      const text = await plays(first);
      return text?.includes('#EXT-X-DISCONTINUITY\n') ? text : undefined;
    },
    20_000,
  );
  expect(goesOn).not.toBe(before);
  // Nobody had to enter anything for it, and the hearing knows nothing of it.
  expect((await outside.log(hearing)).map(({ type }) => type)).toEqual([
    'hearing.scheduled',
    'hearing.preparation.started',
    'hearing.transmission.permitted',
    'hearing.opened',
  ]);
  // A cut takes both away.
  const again = await signInClerk(court, 'lb', province.password);
  await again.enter(hearing, 'hearing.recess.started', {});
  for (const window of [first, second]) {
    await until(
      'the refusal',
      async () => (await outside.call('GET', `/media/live/${window}/live.m3u8`)).status === 403 || undefined,
    );
  }
  expect(await windows()).toEqual({});

  // All that the agent wrote about it names no case, no person and no secret.
  const log = court.process().output();
  expect(log.split('\n').filter((line) => line.includes('"capture: begins"'))).toHaveLength(2);
  const { key } = readIdentity(path.join(court.dir, 'data', 'keys'), 'lb-agent');
  const secrets = [key.d, province.code('lb'), province.password];
  for (const never of ['Vụ án', '9001/', 'Thư ký', PEOPLE.clerk('lb'), ...secrets]) {
    expect([never, log.includes(never)]).toEqual([never, false]);
  }
});
