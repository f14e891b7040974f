import { expect, it } from 'vitest';
import { createServerClock } from './server-clock.ts';

it('takes the offset of the quickest round trip', async () => {
  let local = 1000;
  const trips = [400, 20, 300, 100];
  const clock = createServerClock(
    async () => {
      const trip = trips.shift() ?? 0;
      local += trip;
      // The answer was written just before it came back: only a quick trip tells the truth.
      return local + 5000;
    },
    () => local,
  );
  await clock.sync();
  expect(clock.offsetMs()).toBe(5010);
  expect(clock.now()).toBe(local + 5010);
});

it('keeps what it knows when the service is silent', async () => {
  let answers = true;
  const clock = createServerClock(
    async () => {
      if (!answers) throw new Error('silent');
      return 9000;
    },
    () => 4000,
  );
  await clock.sync();
  answers = false;
  await clock.sync();
  expect(clock.now()).toBe(9000);
});
