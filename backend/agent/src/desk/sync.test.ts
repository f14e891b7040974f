import { pino } from 'pino';
import { expect, it, vi } from 'vitest';
import { createLine } from '../uplink/line.ts';
import { LineError } from '../uplink/service-client.ts';
import type { Desk } from './desk.ts';
import { createDeskSync } from './sync.ts';

it('finds out by itself that the line is back, whoever noticed that it was gone', async () => {
  let away = false;
  let asked = 0;
  const line = createLine();
  const desk = { intact: () => true, cursor: () => 5, take: () => {} } as unknown as Desk;
  const sync = createDeskSync({
    desk,
    client: {
      desk: async () => {
        asked++;
        if (away) throw new LineError(new Error('refused'));
        return { through: 5, upserts: [], removals: [] } as never;
      },
    },
    line,
    logger: pino({ level: 'silent' }),
  });
  sync.start();
  sync.socketUp(true);
  await vi.waitFor(() => expect([line.up(), sync.fresh()]).toEqual([true, true]));
  away = true;
  const before = asked;
  // A live segment did not arrive. The socket has not noticed, and its own tries would grow to five seconds.
  line.note(false);
  expect(sync.fresh()).toBe(false);
  // With a socket it is otherwise asked each twenty seconds.
  await vi.waitFor(() => expect(asked - before).toBeGreaterThan(2), 10_000);
  away = false;
  await vi.waitFor(() => expect([line.up(), sync.fresh()]).toEqual([true, true]), 10_000);
  await sync.stop();
});
