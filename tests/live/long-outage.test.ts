/** A cable is out for so long that both ends give the line up by themselves; the store heals as after a short break. */
import { setTimeout as sleep } from 'node:timers/promises';
import { dayOf } from '@giamsat/contract/time';
import { expect, test } from 'vitest';
import { startLine } from '../rig/line.ts';
import { until } from '../rig/processes.ts';
import { openHouse } from './support/house.ts';
import { morning } from './support/morning.ts';
import { settle, watch } from './support/viewer.ts';

test('a store whose cable was out for 60 seconds, which nobody was told, heals by the same path', async () => {
  const house = await openHouse();
  const cable = await startLine(house.http);
  const viewer = watch({ http: cable.http, cookie: await house.cookie('giam.sat'), scopes: ['wall'] });
  try {
    await house.court.lb.tell(...morning(100, house).slice(0, 6));
    await viewer.live();
    cable.halt();
    const since = Date.now();
    const { through } = viewer.store.snapshot();
    for (let n = 101; n < 105; n++) await house.court.lb.tell(...morning(n, house));
    // Both ends gave the line up by themselves, and the page says how old it is.
    await until('the service to notice', () => (house.gateway.count() === 0 ? true : undefined), 60_000);
    expect(viewer.client.status().state).toBe('lost');
    expect(Math.abs(viewer.client.status().since - since)).toBeLessThan(5000);
    await sleep(since + 60_000 - Date.now());
    expect(viewer.store.snapshot().through).toBe(through);
    cable.cut();
    cable.goOn();
    await until('the line to be back', () => (viewer.client.status().state === 'live' ? true : undefined), 30_000);
    const { store, truth } = await settle(viewer, [dayOf(new Date().toISOString())]);
    expect(truth.rows).toHaveLength(9);
    expect(store).toEqual(truth);
  } finally {
    viewer.close();
    cable.close();
    await house.close();
  }
}, 120_000);
