/** The origin as somebody asks it who knows every address of a picture: again and again, until it refuses. */

export type Ask = (at: string) => Promise<{ status: number; bytes: Buffer }>;
/** By what it gives. `blocked` is held by the origin. */
export type Addresses = Record<string, string>;

const EVERY_MS = 25;
const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** Everything that a live window gives, as its playlist names it now; undefined while it has no whole segment. */
export async function liveAddresses(ask: Ask, window: string): Promise<Addresses | undefined> {
  const base = `/media/live/${window}/`;
  const { status, bytes } = await ask(`${base}live.m3u8`);
  const text = bytes.toString();
  const [segment, part] = [/^s\d+\.m4s$/gm, /(?<=EXT-X-PART:.*)p\d+\.m4s/g].map((name) => text.match(name)?.at(-1));
  const init = /init\d+\.mp4/.exec(text)?.[0];
  if (status !== 200 || !segment || !part || !init) return undefined;
  const closed = text.match(/^#EXTINF/gm)?.length ?? 0;
  const next = Number(/MEDIA-SEQUENCE:(\d+)/.exec(text)?.[1]) + closed + 1;
  const named = { playlist: 'live.m3u8', longParts: 'wall.m3u8', part, segment, init };
  const held = { blocked: `live.m3u8?_HLS_msn=${next}` };
  return Object.fromEntries(Object.entries({ ...named, ...held }).map(([kind, name]) => [kind, base + name]));
}

/** Everything that was recorded of it by then. @throws when there is nothing yet */
export async function recordedAddresses(ask: Ask, hearing: string, feed: string): Promise<Addresses> {
  const base = `/media/hearings/${hearing}/${feed}/`;
  const { bytes } = await ask(`${base}thumbnails.vtt`);
  const thumbnail = bytes
    .toString()
    .match(/^.*\.jpg$/gm)
    ?.at(-1);
  if (!thumbnail) throw new Error('no thumbnail yet');
  return {
    thumbnail: base + thumbnail,
    thumbnails: `${base}thumbnails.vtt`,
    recorded: base + thumbnail.replace('.jpg', '.m4s'),
    recording: `${base}recording.m3u8?asOf=999999999999`,
  };
}

type Refusals = {
  /** By kind, when the first refusal had come, ms since 1970; null: none came. */
  at: Record<string, number | null>;
  /** Answers other than a refusal to what was asked after the first refusal. */
  leaks: string[];
};

/** So long after it should be over, what is not refused yet is asked again. */
const LONGEST_MS = 5_000;

/** Call before the press, so that what is blocked is held by then; `ask` begins with the others. */
export function holdOn(ask: Ask, { blocked = '', ...others }: Addresses) {
  const answers: { kind: string; askedAt: number; at: number; status: number }[] = [];
  const refusedAt = (kind: string) => answers.find((one) => one.kind === kind && one.status === 403)?.at;
  let until = Number.POSITIVE_INFINITY;
  let stopped = false;
  const again = async (kind: string, address: string): Promise<void> => {
    while (!stopped || (refusedAt(kind) === undefined && Date.now() < until)) {
      const askedAt = Date.now();
      const { status } = await ask(address);
      answers.push({ kind, askedAt, at: Date.now(), status });
      await sleep(EVERY_MS);
    }
  };
  const loops = [again('blocked', blocked)];
  return {
    ask: () => void loops.push(...Object.entries(others).map(([kind, address]) => again(kind, address))),
    async stop(): Promise<Refusals> {
      stopped = true;
      until = Date.now() + LONGEST_MS;
      await Promise.all(loops);
      const leaks = answers
        .filter(
          ({ kind, status, askedAt }) => status !== 403 && askedAt > (refusedAt(kind) ?? Number.POSITIVE_INFINITY),
        )
        .map(({ kind, status }) => `${kind}: ${status}`);
      const kinds = ['blocked', ...Object.keys(others)];
      return { at: Object.fromEntries(kinds.map((kind) => [kind, refusedAt(kind) ?? null])), leaks };
    },
  };
}
