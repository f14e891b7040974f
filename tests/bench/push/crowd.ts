/** Many viewers in a process of their own. */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import type { Order, Told } from './viewers.ts';

export async function viewersOf(order: Order) {
  const child = fork(path.join(import.meta.dirname, 'viewers.ts'), { execArgv: [] });
  const next = async (): Promise<Told> => (await once(child, 'message'))[0] as Told;
  child.send(order);
  await next();
  return {
    /** What arrived since the last report; waits until there are as many, or half a minute. */
    async report(expected: number) {
      const seen: [string, number][] = [];
      let bytes = 0;
      for (let tries = 0; tries < 30 && (tries === 0 || seen.length < expected); tries++) {
        await new Promise((resolve) => setTimeout(resolve, 1000));
        child.send('report');
        const told = await next();
        if (told.kind !== 'seen') throw new Error('the viewers told something else');
        seen.push(...told.seen);
        bytes = told.bytes;
      }
      return { seen, bytes };
    },
    async close() {
      child.send('close');
      await once(child, 'exit');
    },
  };
}
