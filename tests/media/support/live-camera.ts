// A camera that films now: ffmpeg in real time, cut into segments and sent part by part, as an agent does it.
import { spawn } from 'node:child_process';
import { createFragmentReader, type StreamFragment } from '@giamsat/contract/fmp4/fragment-reader';
import type { Init } from '@giamsat/contract/fmp4/init';
import { newEpoch, type TestAgent } from './agent.ts';
import { encoding, picture, sha256 } from './footage.ts';

export type LiveCamera = {
  /** Resolves with the first part sent. */
  started: Promise<void>;
  /** Ends the film; what runs is closed. */
  stop(): Promise<void>;
};

/** Sends until it is stopped; a refusal of the service ends a segment and never the film. */
export function startCamera(
  agent: TestAgent,
  options: { size?: string; segmentMs?: number; drops?: boolean } = {},
): LiveCamera {
  const epoch = newEpoch();
  const segmentMs = options.segmentMs ?? 4000;
  const args = [
    '-v',
    'error',
    ...picture({ realtime: true, size: options.size ?? '320x180', drops: options.drops ?? false }),
    ...encoding({}),
  ];
  const ffmpeg = spawn('ffmpeg', args, { stdio: ['ignore', 'pipe', 'inherit'] });
  let ready: Promise<unknown> = Promise.resolve();
  let zeroMs: number | undefined;
  let number = 0;
  let current: { stream: ReturnType<TestAgent['stream']>; durationMs: number } | undefined;
  let told = (): void => undefined;
  const started = new Promise<void>((resolve) => {
    told = resolve;
  });
  const closing = new Set<Promise<unknown>>();

  const finish = (): void => {
    if (!current) return;
    const { stream, durationMs } = current;
    current = undefined;
    const closed = stream.end(durationMs).catch(() => undefined);
    closing.add(closed);
    closed.finally(() => closing.delete(closed));
  };
  const send = ({ bytes, info }: StreamFragment): void => {
    const { video } = info;
    if (!video) return;
    // Wall clock of media time 0: the first part has just ended.
    zeroMs ??= Date.now() - video.startMs - video.durationMs;
    if (video.keyFirst && (!current || current.durationMs >= segmentMs - 20)) {
      finish();
      current = { stream: agent.stream(epoch, number++, Math.round(zeroMs + video.startMs)), durationMs: 0 };
    }
    if (!current) return;
    current.stream.write(bytes);
    current.durationMs += video.durationMs;
    told();
  };

  const reader = createFragmentReader({
    onInit(bytes: Uint8Array, parsed: Init) {
      const init = Buffer.from(bytes);
      ready = agent.begin({ init, initSha256: sha256(init), parsed, segments: [] }, epoch);
    },
  });
  let turn: Promise<unknown> = Promise.resolve();
  ffmpeg.stdout.on('data', (piece: Buffer) => {
    const fragments = reader.push(piece);
    if (fragments.length > 0) turn = turn.then(() => ready).then(() => fragments.forEach(send));
  });
  return {
    started,
    async stop() {
      ffmpeg.kill('SIGKILL');
      await turn;
      finish();
      await Promise.all(closing);
    },
  };
}
