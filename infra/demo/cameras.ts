/** All simulated cameras of the demo in one process: eight Node processes would cost 700 MB and ten seconds of a core at the start. */
import { readFileSync } from 'node:fs';
import { type Order, obey } from './camera/orders.ts';
import { type Station, type StationOptions, startStation } from './camera/station.ts';

export type CameraList = (Pick<StationOptions, 'room' | 'view' | 'mode' | 'url' | 'fps' | 'cache'> & {
  name: string;
})[];

const file = process.argv[2];
if (file === undefined) {
  console.error('usage: cameras LIST.json\nOrders come as lines: {"camera":"ls-a-cam-1","speaker":"presiding"}');
  process.exit(2);
}

const stations = new Map<string, Station>();
/** What was ordered before a camera stood. */
const early = new Map<string, Order>();

obey(
  ({ camera = '', ...order }) => {
    const station = stations.get(camera);
    if (station === undefined) early.set(camera, { ...early.get(camera), ...order });
    else station.obey(order);
  },
  async () => {
    await Promise.all([...stations.values()].map((station) => station.stop()));
  },
);

for (const { name, ...options } of JSON.parse(readFileSync(file, 'utf8')) as CameraList) {
  const report = (line: string): void => console.log(`${name}: ${line}`);
  const station = await startStation({ ...options, speaker: early.get(name)?.speaker ?? 'empty', report });
  station.obey(early.get(name) ?? {});
  stations.set(name, station);
}
process.send?.({ type: 'ready' });
