/** PostgreSQL refuses to run as root: the user that its server runs as then, and what that user can reach. */
import { execFileSync } from 'node:child_process';
import { readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { PlainError } from '../errors.ts';

export type OsUser = { name: string; uid: number; gid: number };

const OWN_NAME = 'giamsat';

function lookUp(name: string): OsUser | undefined {
  const line = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .find((entry) => entry.startsWith(`${name}:`));
  const [, , uid, gid] = line?.split(':') ?? [];
  return uid && gid ? { name, uid: Number(uid), gid: Number(gid) } : undefined;
}

/**
 * Undefined when we are not root: then the server runs as ourselves. Else our own system user, made when it is missing.
 * @throws Error when there is none and none can be made.
 */
export function serverUser(): OsUser | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const known = lookUp(OWN_NAME);
  if (known) return known;
  try {
    execFileSync(
      'useradd',
      ['--system', '--user-group', '--no-create-home', '--shell', '/usr/sbin/nologin', OWN_NAME],
      {
        stdio: 'ignore',
      },
    );
  } catch {
    // Another start may have made it in the same moment; else one that the system brings must do.
  }
  const user = lookUp(OWN_NAME) ?? lookUp('postgres');
  if (user) return user;
  throw new PlainError(
    `PostgreSQL cannot run as root, and the system user "${OWN_NAME}" could not be made. Start the service as another user, or set DATABASE_URL.`,
  );
}

/** Whether a user who is neither owner nor in the group can get to the file or directory and read it. */
export function isReachable(target: string): boolean {
  const steps = path.resolve(target).split(path.sep);
  for (let n = 2; n < steps.length; n++) {
    const mode = statSync(steps.slice(0, n).join(path.sep)).mode;
    if ((mode & 0o001) === 0) return false;
  }
  const stat = statSync(target);
  return (stat.mode & 0o005) === 0o005 || (stat.isFile() && (stat.mode & 0o004) !== 0);
}
