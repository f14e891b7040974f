/** A camera that pushes RTMP to the agent's listener: it stops, comes back, and the listener's port outlives nobody. */
import { type ChildProcess, spawn } from 'node:child_process';
import { afterEach, expect, it } from 'vitest';
import { freePort } from '../rig/ports.ts';
import { cameraFile } from './camera.ts';
import { agentConfig, dataFolder, FEED, startAgent } from './court.ts';
import { openHearing, testHearing } from './hearing.ts';
import { probe } from './media.ts';
import { startProvince } from './province.ts';
import { sleep, until } from './wait.ts';

let camera: ChildProcess | undefined;
afterEach(() => void camera?.kill('SIGKILL'));

/** Pushes until it is killed; like a camera, it tries again by itself. */
const push = (url: string): void => {
  camera = spawn(
    'sh',
    [
      '-c',
      `while :; do ffmpeg -loglevel error -re -stream_loop -1 -i '${cameraFile()}' -c copy -f flv '${url}'; sleep 0.3; done`,
    ],
    {
      stdio: 'ignore',
      detached: true,
    },
  );
};
const stopPushing = (): void => {
  if (camera?.pid) process.kill(-camera.pid, 'SIGKILL');
  camera = undefined;
};

it('is kept while it pushes; its silence is a gap of the camera, and a new epoch follows', async () => {
  const port = await freePort();
  const url = `rtmp://127.0.0.1:${port}/live/lb-1-a`;
  const province = await startProvince({ feeds: [FEED] });
  const data = dataFolder();
  const agent = await startAgent(agentConfig(province.url(), data.folder, { kind: 'rtmp-listen', url }));
  try {
    push(url);
    const hearing = testHearing(agent);
    openHearing(hearing);
    await until('it is on air', () => province.kept().length >= 1, 30_000);
    stopPushing();
    await until('the agent has noticed', () => agent.units[0]?.camera.health().state !== 'running', 6000);
    await sleep(2000);
    push(url);
    const first = province.kept()[0]?.epoch;
    await until('a new epoch', () => province.kept().some((one) => one.epoch !== first), 30_000);
    for (const [epoch, init] of province.inits) {
      const kept = province.kept().filter((one) => one.epoch === epoch);
      expect((await probe(init, kept)).complaints).toBe('');
    }
    hearing.enter('hearing.closed');
    const gaps = await until('the gap is declared', () => {
      const found = province.events.flatMap((event) =>
        event.type === 'recording.committed' ? (event.data.gaps as { cause: string }[]) : [],
      );
      return found.some((gap) => gap.cause === 'camera') && found;
    });
    expect(gaps.filter((gap) => gap.cause === 'camera')).toHaveLength(1);
    const told = province.events.filter((event) => event.type.startsWith('stream.')).map((event) => event.type);
    expect(told).toEqual(['stream.interrupted', 'stream.restored']);
  } finally {
    stopPushing();
    await agent.stop();
    await province.close();
    data.remove();
  }
});
