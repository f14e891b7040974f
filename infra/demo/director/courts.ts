/** Lays out the machines of the four courts: which agent has which cameras, and how each camera reaches it. */
import { randomBytes } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { CameraSource } from '@giamsat/agent/config';
import type { Mode } from '../camera/encoder.ts';
import type { RoomCode, View } from '../courtroom/rooms.ts';
import { agentOf, demoCourts, demoRooms, feedOf } from '../registry.ts';
import { writeWhole } from './durable-file.ts';
import type { Folders } from './folders.ts';
import { portNear } from './ports.ts';

export interface CameraPlan {
  feed: string;
  room: string;
  drawing: RoomCode;
  view: View;
  mode: Mode;
  /** Where the camera sends, or serves. */
  url: string;
}

export interface CourtPlan {
  court: string;
  agent: string;
  /** The clerk's console. */
  port: number;
  configFile: string;
  cameras: CameraPlan[];
}

/** The three ways in which a camera can come are all in the house. */
const modes: Readonly<Record<string, Mode>> = { 'ls-b': 'rtsp-push', 'tp-2': 'rtsp-push', 'lb-1': 'rtsp-serve' };
const kinds = { 'rtmp-push': 'rtmp-listen', 'rtsp-push': 'rtsp-listen', 'rtsp-serve': 'rtsp' } as const;

const firstConsolePort = 8461;
const firstCameraPort = 8471;

function cameraOf(room: string, view: View, port: number): CameraPlan {
  const mode = modes[room] ?? 'rtmp-push';
  const feed = feedOf(room, view);
  const urls: Record<Mode, () => string> = {
    'rtmp-push': () => `rtmp://127.0.0.1:${port}/live/${feed}`,
    'rtsp-push': () => `rtsp://127.0.0.1:${port}/${feed}`,
    'rtsp-serve': () => `rtsp://camera:${randomBytes(9).toString('hex')}@127.0.0.1:${port}/live`,
  };
  return { feed, room, drawing: room.toUpperCase() as RoomCode, view, mode, url: urls[mode]() };
}

/**
 * Chooses ports, writes each agent's configuration; the same files again when nothing else took the ports.
 * @param lines by court: where its agent finds the service, if not at the service's own port
 */
export async function layOutCourts(
  folders: Folders,
  servicePort: number,
  pageDir: string,
  lines: Readonly<Record<string, number>> = {},
): Promise<CourtPlan[]> {
  const taken = new Set<number>();
  const port = async (wished: number): Promise<number> => {
    const found = await portNear(wished, taken);
    taken.add(found);
    return found;
  };
  let nextCamera = firstCameraPort;
  const plans: CourtPlan[] = [];
  for (const [n, court] of demoCourts.entries()) {
    const agent = agentOf(court);
    const cameras: CameraPlan[] = [];
    for (const room of demoRooms.filter((r) => r.court === court)) {
      const views: View[] = room.code === 'ls-a' ? ['panel', 'floor'] : ['panel'];
      for (const view of views) cameras.push(cameraOf(room.code, view, await port(nextCamera++)));
    }
    const folder = folders.agent(agent);
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const plan: CourtPlan = {
      court,
      agent,
      port: await port(firstConsolePort + n),
      configFile: join(folder, 'agent.json'),
      cameras,
    };
    const config = {
      code: agent,
      court,
      service: `http://127.0.0.1:${lines[court] ?? servicePort}`,
      dataDir: join(folder, 'data'),
      keysDir: folders.keys(agent),
      console: { host: '127.0.0.1', port: plan.port, tls: false, pageDir },
      spoolMaxBytes: 2 * 1024 ** 3,
      cameras: cameras.map(({ feed, mode, url }) => ({
        feed,
        source: { kind: kinds[mode], url } satisfies CameraSource,
      })),
    };
    writeWhole(plan.configFile, `${JSON.stringify(config, undefined, 2)}\n`, 0o600);
    plans.push(plan);
  }
  return plans;
}
