/** How long copies and their restoring take, beside a running service: `npm run bench -- backup [GB]`. Baseline: `cp`, then `sync`, and `sha256sum` of the same bytes. Four times the size of disk is needed. */
import { execFile } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { runningConnection } from '@giamsat/service/platform/postgres/running';
import pg from 'pg';
import { v7 as uuidv7 } from 'uuid';
import { giamsat } from '../backup/support.ts';
import { sendPast } from '../rig/past.ts';
import { type Province, startProvince } from '../rig/province.ts';
import { bench } from './harness.ts';

const GB = Number(process.argv[2] ?? 1);
const SEGMENT_BYTES = 1_000_000;
const SEGMENTS = Math.round((GB * 1e9) / SEGMENT_BYTES);
/** A province writes about so many lines while a gigabyte of pictures comes in. */
const LINES = Math.min(200_000, 10_000 * GB);
const LINES_AT_ONCE = 200;
const FEED = 'lb-1-1';
/** What an hour brings, as a share of the whole. */
const NEW_SHARE = 0.02;

const run = promisify(execFile);
const seconds = async (work: () => Promise<unknown>): Promise<number> => {
  const begun = performance.now();
  await work();
  return Math.round((performance.now() - begun) / 10) / 100;
};
const must = async (args: string[], data: string): Promise<string> => {
  const { code, said } = await giamsat(args, { GIAMSAT_DATA: data });
  if (code !== 0) throw new Error(said);
  return said;
};

/** Pictures as the service keeps them: the file, then its row. Random bytes, as pack as badly as pictures. */
async function fill(data: string, count: number): Promise<void> {
  const client = new pg.Client(await runningConnection(data));
  await client.connect();
  try {
    const epoch = uuidv7();
    const digest = createHash('sha256').update('').digest('hex');
    await client.query(
      `insert into media_epochs (feed, epoch, codecs, width, height, frame_rate, part_target_ms, clock_offset_ms, init_sha256) values ($1, $2, 'avc1', 1, 1, 25, 200, 0, $3)`,
      [FEED, epoch, digest],
    );
    const folder = path.join(data, 'recordings', FEED, epoch);
    await mkdir(folder, { recursive: true });
    const bytes = randomBytes(SEGMENT_BYTES);
    for (let number = 0; number < count; number++) {
      bytes.writeUInt32BE(number);
      const sha256 = createHash('sha256').update(bytes).digest('hex');
      await writeFile(path.join(folder, `${number}.m4s`), bytes);
      await client.query(
        `insert into media_segments (feed, epoch, number, start_ms, duration_ms, bytes, sha256, has_audio) values ($1, $2, $3, $4, 4000, $5, $6, false)`,
        [FEED, epoch, number, Date.now() + number * 4000, bytes.length, sha256],
      );
    }
  } finally {
    await client.end();
  }
}

async function write(province: Province, hearing: string, count: number, from: number): Promise<void> {
  const source = '/courts/lb/agents/lb-agent-2';
  for (let at = 0; at < count; at += LINES_AT_ONCE) {
    const time = new Date().toISOString();
    const events = Array.from({ length: Math.min(LINES_AT_ONCE, count - at) }, (_, n) => ({
      specversion: '1.0',
      id: uuidv7(),
      source,
      type: 'hearing.note.recorded',
      subject: `hearings/${hearing}`,
      time,
      recordedtime: time,
      sequence: String(from + at + n).padStart(12, '0'),
      recordedby: 'clerk',
      data: { text: `Bị cáo trả lời câu hỏi thứ ${at + n} của Hội đồng xét xử, ${uuidv7()}` },
    }));
    const answer = await fetch(`${province.http}/ingest/events`, {
      method: 'POST',
      headers: {
        'content-type': 'application/cloudevents-batch+json',
        authorization: `Bearer ${await province.token('lb-2')}`,
      },
      body: JSON.stringify(events),
    });
    const { results } = (await answer.json()) as { results?: { status: string }[] };
    if (!results?.every(({ status }) => status === 'accepted')) throw new Error(`${answer.status}`);
  }
}

await bench('backup', async (dir) => {
  const data = path.join(dir, 'service');
  const copies = path.join(dir, 'copies');
  const keyFile = path.join(dir, 'copies.key');
  const province = await startProvince({ dir, rooms: { lb: 1 } });
  try {
    const { hearing } = await sendPast(province, {
      court: 'lb',
      room: 'lb-1',
      feed: FEED,
      title: 'Đo sao lưu',
      minutes: 3,
      footageMinutes: 0,
    });
    await write(province, hearing, LINES, 1_000);
    await fill(data, SEGMENTS);
    const recipient = (await must(['backup-key', keyFile], data)).trim();
    const backup = ['backup', '--to', copies, '--for', recipient];

    // The bare copy first, so that it does not profit from what the other read.
    const bare = path.join(dir, 'bare');
    const cpS = await seconds(async () => {
      await run('cp', ['-r', path.join(data, 'recordings'), bare]);
      await run('sync');
    });
    const sumS = await seconds(() =>
      run('sh', ['-c', 'find "$1" -type f -print0 | xargs -0 sha256sum > /dev/null', 'sh', bare]),
    );
    await rm(bare, { recursive: true });

    const firstS = await seconds(async () => console.log((await must(backup, data)).split('\n')[0]));
    await write(province, hearing, Math.round(LINES * NEW_SHARE), 1_000 + LINES);
    await fill(data, Math.max(1, Math.round(SEGMENTS * NEW_SHARE)));
    const nextS = await seconds(async () => console.log((await must(backup, data)).split('\n')[0]));
    const into = path.join(dir, 'restored');
    await mkdir(into);
    const restoreS = await seconds(async () =>
      console.log((await must(['restore', '--from', copies, '--key', keyFile, '--keys', data], into)).split('\n')[0]),
    );
    const verifyS = await seconds(() => must(['verify'], into));
    const rate = (s: number, share = 1): number => Math.round((SEGMENTS * SEGMENT_BYTES * share) / 1e6 / s);
    return {
      figures: {
        gigabytes: GB,
        lines: LINES,
        firstCopyS: firstS,
        firstCopyMBps: rate(firstS),
        nextCopyS: nextS,
        // With the timer: what people at the province entered since; the courts send theirs again.
        recoveryPointS: 3_600 + nextS,
        recoveryTimeS: restoreS,
        restoreMBps: rate(restoreS, 1 + NEW_SHARE),
        verifyS,
      },
      baseline: { cpS, cpMBps: rate(cpS), sha256sumMBps: rate(sumS) },
      goal: {},
      met: true,
    };
  } finally {
    await province.stop();
  }
});
