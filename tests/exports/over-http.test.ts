// A whole way over the real service: ordered, made, fetched in pieces, checked by the script that lies in the package, read by players.
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmod, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import type { Export } from '@giamsat/contract/wire/exports';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { sendPast } from '../rig/past.ts';
import { PEOPLE, type Province, startProvince } from '../rig/province.ts';
import { signIn } from '../rig/second-factor.ts';
import { ask, type Desk, ended, list, order, prove, unpack } from './ordering.ts';

const run = promisify(execFile);
const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');
const TITLE = 'Tranh chấp thử nghiệm';

let dir = '';
let province: Province;
let chief: Desk;
let hearing = '';
let openedAt = 0;
let say: Awaited<ReturnType<typeof sendPast>>['say'];
let made: Export;
let zip: Buffer;
const unpacked = () => path.join(dir, 'unpacked');

beforeAll(async () => {
  dir = await mkdtemp(path.join(tmpdir(), 'giamsat-export-'));
  await chmod(dir, 0o755);
  province = await startProvince({
    dir: path.join(dir, 'province'),
    rooms: { lb: 1, cl: 1 },
    seed: (usual) => ({
      ...usual,
      authorisations: (usual.authorisations ?? []).map((one) => ({ ...one, scope: { ...one.scope, exports: false } })),
    }),
  });
  chief = { http: province.http, cookie: await signIn(province.http, PEOPLE.chief, province.password) };
  ({ hearing, openedAt, say } = await sendPast(province, {
    court: 'lb',
    room: 'lb-1',
    feed: 'lb-1-1',
    title: TITLE,
    minutes: 4,
  }));
  await prove(chief, province.password);
  made = await ended(chief, await order(chief, hearing, 'certified'));
  expect(made).toMatchObject({ state: 'done', kind: 'certified' });
  zip = Buffer.from(await (await ask(chief, 'GET', `/exports/${made.id}/file`)).arrayBuffer());
  await writeFile(path.join(dir, 'package.zip'), zip);
  await unpack(path.join(dir, 'package.zip'), unpacked());
}, 240_000);
afterAll(async () => {
  await province?.stop();
  await rm(dir, { recursive: true, force: true });
});
beforeEach(() => prove(chief, province.password));

describe('who may', () => {
  test('a supervisor whose document names no exports, a clerk and an administrator may not', async () => {
    for (const [login, status] of [
      [PEOPLE.supervisor, 403],
      [PEOPLE.clerk('lb'), 403],
      [PEOPLE.clerk('cl'), 404],
      [PEOPLE.administrator, 404],
    ] as const) {
      const desk = { http: province.http, cookie: await signIn(province.http, login, province.password) };
      for (const kind of ['certified', 'picture']) {
        expect([login, (await ask(desk, 'POST', `/hearings/${hearing}/exports/${kind}`)).status]).toEqual([
          login,
          status,
        ]);
      }
      expect((await ask(desk, 'GET', `/exports/${made.id}/file`)).status).toBe(404);
      expect((await ask(desk, 'DELETE', `/exports/${made.id}`)).status).toBe(404);
      expect(await list(desk)).toEqual([]);
    }
  });

  test('a stretch that ends before it begins, and a camera that was not there, are refused by name', async () => {
    const at = new Date(openedAt).toISOString();
    const wrong = await ask(chief, 'POST', `/hearings/${hearing}/exports/certified?from=${at}&to=${at}`);
    expect([wrong.status, ((await wrong.json()) as { field: string }).field]).toEqual([400, '/query/to']);
    const camera = await ask(chief, 'POST', `/hearings/${hearing}/exports/picture?feed=cl-1-1`);
    expect([camera.status, ((await camera.json()) as { field: string }).field]).toEqual([400, '/query/feed']);
  });
});

describe('the file', () => {
  test('is what its row says, and is fetched on from where it broke off', async () => {
    expect([zip.length, sha256(zip)]).toEqual([made.totalBytes, made.sha256]);
    const half = Math.floor(zip.length / 2);
    const rest = await ask(chief, 'GET', `/exports/${made.id}/file`, {
      range: `bytes=${half}-`,
      'if-range': `"${made.sha256}"`,
    });
    expect([rest.status, rest.headers.get('content-range')]).toEqual([
      206,
      `bytes ${half}-${zip.length - 1}/${zip.length}`,
    ]);
    expect(sha256(Buffer.concat([zip.subarray(0, half), Buffer.from(await rest.arrayBuffer())]))).toBe(made.sha256);
    const other = await ask(chief, 'GET', `/exports/${made.id}/file`, {
      range: `bytes=${half}-`,
      'if-range': '"another"',
    });
    expect(other.status).toBe(200);
    await other.body?.cancel();
    expect((await ask(chief, 'GET', `/exports/${made.id}/file`, { range: `bytes=${zip.length}-` })).status).toBe(416);
  });

  test('is a ZIP that others open', async () => {
    const { stdout } = await run('python3', [
      '-c',
      'import sys, zipfile; z = zipfile.ZipFile(sys.argv[1]); print(z.testzip(), len(z.namelist()))',
      path.join(dir, 'package.zip'),
    ]);
    expect(stdout).toMatch(/^None \d+\n$/);
    const names = await readdir(unpacked(), { recursive: true });
    expect(names).toEqual(
      expect.arrayContaining([
        'index.html',
        'verify.js',
        'course.json',
        'course.pdf',
        'records/hearing.jsonl',
        'media/lb-1-1/recording.m3u8',
      ]),
    );
  });

  test('holds pictures that ffmpeg plays, by the playlist and by themselves', async () => {
    const probe = async (name: string) =>
      Number(
        (
          await run('ffprobe', [
            '-v',
            'error',
            '-allowed_extensions',
            'ALL',
            '-show_entries',
            'format=duration',
            '-of',
            'csv=p=0',
            name,
          ])
        ).stdout,
      );
    expect(await probe(path.join(unpacked(), 'media/lb-1-1/recording.m3u8'))).toBeCloseTo(180, -1);
    const { stderr } = await run('ffmpeg', [
      '-v',
      'error',
      '-i',
      path.join(unpacked(), 'media/lb-1-1/0001.mp4'),
      '-f',
      'null',
      '-',
    ]);
    expect(stderr).toBe('');
  });
});

describe('the verifier that lies in it', () => {
  const verifier = () => path.join(unpacked(), 'verify.js');
  const verify = (...args: string[]) =>
    run(process.execPath, [verifier(), ...args], { cwd: dir }).then(
      ({ stdout }) => ({ code: 0, stdout }),
      (error: { code: number; stdout: string }) => error,
    );

  test('runs without a package, says that all is intact, of the archive and of the folder', async () => {
    const whole = await verify(path.join(dir, 'package.zip'));
    expect([whole.code, whole.stdout.split('\n')[0]]).toEqual([0, 'NGUYÊN VẸN']);
    const folder = await verify();
    expect([folder.code, folder.stdout.split('\n')[0]]).toEqual([0, 'NGUYÊN VẸN']);
  });

  test('names the second of a byte that was changed, as the one of the house and the second one do', async () => {
    const changed = Buffer.from(zip);
    const at = zip.lastIndexOf('mdat') + 100;
    changed[at] = (changed[at] as number) ^ 1;
    const name = path.join(dir, 'changed.zip');
    await writeFile(name, changed);
    const { code, stdout } = await verify(name, '--lang', 'en');
    expect([code, stdout]).toEqual([
      1,
      expect.stringMatching(
        /A segment of the picture was changed: media\/lb-1-1\/0003\.mp4, camera lb-1-1, \d\d:\d\d:\d\d/,
      ),
    ]);
    const main = path.resolve(import.meta.dirname, '../../backend/proof/src/main.ts');
    await expect(run(process.execPath, [main, 'verify', name])).rejects.toMatchObject({
      code: 1,
      stdout: expect.stringContaining('Đoạn hình đã bị thay đổi'),
    });
    const { stdout: second } = await run('python3', [
      path.join(import.meta.dirname, 'verify.py'),
      name,
      path.join(dir, 'package.zip'),
    ]);
    const [broken, intact] = second
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { ok: boolean; findings: [string, string][] });
    expect(broken).toMatchObject({ ok: false, findings: [['media', 'media/lb-1-1/0003.mp4']] });
    expect(intact?.ok).toBe(true);
  });
});

describe('a film of a stretch', () => {
  test('plays through, is as long as what was asked for, and says that it proves nothing', async () => {
    const [from, to] = [openedAt + 31_000, openedAt + 91_000].map((ms) => new Date(ms).toISOString());
    const one = await ended(chief, await order(chief, hearing, 'picture', `?from=${from}&to=${to}`));
    const answer = await ask(chief, 'GET', `/exports/${one.id}/file`);
    expect(answer.headers.get('content-disposition')).toMatch(/^attachment; filename="khong-chung-thuc-lb-/);
    const name = path.join(dir, 'film.mp4');
    await writeFile(name, Buffer.from(await answer.arrayBuffer()));
    const { stdout } = await run('ffprobe', [
      '-v',
      'error',
      '-show_entries',
      'format=duration:format_tags',
      '-of',
      'json',
      name,
    ]);
    const { format } = JSON.parse(stdout) as { format: { duration: string; tags: Record<string, string> } };
    expect(Number(format.duration)).toBeGreaterThan(59);
    expect(Number(format.duration)).toBeLessThan(69);
    expect(format.tags.title).toBe('Bản sao không có chứng thực');
    expect(format.tags.comment).toContain(PEOPLE.chief);
    const { stderr } = await run('ffmpeg', ['-v', 'warning', '-i', name, '-f', 'null', '-']);
    expect(stderr).not.toMatch(/non.?monoton|invalid|error/i);
  });
});

describe('a service that is killed in the middle', () => {
  test('still has the finished file, and makes what it was asked for', async () => {
    const one = await order(chief, hearing, 'certified');
    await province.killAndRestart();
    expect(await ended(chief, one)).toMatchObject({ state: 'done' });
    const again = Buffer.from(await (await ask(chief, 'GET', `/exports/${made.id}/file`)).arrayBuffer());
    expect(sha256(again)).toBe(made.sha256);
  });
});

// Last: it closes the hearing.
test('a hearing that is turned in camera takes its files along, from whoever has the right to it as well', async () => {
  await say('hearing.publicity.changed', { to: 'in_camera', ground: 'đời sống riêng tư' });
  expect((await ask(chief, 'GET', `/exports/${made.id}/file`)).status).toBe(404);
  expect((await ask(chief, 'POST', `/hearings/${hearing}/exports/certified`)).status).toBe(403);
  await expect
    .poll(async () => (await list(chief)).map(({ state, reason }) => [state, reason]), { timeout: 20_000 })
    .toEqual([1, 2, 3].map(() => ['removed', 'closed']));
});
