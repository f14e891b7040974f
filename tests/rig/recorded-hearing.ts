/** A hearing of many hours with its recording, told and sent through the real doors: a short clip again and again, its own time burned in. */
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import type { EventData, EventType } from '@giamsat/contract/event/catalogue';
import type { Init } from '@giamsat/contract/fmp4/init';
import { movedBy } from '@giamsat/contract/fmp4/joining';
import { silentLogger } from '@giamsat/service/platform/logger';
import { createSql } from '@giamsat/service/platform/sql';
import { v7 as uuidv7 } from 'uuid';
import { stripFilter } from '../bench/glass/timecode-camera.ts';
import { createAgent, newEpoch, type TestAgent } from '../media/support/agent.ts';
import { encoding, type Footage, footageFrom, type Segment, sha256 } from '../media/support/footage.ts';
import type { Province } from './province.ts';

export const FPS = 25;
/** The strip starts anew with each turn of the clip. */
export const CLIP_MS = 60_000;

/** A minute of picture with its time in milliseconds in `STRIP`, and a tone. */
const makeClip = (): Promise<Footage> =>
  footageFrom([
    ...['-f', 'lavfi', '-i', `testsrc2=size=640x360:rate=${FPS}`, '-f', 'lavfi', '-i', 'sine=frequency=440'],
    ...['-filter_complex', stripFilter('T*1000+0.5'), '-map', '[out]', '-map', '1:a', '-t', String(CLIP_MS / 1000)],
    ...encoding({ fps: FPS }),
  ]);

/** The segment as it would be that much later in the same run of capture. */
function moved(segment: Segment, byMs: number, init: Init): Segment {
  const bytes = Buffer.from(movedBy(segment.bytes, init, byMs));
  return { ...segment, bytes, sha256: sha256(bytes) };
}

type Stated = { number: number; start: string; durationMs: number; bytes: number; sha256: string };

/** By minutes, as the court states what it captured. */
const statements = (stated: readonly Stated[]): Stated[][] => {
  const minutes = new Map<string, Stated[]>();
  for (const one of stated) {
    const minute = one.start.slice(0, 16);
    minutes.set(minute, [...(minutes.get(minute) ?? []), one]);
  }
  return [...minutes.values()];
};

type Stretch = { from: number; to: number };
export type RecordedHearing = {
  hearing: string;
  /** Runs of capture: where each begins the clip begins, on every camera. Milliseconds since the epoch. */
  runs: Stretch[];
  /** Moments of the notes. */
  notes: number[];
  /** Of the cameras, the segments that were sent. */
  sent: { feed: string; epoch: string; number: number; startMs: number }[];
  /** Sends what one camera's machine held back then, by the same door: the line came back. */
  fill: (feed: string, within: Stretch) => Promise<void>;
};

type Options = {
  court: string;
  room: string;
  feeds: readonly string[];
  title: string;
  /** What was held when, oldest first; each a sitting, which the picture follows to its end. Milliseconds since the epoch. */
  sittings: readonly Stretch[];
  /** Lines that the clerk wrote, evenly over the sittings. */
  notes: number;
  /** Segments that do not arrive until they are filled in. */
  misses?: (feed: string, startMs: number) => boolean;
  /** After the opening, such as a deliberation. */
  more?: readonly { type: EventType; atMs: number; data: Record<string, unknown> }[];
  /** A small picture of each segment. */
  thumbnail?: Buffer;
};

/** As if the line had been up all the time: what came now was stored when it was captured. */
async function storedInTime(dir: string): Promise<void> {
  const home = path.join(dir, 'service', 'database');
  const cluster = (await readdir(home)).find((name) => name.startsWith('pg'));
  const [, , , port, host = ''] = (await readFile(path.join(home, `${cluster}`, 'postmaster.pid'), 'utf8')).split('\n');
  const sql = createSql({
    connection: { host, port: Number(port), user: 'giamsat', database: 'postgres' },
    logger: silentLogger,
    maxConnections: 1,
  });
  await sql
    .updateTable('media_segments')
    .set((eb) => ({ stored_at: eb.fn<string>('to_timestamp', [eb('start_ms', '/', 1000)]) }))
    .execute();
  await sql.destroy();
}

export async function recordHearing(
  province: Pick<Province, 'http' | 'token' | 'dir'>,
  options: Options,
): Promise<RecordedHearing> {
  const { court, room, sittings } = options;
  const token = () => province.token(`${court}-2`);
  const hearing = uuidv7();
  let sequence = Date.now();
  const first = sittings[0];
  const last = sittings.at(-1);
  if (!first || !last) throw new Error('a hearing without a sitting');
  const event = <T extends EventType>(
    type: T,
    atMs: number,
    data: EventData<T> | Record<string, unknown>,
    subject = `hearings/${hearing}`,
  ) => {
    const time = new Date(atMs).toISOString();
    return {
      specversion: '1.0',
      id: uuidv7(),
      source: `/courts/${court}/agents/${court}-agent-2`,
      type,
      subject,
      time,
      recordedtime: time,
      recordedby: 'clerk',
      data,
    };
  };
  const tell = async (events: ReturnType<typeof event>[]): Promise<void> => {
    const numbered = events
      .sort((a, b) => (a.time < b.time ? -1 : a.time > b.time ? 1 : 0))
      .map((one) => ({ ...one, sequence: String(++sequence).slice(-12).padStart(12, '0') }));
    for (let at = 0; at < numbered.length; at += 200) {
      const answer = await fetch(`${province.http}/ingest/events`, {
        method: 'POST',
        headers: { 'content-type': 'application/cloudevents-batch+json', authorization: `Bearer ${await token()}` },
        body: JSON.stringify(numbered.slice(at, at + 200)),
      });
      const { results } = (await answer.json()) as { results?: { status: string }[] };
      const refused = results?.find((one) => one.status !== 'accepted');
      if (!results || refused) throw new Error(`${answer.status} ${JSON.stringify(refused)}`);
    }
  };
  const length = sittings.reduce((sum, { from, to }) => sum + to - from, 0);
  const notes = Array.from({ length: options.notes }, (_, i) => {
    let left = ((i + 0.5) / options.notes) * length;
    const sitting = sittings.find(({ from, to }) => {
      if (left < to - from) return true;
      left -= to - from;
      return false;
    });
    // Not on a frame's edge, where what is shown may be either.
    return Math.floor(((sitting ?? last).from + left) / 40) * 40 + 13;
  });
  await tell([
    event('hearing.scheduled', first.from - 60_000, {
      court,
      room,
      start: new Date(first.from).toISOString(),
      caseNumbers: [`9003/${new Date().getUTCFullYear()}/TLST-HS`],
      title: options.title,
      caseType: 'HS',
      instance: 'ST',
    }),
    event('hearing.preparation.started', first.from - 40_000, { room }),
    event('hearing.transmission.permitted', first.from - 20_000, { scope: 'whole' }),
    event('hearing.opened', first.from, {}),
    event('hearing.questioning.started', first.from + 60_000, {}),
    ...sittings
      .slice(1)
      .flatMap(({ from }, i) => [
        event('hearing.suspended', sittings[i]?.to ?? 0, { reasonCode: 'EVIDENCE_NEEDED' }),
        event('hearing.sitting.started', from - 10_000, { room }),
        event('hearing.resumed', from, {}),
      ]),
    ...notes.map((at, i) =>
      event('hearing.note.recorded', at, { text: `Bị cáo trả lời câu hỏi thứ ${i + 1} của Hội đồng xét xử` }),
    ),
    ...(options.more ?? []).map(({ type, atMs, data }) => event(type, atMs, data)),
    event('hearing.closed', last.to, {}),
  ]);

  const clip = await makeClip();
  const sent: RecordedHearing['sent'] = [];
  const missed: { feed: string; epoch: string; number: number; startMs: number }[] = [];
  const send = async (agent: TestAgent, epoch: string, number: number, startMs: number): Promise<Stated> => {
    const first = clip.segments[number % clip.segments.length];
    if (!first) throw new Error('a clip without a segment');
    const turn = Math.floor(number / clip.segments.length);
    const segment = turn === 0 ? first : moved(first, turn * CLIP_MS, clip.parsed);
    const answer = await agent.send(epoch, number, segment, startMs);
    if (answer.status !== 200) throw new Error(JSON.stringify(answer));
    sent.push({ feed: agent.feed, epoch, number, startMs });
    const { durationMs, sha256: digest, bytes } = segment;
    return { number, start: new Date(startMs).toISOString(), durationMs, bytes: bytes.length, sha256: digest };
  };
  for (const feed of options.feeds) {
    const agent = createAgent(province, { token, feed });
    try {
      for (const { from, to } of sittings) {
        const epoch = await agent.begin(clip, newEpoch(), { frameRate: FPS });
        const wanted: { number: number; startMs: number }[] = [];
        let startMs = from;
        for (let number = 0; startMs < to; number++) {
          const segment = clip.segments[number % clip.segments.length];
          if (!segment) throw new Error('a clip without a segment');
          if (options.misses?.(feed, startMs)) missed.push({ feed, epoch, number, startMs });
          else wanted.push({ number, startMs });
          startMs += segment.durationMs;
        }
        const stated: Stated[] = [];
        // As many at once as an agent sends.
        const next = wanted[Symbol.iterator]();
        const sendNext = async () => {
          for (const { number, startMs: at } of next) {
            stated.push(await send(agent, epoch, number, at));
            if (options.thumbnail)
              await agent.call('PUT', `${agent.base(epoch)}/segments/${number}/thumbnail`, options.thumbnail, {
                'content-type': 'image/jpeg',
              });
          }
        };
        await Promise.all(Array.from({ length: 4 }, sendNext));
        stated.sort((a, b) => a.number - b.number);
        await tell(
          statements(stated).map((segments) =>
            event(
              'recording.committed',
              Date.parse(segments.at(-1)?.start ?? ''),
              { feed, epoch, initSha256: clip.initSha256, segments, gaps: [] },
              `feeds/${feed}`,
            ),
          ),
        );
      }
    } finally {
      agent.disconnect();
    }
  }
  await storedInTime(province.dir);
  return {
    hearing,
    runs: sittings.map((one) => ({ ...one })),
    notes,
    sent,
    fill: async (feed, { from, to }) => {
      const agent = createAgent(province, { token, feed });
      try {
        for (const one of missed.filter((each) => each.feed === feed && each.startMs >= from && each.startMs < to))
          await send(agent, one.epoch, one.number, one.startMs);
      } finally {
        agent.disconnect();
      }
    },
  };
}
