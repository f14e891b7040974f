/** How everything fares, as it leaves: of cameras and machines, and no word of a hearing. */
import { dayOfMs } from '@giamsat/contract/time';
import type { AgentVitals } from '@giamsat/contract/wire/ingest';
import { type FeedHistory, GRAPH_MS, type SystemAnswer } from '@giamsat/contract/wire/system';
import type { Registry } from '../../hearings/registry.ts';
import { rfc3339 } from '../../platform/clock.ts';
import type { Health } from './bands.ts';
import { type Figures, HOUR_MS, MINUTE_MS, type Row, type Sample, STEP_MS, STEP_S, samplesOf } from './sample.ts';
import type { FeedState, HealthTracker, MachineState } from './tracker.ts';

type CourtView = SystemAnswer['courts'][number];
export type Places = Pick<Registry, 'content' | 'courtNameOn' | 'roomsOf' | 'feedsOf'>;

/** Courts that have a machine or a camera, of those that `mayRead`. */
export function courtViews(
  registry: Places,
  tracker: Pick<HealthTracker, 'feed' | 'machine'>,
  mayRead: (court: string) => boolean,
  now: number,
): CourtView[] {
  const day = dayOfMs(now);
  const { agents, courts } = registry.content();
  return courts
    .filter(({ code }) => mayRead(code))
    .map(({ code: court }) => ({
      code: court,
      name: registry.courtNameOn(court, day).name,
      machines: agents
        .filter((agent) => agent.court === court && agent.publicKey !== undefined)
        .map(({ code, name }) => ({
          code,
          ...(name === undefined ? {} : { name }),
          ...machineView(tracker.machine(code)),
        })),
      feeds: registry.roomsOf(court, day).flatMap((room) =>
        registry.feedsOf(room.code).map(({ code, name }) => ({
          code,
          name,
          room: room.code,
          roomName: room.name,
          ...feedView(tracker.feed(code)),
        })),
      ),
    }))
    .filter(({ machines, feeds }) => machines.length + feeds.length > 0);
}

const healthView = (health: Health | undefined) => (health ? { ...health } : { ailments: [] });
const figuresView = ({ delayMs, lostMs, kbps, fps }: Figures): Figures => ({
  ...(delayMs === undefined ? {} : { delayMs }),
  ...(lostMs === undefined ? {} : { lostMs }),
  ...(kbps === undefined ? {} : { kbps }),
  ...(fps === undefined ? {} : { fps }),
});

const feedView = ({ health, onAir, viewing, ...figures }: FeedState) => ({
  ...healthView(health),
  onAir,
  ...figuresView(figures),
  ...(viewing ? { viewing } : {}),
});

const machineView = ({ health, heardAt, vitals }: MachineState) => ({
  ...healthView(health),
  ...(heardAt === undefined ? {} : { heardAt: rfc3339(heardAt) }),
  ...(vitals ? vitalsView(vitals) : {}),
});

function vitalsView(vitals: AgentVitals) {
  const { version, startedAt, diskFreeBytes, spoolBytes, spoolOldestAt, outboxLength, clockOffsetMs } = vitals;
  const kbps = vitals.feeds.reduce((all, one) => all + (one.kbps ?? 0), 0);
  return {
    version,
    ...(startedAt === undefined ? {} : { startedAt }),
    diskFreeBytes,
    ...(kbps > 0 ? { diskHours: Math.round(diskFreeBytes / ((kbps * 1000) / 8) / 360) / 10 } : {}),
    spoolBytes,
    ...(spoolOldestAt === undefined ? {} : { spoolSince: spoolOldestAt }),
    outboxLength,
    clockOffsetMs: Math.round(clockOffsetMs),
  };
}

/** The stretch that a graph shows when it ends at that moment: whole samples. */
export function graphSpan(throughMs: number): { since: number; through: number } {
  const through = (Math.floor(throughMs / STEP_MS) + 1) * STEP_MS;
  return { since: through - GRAPH_MS, through };
}

/** `rows`: what is written; `fresh`: what is remembered, of which the written part is left out. */
export function historyView(
  feed: string,
  { since, through }: { since: number; through: number },
  rows: readonly Row[],
  fresh: readonly Sample[],
): FeedHistory {
  const within = ({ at }: { at: number }) => at >= since && at < through;
  const stored = rows.flatMap(samplesOf).filter(within);
  const written = stored.at(-1)?.at ?? Number.NEGATIVE_INFINITY;
  const samples = [...stored, ...fresh.filter((one) => within(one) && one.at > written)];
  const lasts = ({ stepS }: Row) => (stepS === STEP_S ? MINUTE_MS : HOUR_MS);
  return {
    feed,
    since: rfc3339(since),
    through: rfc3339(through),
    samples: samples.map(({ at, band, ...figures }) => ({ at: rfc3339(at), band, ...figuresView(figures) })),
    minutes: rows
      .filter((row) => row.startsAt < through && row.startsAt + lasts(row) > since)
      .filter(({ ailments, reports }) => ailments.length > 0 || reports > 0)
      .map(({ startsAt, ailments, reports, stalled, latencyMs }) => ({
        at: rfc3339(startsAt),
        ailments,
        reports,
        stalled,
        ...(latencyMs === undefined ? {} : { latencyMs }),
      })),
  };
}
