// A camera and its line on a bad day, in a clock of its own: fragments of odd lengths, outages, restarts of everything, cuts.
import type { Random } from '@giamsat/contract/testing/hostile-mp4';
import { createLane, type Intake, type Lane } from '@giamsat/service/media/live/lane';
import { livePlaylist } from '@giamsat/service/media/live/playlist';
import { createShelf, type Shelf } from '@giamsat/service/media/live/shelf';
import { endWindow, type LiveWindow } from '@giamsat/service/media/live/window';
import { createMediaMetrics } from '@giamsat/service/media/metrics';
import type { WindowFacts } from '@giamsat/service/media/rights';
import { fakeClock } from '@giamsat/service/platform/clock';
import { createMetrics } from '@giamsat/service/platform/metrics';
import { silentLogger } from '@giamsat/service/testing/database';

type Remembered = NonNullable<Awaited<ReturnType<Parameters<typeof createShelf>[0]['counters']['load']>>>;
export type Seen = { whole: string; delta: string };

const TARGETS = [200, 200, 200, 200.2002, 208.3333333, 250];
const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** @param onPlaylist told of every playlist that a viewer could get. */
export function createDay(
  random: Random,
  startMs: number,
  onPlaylist: (window: string, seen: Seen, run: number) => void,
) {
  const clock = fakeClock(startMs);
  /** What the database would hold: kept over restarts of the service. */
  const rows = new Map<string, Remembered>();
  const metrics = createMediaMetrics(createMetrics());
  let windows = 0;
  let run = 0;
  let facts: WindowFacts | undefined;
  let shelf: Shelf;
  let lane: Lane;
  let epoch = 0;
  let targetMs = 200;
  let init = new Uint8Array([0]);
  let number = 0;
  /** Some cameras keep their time, some do not. */
  let odd = false;
  const counts = { parts: 0, outages: 0, cameras: 0, services: 0, cuts: 0, targets: 0 };

  const published = (window: LiveWindow): void => {
    counts.parts++;
    onPlaylist(window.id, { whole: livePlaylist(window), delta: livePlaylist(window, true) }, run);
  };
  const mint = (): void => {
    windows++;
    const fromMs = clock.now();
    facts = { id: `w${windows}`, feed: 'f', hearing: 'h', fromMs, opensAtMs: fromMs, picture: true, sound: true };
  };
  const startService = (): void => {
    run++;
    shelf = createShelf({
      counters: {
        load: async (id) => rows.get(id),
        save: async (id, value) => void rows.set(id, structuredClone(value)),
      },
      clock,
      logger: silentLogger,
    });
    lane = createLane({
      feed: 'f',
      shelf,
      windowAt: (_feed, at) => (facts && facts.fromMs <= at ? facts : undefined),
      clock,
      metrics,
      published,
      otherTarget() {
        counts.targets++;
        // The old window ends, and viewers see that it does.
        const old = facts && shelf.get(facts.id);
        if (old && !old.ended) {
          endWindow(old);
          published(old);
        }
        mint();
      },
    });
  };
  const startCamera = (): void => {
    epoch++;
    number = 0;
    targetMs = random.of(TARGETS);
    odd = random.below(5) === 0;
    if (random.below(2)) init = new Uint8Array([epoch]);
    counts.cameras++;
  };

  const fragmentMs = (): number => {
    const kind = random.below(odd ? 100 : 3000);
    if (kind < 90 || kind >= 100) return targetMs;
    if (kind < 94) return targetMs * (0.2 + random.below(60) / 100);
    if (kind < 97) return targetMs + 40;
    return kind < 99 ? targetMs + 0.7 : targetMs * 4;
  };
  const epochId = (): string => `0193a000-0000-7000-8000-${String(epoch).padStart(12, '0')}`;

  /** One segment of about four seconds; it may break off, be interrupted, or jump in its timeline. */
  const segment = async (): Promise<void> => {
    const open = (): Intake | undefined =>
      lane.open({ epoch: epochId(), number: number++, startMs: clock.now(), init, partTargetMs: targetMs });
    let intake = open();
    const from = clock.now();
    const breaksAfter = random.below(40) === 0 ? random.below(4000) : Number.POSITIVE_INFINITY;
    let sinceKey = 0;
    let key = true;
    while (clock.now() - from < 4000 - 20) {
      if (clock.now() - from > breaksAfter) break;
      const durationMs = fragmentMs();
      const at = clock.now();
      clock.advance(durationMs);
      const event = random.below(5000);
      if (event < 2) {
        // The service dies within a part: the body is lost with it, the agent goes on with the next segment.
        counts.services++;
        startService();
        intake = undefined;
        break;
      }
      if (event < 4) {
        counts.cuts++;
        shelf.drop(facts?.id ?? '');
        facts = undefined;
        clock.advance(random.below(30_000));
        mint();
        break;
      }
      if (event < 8) clock.advance(random.below(900));
      intake?.part({
        bytes: new Uint8Array([1]),
        startMs: at,
        durationMs,
        keyFirst: key,
        hasAudio: false,
        fromByte: 0,
      });
      // Only a window that begins asks the database.
      if (facts && !shelf.get(facts.id)) await settle();
      sinceKey += durationMs;
      key = sinceKey >= 2000;
      if (key) sinceKey = 0;
    }
    intake?.end();
    await settle();
  };

  mint();
  startService();
  startCamera();
  return {
    counts,
    async run(hours: number): Promise<void> {
      const end = startMs + hours * 3_600_000;
      while (clock.now() < end) {
        await segment();
        const event = random.below(150);
        if (event < 3) {
          counts.outages++;
          clock.advance(random.below(random.of([2000, 20_000, 120_000])));
        } else if (event < 6) startCamera();
      }
    },
  };
}
