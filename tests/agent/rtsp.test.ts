/** A camera that is asked over RTSP, with a password that nobody on the machine can read off the list of processes. */
import { spawn } from 'node:child_process';
import { createRtspServer } from '@giamsat/infra/demo/rtsp-server';
import { expect, it } from 'vitest';
import { commandLines } from '../rig/command-lines.ts';
import { cameraFile } from './camera.ts';
import { agentConfig, dataFolder, FEED, startAgent } from './court.ts';
import { openHearing, testHearing } from './hearing.ts';
import { durationOf, probe } from './media.ts';
import { startProvince } from './province.ts';
import { until } from './wait.ts';

const PASSWORD = 'mat-khau-may-quay';

it('is pulled over TCP with its password, and its picture keeps the time', async () => {
  const camera = await createRtspServer({
    url: `rtsp://camera:${PASSWORD}@127.0.0.1:0/live`,
    fps: 25,
    sampleRate: 48_000,
  });
  const encoder = spawn('ffmpeg', [
    ...['-loglevel', 'error', '-re', '-stream_loop', '-1', '-i', cameraFile(), '-c', 'copy', '-f', 'flv', 'pipe:1'],
  ]);
  encoder.stdout.on('data', (chunk: Buffer) => camera.feed(chunk));
  const province = await startProvince({ feeds: [FEED] });
  const data = dataFolder();
  const url = `rtsp://camera:${PASSWORD}@127.0.0.1:${camera.port}/live`;
  const agent = await startAgent(agentConfig(province.url(), data.folder, { kind: 'rtsp', url }));
  try {
    openHearing(testHearing(agent));
    const kept = await until('three segments', () => province.kept().length >= 3 && province.kept(), 40_000);
    const init = province.inits.get(kept[0]?.epoch ?? '');
    if (!init) throw new Error('no init');
    expect(await probe(init, kept)).toMatchObject({ complaints: '', streams: ['video', 'audio'] });
    for (const [i, segment] of kept.entries()) {
      const next = kept[i + 1];
      if (!next) continue;
      const expected = Date.parse(segment.start) + durationOf(init, segment);
      expect(Math.abs(Date.parse(next.start) - expected)).toBeLessThanOrEqual(50);
    }
    const { all, ours } = commandLines();
    expect(ours.some((line) => line.includes('ffconcat') || line.includes('-f concat'))).toBe(true);
    expect(all.filter((line) => line.includes(PASSWORD))).toEqual([]);
  } finally {
    await agent.stop();
    encoder.kill('SIGKILL');
    await camera.close();
    await province.close();
    data.remove();
  }
});
