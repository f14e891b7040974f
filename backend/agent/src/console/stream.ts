/** `GET /clerk/api/stream`: the state as server-sent events, whenever it has changed. */
import type { ServerResponse } from 'node:http';
import type { ClerkState } from '@giamsat/contract/wire/clerk';

export type StateStream = {
  add(response: ServerResponse, look: () => ClerkState | undefined): void;
  /** Something may have changed. */
  changed(): void;
  close(): void;
};

const COALESCE_MS = 60;
const LOOK_EVERY_MS = 1_000;
const PULSE_EVERY_MS = 15_000;
/** A page that does not read is let go; it comes back by itself. */
const MOST_BUFFERED = 1024 * 1024;

type Reader = { response: ServerResponse; look: () => ClerkState | undefined; last: string; pulsedAt: number };

export function createStateStream(): StateStream {
  const readers = new Set<Reader>();
  let soon: NodeJS.Timeout | undefined;

  const push = (): void => {
    soon = undefined;
    for (const reader of readers) {
      const state = reader.look();
      if (!state || reader.response.writableLength > MOST_BUFFERED) {
        reader.response.end();
        readers.delete(reader);
        continue;
      }
      const { now: _now, ...content } = state;
      const text = JSON.stringify(content);
      if (text !== reader.last) {
        reader.last = text;
        reader.response.write(`data: ${JSON.stringify(state)}\n\n`);
      } else if (performance.now() - reader.pulsedAt > PULSE_EVERY_MS) {
        reader.response.write(': pulse\n\n');
      } else continue;
      reader.pulsedAt = performance.now();
    }
  };
  // Cameras and the line change without telling anybody.
  const timer = setInterval(() => readers.size > 0 && push(), LOOK_EVERY_MS);

  return {
    add(response, look) {
      response.writeHead(200, {
        'content-type': 'text/event-stream',
        'cache-control': 'no-store',
        'x-accel-buffering': 'no',
        connection: 'keep-alive',
      });
      response.write('retry: 1000\n\n');
      const reader: Reader = { response, look, last: '', pulsedAt: performance.now() };
      readers.add(reader);
      response.on('close', () => readers.delete(reader));
      response.on('error', () => readers.delete(reader));
      push();
    },
    changed() {
      soon ??= setTimeout(push, COALESCE_MS);
    },
    close() {
      clearInterval(timer);
      clearTimeout(soon);
      for (const { response } of readers) response.end();
      readers.clear();
    },
  };
}
