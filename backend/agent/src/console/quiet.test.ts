import { expect, it } from 'vitest';
import { ASK_AFTER_MS, CUT_AFTER_MS, createQuietWatch } from './quiet.ts';

const MINUTE = 60_000;

it('asks after 45 minutes and cuts once, five minutes later', () => {
  let now = 0;
  const watch = createQuietWatch(() => now);
  const onAir = [{ hearing: 'h', lastEventMs: 0 }];
  now = ASK_AFTER_MS - 1;
  expect(watch.look(onAir)).toEqual({ asks: [], cuts: [] });
  now = ASK_AFTER_MS;
  expect(watch.look(onAir)).toEqual({ asks: [{ hearing: 'h', sinceMs: 0, cutsAtMs: CUT_AFTER_MS }], cuts: [] });
  now = CUT_AFTER_MS;
  expect(watch.look(onAir).cuts).toEqual(['h']);
  now += MINUTE;
  expect(watch.look(onAir)).toEqual({ asks: [], cuts: [] });
});

it('begins anew with an event or an answer', () => {
  let now = 0;
  const watch = createQuietWatch(() => now);
  now = 46 * MINUTE;
  watch.answered('h');
  expect(watch.look([{ hearing: 'h', lastEventMs: 0 }]).asks).toEqual([]);
  now = 46 * MINUTE + ASK_AFTER_MS;
  expect(watch.look([{ hearing: 'h', lastEventMs: 0 }]).asks).toHaveLength(1);
  expect(watch.look([{ hearing: 'h', lastEventMs: now - MINUTE }]).asks).toEqual([]);
});
