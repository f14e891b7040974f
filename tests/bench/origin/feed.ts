/** A camera that is nothing but its bytes: parts of 200 ms written when they end, segments of four seconds, 1 Mbit/s. */
import { parseInit } from '@giamsat/contract/fmp4/init';
import { SYNTHETIC_VIDEO_TIMESCALE, syntheticFragment, syntheticInit } from '@giamsat/contract/fmp4/synthetic';
import { createAgent } from '../../media/support/agent.ts';
import { sha256 } from '../../media/support/footage.ts';
import { PART_MS } from './viewers.ts';

const PARTS = 20;
const FRAMES = 5;
const FRAME_BYTES = 5_000;
const FRAME_TICKS = (SYNTHETIC_VIDEO_TIMESCALE * PART_MS) / 1000 / FRAMES;

export const partBytes = (number: number): Uint8Array =>
  syntheticFragment({
    video: {
      startTicks: number * FRAMES * FRAME_TICKS,
      durations: new Array<number>(FRAMES).fill(FRAME_TICKS),
      key: number % PARTS === 0,
      sampleBytes: FRAME_BYTES,
    },
  });

/** Films from `fromMs` on until it is stopped. @throws in `stop` what went wrong on the way. */
export async function startFeed(service: { http: string }, token: () => Promise<string>, feed: string, fromMs: number) {
  const agent = createAgent(service, { token, feed });
  const init = Buffer.from(syntheticInit());
  const epoch = await agent.begin({ init, initSha256: sha256(init), parsed: parseInit(init), segments: [] });
  let running = true;
  const film = async (): Promise<void> => {
    let stream: ReturnType<typeof agent.stream> | undefined;
    for (let number = 0; running; number++) {
      const endMs = fromMs + (number + 1) * PART_MS;
      await new Promise((resolve) => setTimeout(resolve, Math.max(0, endMs - Date.now())));
      if (number % PARTS === 0) {
        const ending = stream?.end(PARTS * PART_MS);
        stream = agent.stream(epoch, number / PARTS, fromMs + number * PART_MS);
        ending?.catch(() => undefined);
      }
      stream?.write(partBytes(number));
    }
    stream?.breakOff();
  };
  const filming = film();
  return {
    async stop() {
      running = false;
      await filming;
      await agent.disconnect();
    },
  };
}
