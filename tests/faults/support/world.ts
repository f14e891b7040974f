/** A province with its courts for fault runs: real processes, each house on a disk of its own, each court behind a line of its own, one viewer. */
import { closeSync, fsyncSync, openSync, readdirSync, readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import pg from 'pg';
import { type Court, startCourt } from '../../rig/court.ts';
import { freePort } from '../../rig/ports.ts';
import { type Province, startProvince } from '../../rig/province.ts';
import { type Relay, startRelay } from '../../rig/relay.ts';
import type { Ask } from '../checker/check.ts';
import { type FilmedCamera, startFilmedCamera } from './camera.ts';
import { startClerk, type WorkingClerk } from './clerk.ts';
import { type Disk, openDisk } from './disk.ts';
import { startViewer, type Viewer } from './viewer.ts';

export type Place = {
  code: string;
  feed: string;
  court: Court;
  disk: Disk;
  line: Relay;
  camera: FilmedCamera;
  clerk: WorkingClerk;
};
export type World = {
  province: Province;
  /** The service's: database and recordings. */
  disk: Disk;
  /** The first is the one that is watched. */
  places: Place[];
  viewer: Viewer;
  recordings: string;
  /** As the owner of the database, over its socket. */
  ask: Ask;
  /** Looks at the database as it would be after `statements`, which are taken back. */
  asIf<T>(statements: readonly string[], look: (ask: Ask) => Promise<T>): Promise<T>;
  /** The process id of the database server. */
  postmaster(): Promise<number>;
  close(): Promise<void>;
};

const SIZE = { width: 640, height: 360, fps: 10 };
/** Sparse: only what is written takes room. The agent wants 256 MiB to be free. */
const DISK_MIB = 4096;
/** So much of the service's disk is kept for the journal. */
export const RESERVE_MIB = 64;

export async function openWorld(dir: string, courts: readonly string[]): Promise<World> {
  const undo: (() => unknown)[] = [];
  const close = async (): Promise<void> => {
    for (const step of undo.splice(0).reverse()) await step();
  };
  try {
    const disk = openDisk(path.join(dir, 'service'), DISK_MIB);
    undo.push(disk.close);
    const province = await startProvince({
      dir,
      rooms: Object.fromEntries(courts.map((court) => [court, 1])),
      env: { GIAMSAT_DISK_RESERVE_MIB: String(RESERVE_MIB) },
    });
    undo.push(province.stop);

    const places: Place[] = [];
    for (const code of courts) {
      const own = openDisk(path.join(dir, `agent-${code}`), DISK_MIB);
      undo.push(own.close);
      const line = await startRelay(province.http);
      undo.push(() => line.close());
      const port = await freePort();
      const url = `rtmp://127.0.0.1:${port}/live/camera`;
      const feed = `${code}-1-1`;
      const court = await startCourt({ http: line.http, dir, code: province.code }, code, [
        { feed, source: { kind: 'rtmp-listen', url } },
      ]);
      undo.push(court.stop);
      // Written by the rig: what the product writes it has to flush itself.
      const handle = openSync(path.join(court.dir, 'agent.json'), 'r');
      fsyncSync(handle);
      closeSync(handle);
      const camera = await startFilmedCamera({ size: SIZE, url, folder: path.join(dir, `films-${code}`) });
      undo.push(camera.stop);
      const { password } = province;
      const clerk = await startClerk({ console: court.console, court: code, room: `${code}-1`, password });
      places.push({ code, feed, court, disk: own, line, camera, clerk });
    }
    const [watched] = places;
    if (!watched) throw new Error('a province without a court');
    const viewer = await startViewer({
      http: () => province.http,
      password: province.password,
      hearing: watched.clerk.hearing,
      feed: watched.feed,
    });
    undo.push(viewer.stop);

    const serverFile = async (): Promise<string[]> => {
      const home = path.join(dir, 'service', 'database');
      const cluster = readdirSync(home).find((name) => /^pg\d+$/.test(name)) ?? '';
      return (await readFile(path.join(home, cluster, 'postmaster.pid'), 'utf8')).split('\n');
    };
    const connected = async <T>(work: (client: pg.Client) => Promise<T>): Promise<T> => {
      const [, , , port, host = ''] = await serverFile();
      const client = new pg.Client({ host, port: Number(port), user: 'giamsat', database: 'postgres' });
      await client.connect();
      try {
        return await work(client);
      } finally {
        await client.end();
      }
    };
    const asked =
      (client: pg.Client): Ask =>
      async <Row>(statement: string, parameters?: unknown[]) =>
        (await client.query(statement, parameters)).rows as Row[];
    return {
      province,
      disk,
      places,
      viewer,
      recordings: path.join(dir, 'service', 'recordings'),
      ask: <Row>(statement: string, parameters?: unknown[]) =>
        connected((client) => asked(client)<Row>(statement, parameters)),
      asIf: (statements, look) =>
        connected(async (client) => {
          for (const statement of ['begin', ...statements]) await client.query(statement);
          try {
            return await look(asked(client));
          } finally {
            await client.query('rollback');
          }
        }),
      postmaster: async () => Number((await serverFile())[0]),
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

/** The guard of the embedded database leads a process group of its own; asked while its service lives. */
export const databaseGroupsOf = (service: number): number[] =>
  readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => {
      try {
        const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
        const [, parent, group] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
        return Number(parent) === service && Number(group) === pid;
      } catch {
        // It ended meanwhile.
        return false;
      }
    });
