/** Copies as they are made by whoever keeps the machine: each command a process of its own. */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { SERVICE_PROGRAM } from '@giamsat/infra/programs';
import { answerCommand } from '@giamsat/service/backup-commands';
import { PlainError } from '@giamsat/service/platform/errors';
import { start } from '../rig/processes.ts';

export const MAIN = SERVICE_PROGRAM;
type Said = { code: number | null; said: string };

/** With the service's settings, which name its data folder and perhaps its database. */
export async function giamsat(args: readonly string[], env: Record<string, string> = {}): Promise<Said> {
  const started = giamsatStarted(args, env);
  return { code: await started.ended, said: started.output() };
}
export const giamsatStarted = (args: readonly string[], env: Record<string, string> = {}) =>
  start(process.execPath, [MAIN, ...args], { env: { PATH: process.env.PATH ?? '', LOG_LEVEL: 'warn', ...env } });
/** The same within this process, which saves its start. */
export const giamsatHere = (args: readonly string[], env: Record<string, string>): Promise<Said> =>
  answerCommand(args, { LOG_LEVEL: 'warn', ...env }).catch((error: unknown) => {
    if (error instanceof PlainError) return { code: error.exitCode, said: error.message };
    throw error;
  });

export const filesIn = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => statSync(path.join(folder, name)).isFile())
    .sort();
export const holds = (folder: string, text: string): boolean =>
  filesIn(folder).some((name) => readFileSync(path.join(folder, name)).includes(text));
