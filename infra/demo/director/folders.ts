/** Where the demo keeps its things, all below one folder. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';

export interface Folders {
  readonly service: string;
  /** The court machine's own folder: configuration, keys, spool. */
  agent(code: string): string;
  /** The code by which it will be enrolled. */
  code(agent: string): string;
  keys(agent: string): string;
  readonly cache: string;
  readonly compiled: string;
  /** The list of cameras with their addresses. */
  readonly cameras: string;
  readonly logs: string;
  readonly registry: string;
  readonly progress: string;
}

export function openFolders(data: string): Folders {
  const demo = join(data, 'demo');
  const agent = (code: string): string => join(data, 'agents', code);
  const folders: Folders = {
    service: join(data, 'service'),
    agent,
    code: (code) => join(agent(code), 'enrolment-code'),
    keys: (code) => join(agent(code), 'keys'),
    cache: join(demo, 'cameras'),
    compiled: join(demo, 'compiled'),
    cameras: join(demo, 'cameras.json'),
    logs: join(demo, 'logs'),
    registry: join(demo, 'registry.json'),
    progress: join(demo, 'progress.json'),
  };
  for (const folder of [folders.service, demo, folders.cache, folders.logs]) mkdirSync(folder, { recursive: true });
  return folders;
}
