/**
 * The live origin of several nodes: what this one has it answers itself, the rest it gets from the node that has it, for its own viewers
 * and by its own judgement of their rights, before and after. Who waits goes on waiting when a camera changes hands.
 */
import type { Clock } from '../../platform/clock.ts';
import type { Member, Nodes } from '../../platform/nodes/nodes.ts';
import { NobodyThere, type PeerAnswer, type Peers } from '../../platform/nodes/peers.ts';
import type { MediaRights } from '../rights.ts';
import { type Directives, readDirectives } from './directives.ts';
import { nameOfFile, nameOfPlaylist } from './names.ts';
import {
  type Answer,
  isRefusal,
  LONGEST_WAIT_MS,
  type Now,
  type Origin,
  type Refusal,
  type View,
  type Watching,
} from './origin.ts';
import { type Rendered, render } from './rendering.ts';
import type { Evicted } from './window.ts';

export type RoutedOriginDeps<V> = {
  own: Origin<V>;
  rights: Pick<MediaRights<V>, 'window' | 'looked'>;
  nodes: Pick<Nodes, 'holderOf' | 'onChange' | 'refresh' | 'bury'>;
  peers: Pick<Peers, 'get'>;
  clock: Clock;
};

/** Where nodes ask each other for live pictures. */
export const LIVE_BETWEEN_NODES = '/nodes/live';
/** What asks by number waits so long for somebody to have the camera. */
const NOBODY_MS = 5_000;
/** Before a node is asked again that broke off, or that does not have the camera any more. */
const AGAIN_MS = 200;
/** That node does not have the camera (RFC 9110 §15.5.20). */
export const MISDIRECTED = 421;
const SHORT = { rendition: 'main', parts: 'short' } as const satisfies View;

const refuse = (status: Refusal['status']): Refusal => ({ status });
const NEVER = new AbortController().signal;

export function createRoutedOrigin<V>(deps: RoutedOriginDeps<V>): Watching<V> {
  const { own, rights, nodes, peers, clock } = deps;

  /** Resolves when the time has come, somebody's camera changed hands as `is` wants it, or the signal ended it. */
  const until = (ms: number, signal: AbortSignal, is: () => boolean = () => false): Promise<void> =>
    new Promise((resolve) => {
      const done = (): void => {
        cancel();
        stop();
        signal.removeEventListener('abort', done);
        resolve();
      };
      const cancel = clock.at(clock.now() + ms, done);
      const stop = nodes.onChange(() => {
        if (is()) done();
      });
      signal.addEventListener('abort', done, { once: true });
      if (signal.aborted || is()) done();
    });

  type Ask<T> = {
    viewer: V;
    id: string;
    signal: AbortSignal;
    /** Under `/nodes/live/{window}/`. */
    name: string;
    here(signal: AbortSignal): Now<T>;
    read(answer: PeerAnswer): T;
    /** It is answered from what is there, so somebody must have it. */
    byNumber: boolean;
  };

  /** Undefined: to be asked once more. */
  const there = async <T>(
    ask: Ask<T>,
    feed: string,
    member: Member,
    leftMs: number,
  ): Promise<Answer<T> | undefined> => {
    const { viewer, id, signal } = ask;
    const before = own.standing(viewer, id);
    if (isRefusal(before)) return before;
    const cut = new AbortController();
    const moved = new AbortController();
    const has = (): boolean => {
      const holder = nodes.holderOf(feed);
      return holder.kind === 'other' && holder.member.node === member.node;
    };
    const stop = [
      own.guard(viewer, id, () => cut.abort()),
      nodes.onChange(() => {
        if (!has()) moved.abort();
      }),
    ];
    const ended = AbortSignal.any([signal, cut.signal, moved.signal, AbortSignal.timeout(Math.max(1, leftMs))]);
    try {
      const answer = await peers.get(member, `${LIVE_BETWEEN_NODES}/${id}/${ask.name}`, ended);
      const after = own.standing(viewer, id);
      if (isRefusal(after)) return after;
      // Its clock may be a little ahead of ours.
      if (after.opensAtMs > clock.now()) {
        await until(after.opensAtMs - clock.now(), ended);
        return undefined;
      }
      if (answer.status === 200) return { status: 200, value: ask.read(answer) };
      if (answer.status !== MISDIRECTED)
        return refuse(([400, 403, 404] as const).find((one) => one === answer.status) ?? 503);
      await nodes.refresh();
    } catch (error) {
      if (cut.signal.aborted) {
        const now = own.standing(viewer, id);
        return isRefusal(now) ? now : undefined;
      }
      if (moved.signal.aborted) return undefined;
      if (error instanceof NobodyThere) await nodes.bury(member.node);
    } finally {
      for (const undo of stop) undo();
    }
    await until(AGAIN_MS, ended);
    return undefined;
  };

  const asked = async <T>(ask: Ask<T>): Promise<Answer<T>> => {
    const end = clock.now() + LONGEST_WAIT_MS;
    const feed = rights.window(ask.id)?.feed;
    if (feed === undefined) return ask.here(ask.signal);
    const nobody = (): boolean => nodes.holderOf(feed).kind === 'nobody';
    let waited = !ask.byNumber;
    while (!ask.signal.aborted && clock.now() < end) {
      const holder = nodes.holderOf(feed);
      if (holder.kind === 'other') {
        const answer = await there(ask, feed, holder.member, end - clock.now());
        if (answer) return answer;
        continue;
      }
      if (!waited && nobody()) {
        waited = true;
        await until(NOBODY_MS, ask.signal, () => !nobody());
        continue;
      }
      // Here, until it is another's.
      const moved = new AbortController();
      const stop = nodes.onChange(() => {
        if (nodes.holderOf(feed).kind === 'other') moved.abort();
      });
      try {
        const answer = await ask.here(AbortSignal.any([ask.signal, moved.signal]));
        if (answer.status === 200 || answer.status === 403 || !moved.signal.aborted) return answer;
      } finally {
        stop();
      }
    }
    return refuse(503);
  };

  const queryOf = ({ msn, part, skip }: Directives): string => {
    const query = new URLSearchParams();
    if (msn !== undefined) query.set('_HLS_msn', String(msn));
    if (part !== undefined) query.set('_HLS_part', String(part));
    if (skip) query.set('_HLS_skip', 'YES');
    return query.size > 0 ? `?${query}` : '';
  };

  return {
    async playlist(viewer, id, query, signal, view = SHORT) {
      const directives = readDirectives(query);
      if (!directives) return own.playlist(viewer, id, query, signal, view);
      const answer = await asked<Rendered>({
        ...{ viewer, id, signal },
        name: `${nameOfPlaylist(view)}${queryOf(directives)}`,
        here: (until) => own.playlist(viewer, id, query, until, view),
        read: ({ body }) => render(body.toString()),
        byNumber: false,
      });
      const facts = rights.window(id);
      // Once for each beat of a look is enough; of this node's own it was said already.
      if (answer.status === 200 && facts && nodes.holderOf(facts.feed).kind === 'other')
        void rights.looked(viewer, { kind: 'live', hearing: facts.hearing, feed: facts.feed });
      return answer;
    },
    init: (viewer, id, number, rendition = 'main') =>
      asked<Uint8Array>({
        ...{ viewer, id, signal: NEVER },
        name: nameOfFile({ kind: 'init', number, rendition }),
        here: () => own.init(viewer, id, number, rendition),
        read: ({ body }) => body,
        byNumber: true,
      }),
    part: (viewer, id, number, signal, view = SHORT) =>
      asked<Uint8Array>({
        ...{ viewer, id, signal },
        name: nameOfFile({ kind: view.parts === 'long' ? 'w' : 'p', number, rendition: view.rendition }),
        here: (until) => own.part(viewer, id, number, until, view),
        read: ({ body }) => body,
        byNumber: true,
      }),
    segment: (viewer, id, msn, rendition = 'main') =>
      asked<Uint8Array[] | Evicted>({
        ...{ viewer, id, signal: NEVER },
        name: nameOfFile({ kind: 's', number: msn, rendition }),
        here: () => own.segment(viewer, id, msn, rendition),
        read: ({ type, body }) =>
          type.startsWith('application/json') ? (JSON.parse(body.toString()) as Evicted) : [body],
        byNumber: true,
      }),
    guard: own.guard,
    untilTold: own.untilTold,
  };
}
