/** What can go wrong, made to go wrong with the real thing. Each is over when its call returns, and says nothing of what came of it. */
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { clockOf, hasFaketime } from '../../rig/faketime.ts';
import type { Weather } from '../../rig/relay.ts';
import type { Dice } from './random.ts';
import { databaseGroupsOf, type Place, RESERVE_MIB, type World } from './world.ts';

type Strike = (world: World, place: Place, dice: Dice) => Promise<void>;
export type Fault = { name: string; strike: Strike };

const MIB = 2 ** 20;
const service = (world: World): number => world.province.process().child.pid ?? 0;

const weather =
  (now: Weather, [from, to]: readonly [number, number] = [4_000, 9_000]): Strike =>
  async (_world, { line }, dice) => {
    line.weather(now);
    await sleep(dice.between(from, to));
    line.weather({});
  };
/** The machine at the court comes back with another clock. */
const clockAt =
  (fake: string): Strike =>
  async (_world, { court }) =>
    court.killAndRestart({ env: clockOf(fake) });

const ALL: Record<string, Strike> = {
  'agent killed': (_world, { court }, dice) =>
    court.killAndRestart({ meanwhile: () => sleep(dice.between(200, 4_000)) }),
  'power cut at the court': async (_world, { court, disk }) => {
    disk.losePower();
    await court.killAndRestart({ meanwhile: disk.mountAgain });
  },
  'camera dead': async (_world, { camera }, dice) => {
    camera.die();
    await sleep(dice.between(1_000, 6_000));
    camera.revive();
  },
  'camera stands still': async (_world, { camera }, dice) => {
    camera.freeze();
    await sleep(dice.between(1_000, 6_000));
    camera.thaw();
  },
  'line cut': weather({ out: true }),
  'line silent': weather({ silent: 'both' }, [4_000, 15_000]),
  'line one-way': weather({ silent: 'up' }),
  'line captive': weather({ captive: true }),
  'line collects': weather({ collects: true }, [8_000, 12_000]),
  'line bad': weather({ delayMs: 150, lossShare: 0.05, upBytesPerSecond: 180_000 }, [10_000, 15_000]),
  'line flapping': async (_world, { line }, dice) => {
    for (let n = 0; n < 4; n++) {
      line.weather({ out: true });
      await sleep(dice.between(200, 1_500));
      line.weather({});
      await sleep(dice.between(200, 1_500));
    }
  },
  'service killed': ({ province }) => province.killAndRestart(),
  'service hangs': async (world, _place, dice) => {
    const pid = service(world);
    process.kill(pid, 'SIGSTOP');
    await sleep(dice.between(2_000, 10_000));
    process.kill(pid, 'SIGCONT');
  },
  // The embedded one: the service ends with it, and is started again as its unit does.
  'PostgreSQL restarted': async ({ province, postmaster }) => {
    process.kill(await postmaster(), 'SIGINT');
    await Promise.race([province.process().ended, sleep(15_000)]);
    await province.killAndRestart();
  },
  'power cut at the province': async (world) => {
    const groups = databaseGroupsOf(service(world));
    world.disk.losePower();
    for (const group of groups) {
      try {
        process.kill(-group, 'SIGKILL');
      } catch {
        // It ended by itself when it could not write any more.
      }
    }
    await world.province.killAndRestart({ meanwhile: world.disk.mountAgain });
  },
  'disk full at the court': async (_world, { disk }, dice) => {
    disk.fill(0);
    await sleep(dice.between(3_000, 6_000));
    disk.free();
  },
  'disk full at the province': async ({ disk }, _place, dice) => {
    disk.fill((RESERVE_MIB * MIB) / 2);
    await sleep(dice.between(4_000, 8_000));
    disk.free();
  },
  'write error at the court': async (_world, { court, disk }, dice) => {
    const spool = path.join(court.dir, 'data', 'spool');
    disk.refuseWrites(spool);
    await sleep(dice.between(2_000, 6_000));
    disk.takeWrites(spool);
  },
  'write error at the province': async ({ disk, recordings }, _place, dice) => {
    disk.refuseWrites(recordings);
    await sleep(dice.between(4_000, 8_000));
    disk.takeWrites(recordings);
  },
  ...(hasFaketime
    ? {
        'clock an hour behind': clockAt('-3600'),
        'clock a day ahead': clockAt('+86400'),
        'clock in 1970': clockAt('@1970-01-01 00:00:10'),
      }
    : {}),
};
// Several nodes, and Redis between them, are faults of the server mode.

export const FAULTS: readonly Fault[] = Object.entries(ALL).map(([name, strike]) => ({ name, strike }));
/** What this machine cannot do. */
export const MISSING: readonly string[] = hasFaketime ? [] : ['clock steps: libfaketime is not installed'];

export function faultsNamed(names: readonly string[]): Fault[] {
  return names.map((name) => {
    const fault = FAULTS.find((one) => one.name === name);
    if (!fault) throw new Error(`no fault is called ${name}`);
    return fault;
  });
}
