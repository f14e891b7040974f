/** What is on the province's disk of one camera, by the time burned into every frame. */
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { timesInSegment } from '../../faults/support/frames.ts';
import { until } from '../../rig/processes.ts';
import { liveAddresses } from './origin.ts';
import type { Place, Stage } from './stage.ts';

/** The camera's initialisation section: one encoder makes the same for every epoch. */
export async function initOf({ ask, windowOf }: Stage, { hearing }: Place): Promise<Buffer> {
  const window = await windowOf(hearing);
  const { init = '' } = await until('an initialisation section', () => liveAddresses(ask, window));
  return (await ask(init)).bytes;
}

/** The times of all frames, ms since 1970. @param dir of the object store */
export async function framesKept(dir: string, feed: string, init: Buffer): Promise<number[]> {
  const folder = path.join(dir, feed);
  const names = (await readdir(folder, { recursive: true })).filter((name) => name.endsWith('.m4s'));
  const times: number[] = [];
  for (const name of names) times.push(...(await timesInSegment(init, await readFile(path.join(folder, name)))));
  return times;
}
