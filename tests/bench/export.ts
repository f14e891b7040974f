/** How quick a package is made and judged: MB/s of the export by the service beside a bare `cp` to the disk, of the verifier beside the bare hash. `npm run bench -- export` */
import { execFile } from 'node:child_process';
import { createHash, hash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import path from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';
import { parseInit } from '@giamsat/contract/fmp4/init';
import { syntheticFragment, syntheticInit } from '@giamsat/contract/fmp4/synthetic';
import { verifyArchive } from '@giamsat/proof/package/archive';
import { openFile } from '@giamsat/proof/package/node-source';
import { ask, ended, order, prove } from '../exports/ordering.ts';
import { createAgent, newEpoch } from '../media/support/agent.ts';
import { sendPast } from '../rig/past.ts';
import { PEOPLE, startProvince } from '../rig/province.ts';
import { signIn } from '../rig/second-factor.ts';
import { ascending, bench, percentile } from './harness.ts';
import { cpuSince } from './ingest/cpu-time.ts';

/** About a megabyte each, as four seconds at 2 Mbit/s: an hour and a bit. */
const SEGMENTS = Number(process.env.SEGMENTS ?? 1_000);
const SAMPLE_BYTES = 10_000;
const ROUNDS = 3;
const GOAL_EXPORT = 200;
const GOAL_VERIFY = 500;
const MB = 1_000_000;

const run = promisify(execFile);
const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
const round = (value: number): number => Math.round(value * 10) / 10;
const median = (values: number[]): number => percentile(ascending(values), 0.5) ?? 0;

/** MB for each second that the processor spent, and for each that passed. */
async function measured(bytes: number, work: () => Promise<unknown>): Promise<{ perCore: number; perSecond: number }> {
  const [cpu, begun] = [process.cpuUsage(), performance.now()];
  await work();
  const spent = process.cpuUsage(cpu);
  const core = (spent.user + spent.system) / 1e6;
  return { perCore: bytes / MB / core, perSecond: bytes / MB / ((performance.now() - begun) / 1000) };
}

await bench('export', async (dir) => {
  const province = await startProvince({ dir, rooms: { lb: 1 } });
  try {
    const minutes = Math.ceil((SEGMENTS * 4) / 60) + 3;
    const { hearing, openedAt } = await sendPast(province, {
      court: 'lb',
      room: 'lb-1',
      feed: 'lb-1-1',
      title: 'Đo tốc độ',
      minutes,
      footageMinutes: 0,
    });
    const init = syntheticInit({});
    const agent = createAgent(province, { token: () => province.token('lb-2'), feed: 'lb-1-1' });
    const footage = { init: Buffer.from(init), initSha256: sha256(init), parsed: parseInit(init), segments: [] };
    const epoch = await agent.begin(footage, newEpoch());
    for (let number = 0; number < SEGMENTS; number++) {
      const video = {
        startTicks: number * 51_200,
        durations: Array(100).fill(512),
        key: true,
        sampleBytes: SAMPLE_BYTES,
      };
      const bytes = Buffer.from(syntheticFragment({ video }));
      bytes.writeUInt32LE(number, bytes.length - 4);
      const segment = { fragments: [], bytes, sha256: sha256(bytes), durationMs: 4000 };
      const sent = await agent.send(epoch, number, segment, openedAt + 1000 + number * 4000);
      if (sent.status !== 200) throw new Error(JSON.stringify(sent));
    }
    agent.disconnect();

    const desk = { http: province.http, cookie: await signIn(province.http, PEOPLE.chief, province.password) };
    const exportRates: number[] = [];
    /** By what the service's processor did meanwhile: others on the machine do not change it. */
    const exportPerCore: number[] = [];
    const service = province.process().child.pid ?? 0;
    let last = '';
    let size = 0;
    for (let n = 0; n < ROUNDS; n++) {
      await prove(desk, province.password);
      const spent = cpuSince(service);
      const made = await ended(desk, await order(desk, hearing, 'certified'), 600_000);
      if (made.state !== 'done' || !made.endedAt) throw new Error(JSON.stringify(made));
      size = made.totalBytes ?? 0;
      // From the order to the durable file, hashed as a whole.
      exportRates.push(size / MB / ((Date.parse(made.endedAt) - Date.parse(made.createdAt)) / 1000));
      exportPerCore.push(1e6 / spent(size / MB).own);
      last = made.id;
    }
    const name = path.join(dir, 'package.zip');
    await prove(desk, province.password);
    const answer = await ask(desk, 'GET', `/exports/${last}/file`);
    await pipeline(Readable.fromWeb(answer.body as never), createWriteStream(name));

    const bare: number[] = [];
    const copied: number[] = [];
    const verified: number[] = [];
    for (let n = 0; n < ROUNDS; n++) {
      // The bare copy: on the disk, as the export is when it is told to be made.
      const copying = await measured(size, () => run('sh', ['-c', 'cp "$0" "$0.copy" && sync -d "$0.copy"', name]));
      copied.push(copying.perSecond);
      const file = await openFile(name);
      const PIECE = 1 << 20;
      // The bare hash: the same bytes, read and hashed in pieces of the same size, and nothing else.
      const hashing = await measured(size, async () => {
        for (let at = 0; at < size; at += PIECE) hash('sha256', await file.read(at, Math.min(size, at + PIECE)), 'hex');
      });
      bare.push(hashing.perCore);
      const judging = await measured(size, async () => {
        const verdict = await verifyArchive(file, { digest: (bytes) => hash('sha256', bytes, 'hex') });
        if (!verdict.ok) throw new Error(JSON.stringify(verdict.findings.slice(0, 3)));
      });
      verified.push(judging.perCore);
      await file.close();
    }
    const [exportMBps, verifyMBps, bareMBps] = [median(exportRates), median(verified), median(bare)];
    const copyMBps = median(copied);
    const exportCore = median(exportPerCore);
    console.log(`package of ${round(size / MB)} MB, ${SEGMENTS} segments`);
    console.log(
      `export: ${exportRates.map(round).join(', ')} MB/s, ${exportPerCore.map(round).join(', ')} per core; verify: ${verified.map(round).join(', ')}; bare hash: ${bare.map(round).join(', ')} MB/s per core; bare cp: ${copied.map(round).join(', ')} MB/s`,
    );
    return {
      figures: {
        exportMBps: round(exportMBps),
        exportMBpsPerCore: round(exportCore),
        verifyMBpsPerCore: round(verifyMBps),
        packageMB: round(size / MB),
      },
      baseline: { bareSha256MBpsPerCore: round(bareMBps), bareCopyMBps: round(copyMBps) },
      goal: { exportMBps: GOAL_EXPORT, verifyMBpsPerCore: GOAL_VERIFY },
      met: exportMBps >= GOAL_EXPORT && verifyMBps >= GOAL_VERIFY,
    };
  } finally {
    await province.stop();
  }
});
