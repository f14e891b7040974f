/** Somebody who watches: asks for the live picture as a player does, and writes down when something new came. */
import { setTimeout as sleep } from 'node:timers/promises';
import { PEOPLE } from '../../rig/province.ts';
import { signIn } from '../../rig/second-factor.ts';

export type Viewer = {
  /** When something new came, milliseconds since 1970. */
  seen: () => number[];
  stop(): Promise<void>;
};

const EVERY_MS = 250;
const PATIENCE_MS = 4_000;

export async function startViewer(options: {
  http: () => string;
  password: string;
  hearing: string;
  feed: string;
}): Promise<Viewer> {
  const { http, hearing, feed } = options;
  const cookie = await signIn(http(), PEOPLE.supervisor, options.password);
  const seen: number[] = [];
  let over = false;
  const get = (at: string) =>
    fetch(`${http()}${at}`, { headers: { cookie }, signal: AbortSignal.timeout(PATIENCE_MS) });
  const windowNow = async (): Promise<string | undefined> => {
    const answer = await get(`/api/v1/hearings/${hearing}`);
    const { row } = (await answer.json()) as { row?: { windows?: { window: string; feed: string }[] } };
    return row?.windows?.find((one) => one.feed === feed)?.window;
  };
  let window: string | undefined;
  let newest = '';
  const look = async (): Promise<void> => {
    window ??= await windowNow();
    if (!window) return;
    const playlist = await get(`/media/live/${window}/live.m3u8`);
    const text = await playlist.text();
    if (playlist.status !== 200 || text.includes('#EXT-X-ENDLIST')) {
      window = undefined;
      return;
    }
    const part = [...text.matchAll(/#EXT-X-PART:[^\n]*URI="([^"]+)"/g)].at(-1)?.[1];
    if (!part || part === newest) return;
    const bytes = await (await get(`/media/live/${window}/${part}`)).arrayBuffer();
    if (bytes.byteLength < 100) return;
    newest = part;
    seen.push(Date.now());
  };
  const watching = (async () => {
    while (!over) {
      // The service may be gone, and comes back.
      await look().catch(() => undefined);
      await sleep(EVERY_MS);
    }
  })();
  return {
    seen: () => [...seen],
    async stop() {
      over = true;
      await watching;
    },
  };
}
