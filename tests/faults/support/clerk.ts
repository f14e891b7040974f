/** A clerk who goes on working whatever fails: the same press again until it is answered, and only what was answered counts. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { EventData, EventType } from '@giamsat/contract/event/catalogue';
import { v7 as uuidv7 } from 'uuid';
import { type Clerk, signInClerk } from '../../rig/court.ts';
import { until } from '../../rig/processes.ts';
import type { Told } from '../checker/events.ts';

export type WorkingClerk = {
  hearing: string;
  told: () => Told[];
  /** Waits at most so long for the province to have taken everything. */
  settled(withinMs: number): Promise<void>;
  /** Ends the work and the hearing. @returns when the court says that it closed */
  close(): Promise<number>;
};

const EVERY_MS = 1_200;
const PATIENCE_MS = 120_000;

export async function startClerk(options: {
  console: string;
  court: string;
  room: string;
  password: string;
}): Promise<WorkingClerk> {
  const clerk: Clerk = await signInClerk(options, options.court, options.password);
  const told: Told[] = [];
  const hearing = await clerk.openHearing(options.room, 'Vụ án thử nghiệm');
  let over = false;

  const press = async <T extends EventType>(type: T, data: EventData<T>): Promise<string> => {
    const id = uuidv7();
    // While nobody answers, or the disk does not take it, nothing was promised.
    const event = await until(`${type} to be answered`, () => clerk.enter(hearing, type, data, { id }), PATIENCE_MS);
    told.push({ source: event.source, id, type, subject: `hearings/${hearing}`, data: data as Told['data'] });
    return event.time;
  };
  await press('hearing.questioning.started', {});
  const working = (async () => {
    for (let line = 1; !over; line++) {
      await press('hearing.note.recorded', { text: `${options.court}, dòng ${line}` });
      await sleep(EVERY_MS);
    }
  })();
  return {
    hearing,
    told: () => [...told],
    async settled(withinMs) {
      await until(
        'the province to have every event',
        async () => ((await clerk.state()).line.waiting === 0 ? true : undefined),
        withinMs,
      );
    },
    async close() {
      over = true;
      await working;
      return Date.parse(await press('hearing.closed', {}));
    },
  };
}
