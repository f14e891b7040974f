/**
 * The checker of the fault runs. It shares no code with the product: it reads the tables and the files as they lie there, knows from the cameras'
 * own films what they burned into their frames, and from the simulated clerks what they were told was accepted.
 */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { type Account, accountOf, type Gap, longestInterruption, type Recorded } from './account.ts';
import { type EventsFound, type JournalRow, judgeEvents, type Told } from './events.ts';
import { framesOf, unwrapped } from './frames.ts';

/** Rows of one statement; numbers of 64 bits may come as text. */
export type Ask = <Row>(statement: string, values?: unknown[]) => Promise<Row[]>;

export type Evidence = {
  ask: Ask;
  /** Folder of the recordings. */
  recordings: string;
  told: readonly Told[];
  /**
   * `films`: what the camera itself wrote down while it sent, one file for each time that it ran. `seen`: when somebody who watched got something
   * new, milliseconds since 1970, ascending.
   */
  cameras: readonly { feed: string; hearing: string; films: readonly string[]; seen?: readonly number[] }[];
  /** A moment of the run: burned-in times are within two hours of it. */
  nearMs: number;
};

export type Verdict = {
  /** Acknowledged events and stated segments that are not there, or not as they were. */
  lost: number;
  /** Events and frames that are there more than once. */
  doubled: number;
  /** Frames that are neither recorded nor declared missing. */
  undeclared: number;
  outOfChain: number;
  outOfOrder: number;
  longestInterruptionMs: number;
  events: EventsFound;
  /** Stated by the court, and not here as stated. */
  segmentsLost: string[];
  feeds: Record<string, Account>;
};

type Statement = {
  feed: string;
  epoch: string;
  segments: { number: number; sha256: string }[];
  gaps: { from: string; to: string; cause: string }[];
};
type SegmentRow = {
  epoch: string;
  number: number;
  start_ms: number;
  duration_ms: number;
  sha256: string;
  init: Buffer;
};
const AT_ONCE = 2;

export async function check(evidence: Evidence): Promise<Verdict> {
  const { ask, told, cameras } = evidence;
  const rows = (
    await ask<JournalRow>(
      'select position, stream, seq, source, id, hash, salt, head, payload from journal order by position',
    )
  ).map((row) => ({ ...row, position: Number(row.position) }));
  const events = judgeEvents(told, rows);
  const statements = rows
    .filter((row) => (JSON.parse(row.head) as { type: string }).type === 'recording.committed')
    .map((row) => (JSON.parse(row.payload ?? '{}') as { data: Statement }).data);

  const feeds: Verdict['feeds'] = {};
  const segmentsLost: string[] = [];
  let longestInterruptionMs = 0;
  for (const { feed, hearing, films, seen } of cameras) {
    const of = (type: string): number => timeOf(rows, `hearings/${hearing}`, type);
    const [from, to] = [of('hearing.opened'), of('hearing.closed')];
    const stated = statements.filter((one) => one.feed === feed);
    const { recorded, lost } = await recordedOf(evidence, feed, stated);
    segmentsLost.push(...lost);
    const shown: number[] = [];
    for (const film of films)
      for (const read of await framesOf(film)) if (read !== undefined) shown.push(unwrapped(read, evidence.nearMs));
    const gaps: Gap[] = stated.flatMap((one) =>
      one.gaps.map((gap) => ({ from: Date.parse(gap.from), to: Date.parse(gap.to), cause: gap.cause })),
    );
    feeds[feed] = accountOf({ shown, recorded, gaps, from, to });
    if (seen) longestInterruptionMs = Math.max(longestInterruptionMs, longestInterruption(seen, from, to));
  }
  const of = (value: (account: Account) => number): number =>
    Object.values(feeds).reduce((sum, account) => sum + value(account), 0);
  return {
    lost: events.lost.length + segmentsLost.length,
    doubled: events.doubled.length + of(({ doubled }) => doubled),
    undeclared: of(({ undeclared }) => undeclared.length),
    outOfChain: events.outOfChain.length,
    outOfOrder: events.outOfOrder.length,
    longestInterruptionMs,
    events,
    segmentsLost,
    feeds,
  };
}

/** When the court says that it happened. @throws where the journal does not have it */
function timeOf(rows: readonly JournalRow[], subject: string, type: string): number {
  for (const { head } of rows) {
    const event = JSON.parse(head) as { subject: string; type: string; time: string };
    if (event.subject === subject && event.type === type) return Date.parse(event.time);
  }
  throw new Error(`the journal has no ${type} of ${subject}`);
}

/** Every frame of the feed's recorded segments with the time that the recording gives it, and which of the stated segments are not here. */
async function recordedOf(
  { ask, recordings, nearMs }: Evidence,
  feed: string,
  stated: readonly Statement[],
): Promise<{ recorded: Recorded[]; lost: string[] }> {
  const rows = await ask<SegmentRow>(
    `select s.epoch, s.number, s.start_ms, s.duration_ms, s.sha256, e.init
       from media_segments s join media_epochs e on e.feed = s.feed and e.epoch = s.epoch
      where s.feed = $1 order by s.start_ms`,
    [feed],
  );
  const whole = new Map<string, string>();
  const recorded: Recorded[] = [];
  const lost = new Map<string, string>();
  const waiting = rows[Symbol.iterator]();
  const readNext = async (): Promise<void> => {
    for (const row of waiting) {
      const name = `${feed}/${row.epoch}/${row.number}`;
      const bytes = await readFile(path.join(recordings, `${name}.m4s`)).catch(() => undefined);
      if (!bytes || createHash('sha256').update(bytes).digest('hex') !== row.sha256) {
        lost.set(name, `${name} is not what its row says`);
        continue;
      }
      whole.set(name, row.sha256);
      const frames = await framesOf(Buffer.concat([row.init, bytes]));
      for (const [n, read] of frames.entries())
        if (read !== undefined)
          recorded.push({
            burned: unwrapped(read, nearMs),
            at: row.start_ms + (n * row.duration_ms) / frames.length,
          });
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, readNext));
  for (const { epoch, segments } of stated)
    for (const { number, sha256 } of segments) {
      const name = `${feed}/${epoch}/${number}`;
      if (whole.get(name) !== sha256 && !lost.has(name)) lost.set(name, `${name} was stated, and is not here`);
    }
  return { recorded, lost: [...lost.values()] };
}
