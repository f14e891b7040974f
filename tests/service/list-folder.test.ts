// The folder in which a court puts its hearing lists down, with real files on a real disk: taken when they are whole, imported whole or
// not at all, set aside with a report, and told to that court's administrator alone.
import { appendFile, mkdir, mkdtemp, readdir, readFile, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { addDays, dayOfMs } from '@giamsat/contract/time';
import type { HearingsAnswer } from '@giamsat/contract/wire/hearings';
import { LIST_FOLDER, type ListFiles, MAX_LIST_BYTES, type ScheduleImports } from '@giamsat/contract/wire/schedule';
import { type Clock, systemClock } from '@giamsat/service/platform/clock';
import { hundredLines, workbookOf } from '@giamsat/service/testing/workbook';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type House, openHouse } from '../live/support/house.ts';

let base: string;
let house: House;
let now = Date.now();
const clock: Clock = { now: () => now, at: systemClock.at };
beforeAll(async () => {
  base = await mkdtemp(path.join(tmpdir(), 'giamsat-lists-'));
  house = await openHouse({ lists: { dir: base, clock } });
  await house.listFolder.look();
}, 120_000);
afterAll(async () => {
  await house?.close();
  await rm(base, { recursive: true, force: true });
});

const OFFICE = 'van.phong.lb';
const ask = async <T>(at: string, login = OFFICE): Promise<T> => {
  const answer = await fetch(`${house.http}/api/v1${at}`, { headers: { cookie: await house.cookie(login) } });
  if (!answer.ok) throw new Error(`${at}: ${answer.status}`);
  return (await answer.json()) as T;
};
const files = async (login = OFFICE) => (await ask<ListFiles>('/schedule/folder', login)).files ?? [];
const imports = async () => (await ask<ScheduleImports>('/schedule/imports')).imports;
const day = addDays(dayOfMs(Date.now()), 12);
const titles = async () =>
  (await ask<HearingsAnswer>(`/hearings?court=lb&day=${day}&limit=500`, 'giam.sat')).rows.map((row) =>
    row.form === 'full' ? row.state.title : row.cause,
  );
const inFolder = (...at: string[]) => path.join(base, 'lb', ...at);
const listed = async (folder = '.') => (await readdir(inFolder(folder)).catch(() => [])).sort();
/** So long nothing was written: two looks, a quarter of a minute apart. */
const settle = async () => {
  await house.listFolder.look();
  now += 15_000;
  await house.listFolder.look();
};
const year = day.slice(0, 4);
const HEADS = 'Số thụ lý;Ngày;Giờ;Phòng;Vụ án\n';
const line = (n: number, title: string) =>
  `${n}/${year}/TLST-DS;${day.split('-').reverse().join('/')};8h;Phòng ${n % 2 === 0 ? 2 : 1};${title}\n`;

test('a file is taken when nobody writes to it any more, once, and put away', async () => {
  await writeFile(inFolder('lich.csv'), HEADS + line(9101, 'Vay tài sản'));
  await house.listFolder.look();
  now += 14_000;
  await house.listFolder.look();
  // Somebody was still at it: the time counts anew.
  await appendFile(inFolder('lich.csv'), line(9102, 'Thừa kế'));
  await house.listFolder.look();
  now += 14_000;
  await house.listFolder.look();
  expect([await imports(), await files()]).toEqual([[], []]);
  now += 1_000;
  await house.listFolder.look();
  expect((await titles()).sort()).toEqual(['Thừa kế', 'Vay tài sản']);
  const [made, ...others] = await imports();
  expect([made, others]).toMatchObject([{ by: LIST_FOLDER, added: 2, changed: 0, cancelled: 0 }, []]);
  expect(await files()).toMatchObject([{ name: 'lich.csv', outcome: 'imported', import: made?.id, wrong: 0 }]);
  expect(await listed()).toEqual(['da-nhap']);
  const [kept = ''] = await listed('da-nhap');
  expect(await readFile(inFolder('da-nhap', kept), 'utf8')).toContain('Thừa kế');
  await settle();
  expect(await imports()).toHaveLength(1);
});

test('what is not finished, hidden, a folder or a link is left alone', async () => {
  await writeFile(inFolder('moi.csv.part'), HEADS + line(9103, 'Chia tài sản'));
  await writeFile(inFolder('.moi.csv'), HEADS + line(9104, 'x'));
  await writeFile(inFolder('~$lich.xlsx'), 'x');
  await mkdir(inFolder('cu'));
  await writeFile(inFolder('cu', 'cu.csv'), HEADS + line(9105, 'x'));
  const elsewhere = path.join(base, 'elsewhere.csv');
  await writeFile(elsewhere, HEADS + line(9106, 'x'));
  await symlink(elsewhere, inFolder('link.csv'));
  await settle();
  expect(await files()).toHaveLength(1);
  // Renamed when it is done.
  await rename(inFolder('moi.csv.part'), inFolder('moi.csv'));
  await settle();
  expect(await titles()).toContain('Chia tài sản');
  expect(await titles()).not.toContain('x');
  expect(await listed()).toEqual(['.moi.csv', 'cu', 'da-nhap', 'link.csv', '~$lich.xlsx']);
});

test('a list with mistakes is set aside with a report that names them, and nothing of it is imported', async () => {
  const { rows, faults } = hundredLines(day);
  const before = await titles();
  await writeFile(inFolder('trăm dòng.xlsx'), workbookOf(rows));
  await settle();
  expect(await titles()).toEqual(before);
  expect(await imports()).toHaveLength(2);
  const [told] = await files();
  expect(told).toMatchObject({ name: 'trăm dòng.xlsx', outcome: 'set-aside', wrong: faults.size });
  expect(new Map(told?.lines.map((one) => [one.line, one.faults[0]?.code]))).toEqual(faults);
  const aside = await listed('de-rieng');
  const [, report = ''] = aside;
  expect(aside.map((name) => name.replace(/^[0-9a-f-]+-/, ''))).toEqual(['trăm dòng.xlsx', 'trăm dòng.xlsx.txt']);
  const text = await readFile(inFolder('de-rieng', report), 'utf8');
  expect(text).toContain('Danh sách này chưa được nhập');
  for (const number of faults.keys()) expect(text).toContain(`Dòng ${number}`);
  expect(text).not.toMatch(/undefined|\{\{/);
});

test('what is no list is set aside with the reason, and what changes nothing says so', async () => {
  await writeFile(inFolder('ảnh.xlsx'), Buffer.from([0x89, 0x50, 0x4e, 0x47, 0, 1, 2, 3]));
  await settle();
  const [told] = await files();
  expect(told).toMatchObject({ name: 'ảnh.xlsx', outcome: 'set-aside', wrong: 0, lines: [] });
  expect(told?.refusal).toBeDefined();
  await writeFile(inFolder('lớn.csv'), Buffer.alloc(MAX_LIST_BYTES + 1, 'x'));
  await settle();
  expect((await files())[0]).toMatchObject({ name: 'lớn.csv', outcome: 'set-aside', refusal: 'too-large' });
  now += 1_000;
  await writeFile(inFolder('lich.csv'), HEADS + line(9101, 'Vay tài sản') + line(9102, 'Thừa kế'));
  await settle();
  expect((await files())[0]).toMatchObject({ name: 'lich.csv', outcome: 'same' });
  expect(await imports()).toHaveLength(2);
});

test('another court is told nothing of it, the audit has it, and a node that begins now goes on from there', async () => {
  expect(
    (await fetch(`${house.http}/api/v1/schedule/folder`, { headers: { cookie: await house.cookie('van.phong') } }))
      .status,
  ).toBe(200);
  expect(await files('van.phong')).toEqual([]);
  for (const login of ['chanh.an', 'giam.sat', 'thu.ky.lb']) await expect(files(login)).rejects.toThrow('403');
  const kept = await house.database.sql
    .selectFrom('audit_entries')
    .select(['kind', 'login'])
    .where('kind', 'like', 'schedule.%')
    .orderBy('id')
    .execute();
  expect(kept).toEqual(
    ['imported', 'imported', 'set-aside', 'set-aside', 'set-aside'].map((what) => ({
      kind: `schedule.${what}`,
      login: LIST_FOLDER,
    })),
  );
  const again = await openHouse({ beside: house, lists: { dir: base, clock } });
  try {
    await again.listFolder.look();
    now += 15_000;
    await again.listFolder.look();
    expect(await again.listFolder.files('lb')).toEqual(await house.listFolder.files('lb'));
  } finally {
    await again.close();
  }
});
