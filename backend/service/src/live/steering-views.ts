/** What each screen of a meeting room is told to show: at every answer, and as soon as its person, its rights or a hearing say otherwise. */
import { timestampOf } from '@giamsat/contract/time';
import type { Access } from '../access/access.ts';
import { factsOf } from '../access/redact.ts';
import { isSteered, showsOf } from '../access/steering.ts';
import type { Board } from './board.ts';
import type { LiveSocket } from './sockets.ts';

type SteeringViews = {
  /** Reads anew by whose rights it shows. */
  learn(socket: LiveSocket): Promise<void>;
  /** Where it is other than what was told last, or `anew`. */
  tell(socket: LiveSocket, anew?: 'anew'): void;
};

export function createSteeringViews(deps: {
  access: Pick<Access, 'viewerByLogin'>;
  board: Pick<Board, 'get'>;
  now: () => number;
}): SteeringViews {
  const { access, board } = deps;
  return {
    async learn({ data }) {
      if (isSteered(data.viewer)) data.person = await access.viewerByLogin(data.viewer.steered.by, '');
    },
    tell(socket, anew) {
      const { viewer, person, shows } = socket.data;
      // Without its person it ends in the same moment.
      if (!isSteered(viewer) || !person || (!anew && shows === undefined)) return;
      const now = deps.now();
      const next = showsOf(
        viewer,
        person,
        (id) => {
          const entry = board.get(id);
          return entry && factsOf(entry.hearing, timestampOf(now));
        },
        now,
      );
      const text = JSON.stringify(next);
      if (!anew && text === shows) return;
      socket.data.shows = text;
      socket.emit('steering', next);
    },
  };
}
