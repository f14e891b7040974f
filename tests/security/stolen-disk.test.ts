// The disk of a court's machine in the wrong hands: without the key it tells nobody's name, no word of a hearing and no password's verifier.
import { existsSync, readdirSync, readFileSync, renameSync, statSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Court, signInClerk, startCourt } from '../rig/court.ts';
import { until } from '../rig/processes.ts';
import { PEOPLE, type Province, startProvince } from '../rig/province.ts';

const TITLE = 'Vụ án mà đĩa không được kể';
const WITNESS = 'Nguyễn Thị Nhân Chứng';
const NOTE = 'Lời khai chỉ có trong diễn biến';

let dir: string;
let province: Province;
let court: Court;
const data = () => path.join(court.dir, 'data');
beforeAll(async () => {
  dir = await mkdtemp(path.join(tmpdir(), 'giamsat-stolen-'));
  province = await startProvince({ dir, rooms: { sd: 1 } });
  court = await startCourt(province, 'sd', []);
}, 120_000);
afterAll(async () => {
  await court?.stop();
  await province?.stop();
  await rm(dir, { recursive: true, force: true });
});

function* filesIn(folder: string): Generator<string> {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const at = path.join(folder, entry.name);
    if (entry.isDirectory()) yield* filesIn(at);
    else if (entry.isFile()) yield at;
  }
}
/** Every file of the machine, as whoever takes its disk reads them. */
const disk = (): [string, string][] =>
  [...filesIn(court.dir)].map((file) => [path.relative(court.dir, file), readFileSync(file, 'latin1')]);
const bytes = (text: string): string => Buffer.from(text).toString('latin1');

test('names, words and verifiers lie sealed, also what waits for a line that is down', async () => {
  const clerk = await signInClerk(court, 'sd', province.password);
  const hearing = await clerk.openHearing('sd-1', TITLE);
  await clerk.enter(hearing, 'hearing.participants.recorded', {
    participants: [{ name: WITNESS, role: 'witness', present: true }],
  });
  await until('the outbox to be empty', async () => (await clerk.state()).line.waiting === 0 || undefined);
  await province.stop();
  await clerk.enter(hearing, 'hearing.note.recorded', { text: NOTE });
  const files = disk();
  // What holds it is there, and not empty.
  for (const name of ['desk/courses.jsonl', 'desk/state.json', 'outbox/events.jsonl', 'console-sessions.json']) {
    expect([name, statSync(path.join(data(), name)).size > 100]).toEqual([name, true]);
  }
  const clerkName = `Thư ký thử nghiệm sd`;
  for (const word of [TITLE, WITNESS, NOTE, clerkName, PEOPLE.clerk('sd'), '$argon2id', 'hearing.opened']) {
    const telling = files.filter(([, text]) => text.includes(bytes(word))).map(([name]) => name);
    expect([word, telling]).toEqual([word, []]);
  }
});

test('with the key elsewhere nothing there can be read, and the program says so and changes nothing; with it all is there again', async () => {
  await court.stop();
  const key = path.join(data(), 'keys', 'spool.key');
  const [away, before] = [path.join(dir, 'key-that-was-not-on-it'), disk().filter(([name]) => !name.includes('keys/'))];
  renameSync(key, away);
  await expect(court.killAndRestart()).rejects.toThrow(/the key is not there/);
  expect(existsSync(key)).toBe(false);
  expect(disk().filter(([name]) => !name.includes('keys/') && !name.endsWith('lock'))).toEqual(
    before.filter(([name]) => !name.endsWith('lock')),
  );
  renameSync(away, key);
  await court.killAndRestart();
  // Signed in as before the machine was off, and the note still waits.
  const clerk = await signInClerk(court, 'sd', province.password);
  expect((await clerk.state()).line.waiting).toBeGreaterThan(0);
});
