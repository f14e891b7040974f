/** What one camera costs the court's machine: a copied 720p25 feed with health and thumbnails. `npm run bench -- agent [seconds]` */
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { signInClerk, startCourt } from '../rig/court.ts';
import { freePort } from '../rig/ports.ts';
import { type Started, start, stop, until } from '../rig/processes.ts';
import { startProvince } from '../rig/province.ts';
import { costOver } from './agent/cost.ts';
import { bench, idleSince } from './harness.ts';

const SECONDS = Number(process.argv[2] ?? 60);
const COURT = 'ag';
const SETTLE_MS = 10_000;
const GOAL_PERCENT = 2;

/** A minute of 720p25 as a camera of a court room sends it: 2 Mbit/s, a key frame each second, AAC. Encoded beforehand. */
function cameraFile(dir: string): string {
  const file = path.join(dir, '720p25.mp4');
  const made = spawnSync('ffmpeg', [
    ...['-y', '-loglevel', 'error', '-f', 'lavfi', '-i', 'testsrc2=size=1280x720:rate=25,noise=alls=6:allf=t'],
    ...['-f', 'lavfi', '-i', 'sine=frequency=440:sample_rate=48000', '-t', '20'],
    ...['-c:v', 'libx264', '-preset', 'ultrafast', '-tune', 'zerolatency', '-profile:v', 'main', '-pix_fmt', 'yuv420p'],
    ...['-g', '25', '-sc_threshold', '0', '-b:v', '2M', '-maxrate', '2M', '-bufsize', '1M'],
    ...['-c:a', 'aac', '-b:a', '64k', '-ac', '1', file],
  ]);
  if (made.status !== 0) throw new Error(`ffmpeg: ${made.stderr}`);
  return file;
}

const pushFile = (file: string, url: string): Started =>
  start('ffmpeg', [
    ...['-nostdin', '-loglevel', 'error', '-re', '-stream_loop', '-1', '-i', file, '-c', 'copy'],
    ...['-f', 'flv', '-flvflags', 'no_duration_filesize', url],
  ]);

const measure = async (pid: number) => {
  const idle = idleSince();
  const cost = await costOver(pid, SECONDS);
  return { ...cost, idleCpu: idle() };
};

/** The same feed through ffmpeg alone: received, and copied into fragments that nobody keeps. */
async function bare(file: string) {
  const url = `rtmp://127.0.0.1:${await freePort()}/live/camera`;
  const copy = start('ffmpeg', [
    ...['-nostdin', '-loglevel', 'error', '-listen', '1', '-i', url, '-c', 'copy', '-f', 'mp4'],
    ...['-movflags', '+cmaf+empty_moov+default_base_moof+frag_keyframe', '-frag_duration', '195000', '-y', '/dev/null'],
  ]);
  await new Promise((resolve) => setTimeout(resolve, 1000));
  const camera = pushFile(file, url);
  try {
    await new Promise((resolve) => setTimeout(resolve, SETTLE_MS));
    const cost = await measure(copy.child.pid ?? 0);
    if (copy.child.exitCode !== null || camera.child.exitCode !== null) {
      throw new Error(`the baseline ended early\n${copy.output()}${camera.output()}`);
    }
    return cost;
  } finally {
    await stop(camera);
    await stop(copy);
  }
}

await bench('agent', async (dir) => {
  const file = cameraFile(dir);
  const province = await startProvince({ dir, rooms: { [COURT]: 1 } });
  const url = `rtmp://127.0.0.1:${await freePort()}/live/camera`;
  const feed = `${COURT}-1-1`;
  const court = await startCourt(province, COURT, [{ feed, source: { kind: 'rtmp-listen', url } }]);
  let camera: Started | undefined;
  try {
    const clerk = await signInClerk(court, COURT, province.password);
    await clerk.openHearing(`${COURT}-1`, 'Vụ án thử nghiệm 1');
    camera = pushFile(file, url);
    const runs = async () =>
      (await clerk.state()).rooms.some(({ feeds }) => feeds[0]?.camera === 'running') || undefined;
    await until('the camera to run', runs);
    await new Promise((resolve) => setTimeout(resolve, SETTLE_MS));
    const figures = await measure(court.process().child.pid ?? 0);
    if (camera.child.exitCode !== null) throw new Error(`the camera ended early\n${camera.output()}`);
    console.log('agent', JSON.stringify(figures));
    if (!(await runs())) throw new Error('the camera did not run to the end');
    await stop(camera);
    const baseline = await bare(file);
    return { figures, baseline, goal: { corePercent: GOAL_PERCENT }, met: figures.corePercent <= GOAL_PERCENT };
  } finally {
    if (camera) await stop(camera);
    await court.stop();
    await province.stop();
  }
});
