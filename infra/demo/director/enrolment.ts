/** Enrols the agents at their first start, each by its own command, as it is done at a court. */
import { execFile } from 'node:child_process';
import { rmSync } from 'node:fs';
import { promisify } from 'node:util';
import { NotEnrolledError, readIdentity } from '@giamsat/agent/identity/identity';
import { AGENT_PROGRAM } from '../../programs.ts';
import type { CourtPlan } from './courts.ts';
import type { Folders } from './folders.ts';

const run = promisify(execFile);
const withinMs = 60_000;

export function isEnrolled(folders: Folders, agent: string): boolean {
  try {
    readIdentity(folders.keys(agent), agent);
    return true;
  } catch (error) {
    if (error instanceof NotEnrolledError) return false;
    throw error;
  }
}

/** Those that have no key yet. @throws Error with the command's own words */
export async function enrolAgents(folders: Folders, plans: readonly CourtPlan[]): Promise<void> {
  await Promise.all(
    plans
      .filter(({ agent }) => !isEnrolled(folders, agent))
      .map(async ({ agent, configFile }) => {
        const args = [
          AGENT_PROGRAM,
          'enrol',
          '--config',
          configFile,
          '--code-file',
          folders.code(agent),
          '--language',
          'en',
        ];
        await run(process.execPath, args, { timeout: withinMs }).catch((error: Error & { stderr?: string }) => {
          throw new Error(`agent ${agent} could not be enrolled: ${error.stderr || error.message}`);
        });
        rmSync(folders.code(agent), { force: true });
      }),
  );
}
