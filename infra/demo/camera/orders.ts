/** Orders that come as lines of JSON on standard input, and the end that comes with its end. */
import { fstatSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { isSpeaker, type Speaker } from '../courtroom/moment.ts';

export interface Order {
  speaker?: Speaker;
  /** The picture stands still, as if the camera hung. */
  frozen?: boolean;
  /** Which camera, where one process runs several. */
  camera?: string;
}

export function readOrder(line: string): Order | undefined {
  let order: unknown;
  try {
    order = JSON.parse(line);
  } catch {
    return undefined;
  }
  if (typeof order !== 'object' || order === null) return undefined;
  const speaker = 'speaker' in order && isSpeaker(order.speaker) ? order.speaker : undefined;
  const frozen = 'frozen' in order && typeof order.frozen === 'boolean' ? order.frozen : undefined;
  if (speaker === undefined && frozen === undefined) return undefined;
  const camera = 'camera' in order && typeof order.camera === 'string' ? order.camera : undefined;
  return {
    ...(speaker === undefined ? {} : { speaker }),
    ...(frozen === undefined ? {} : { frozen }),
    ...(camera === undefined ? {} : { camera }),
  };
}

/** Calls `end` once, when a signal asks for it or when whoever started us is gone. */
export function obey(onOrder: (order: Order) => void, end: () => Promise<void>): void {
  let ending = false;
  const stop = (): void => {
    if (ending) return;
    ending = true;
    void end().then(() => process.exit(0));
  };
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
  const input = fstatSync(0);
  // From a terminal or /dev/null nobody speaks, and there is nobody to outlive.
  if (!input.isFIFO() && !input.isSocket()) return;
  const lines = createInterface({ input: process.stdin });
  lines.on('line', (line) => {
    const order = readOrder(line);
    if (order === undefined) console.error(`not understood: ${line.slice(0, 120)}`);
    else onOrder(order);
  });
  lines.once('close', stop);
}
