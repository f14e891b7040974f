/** Who is signed in at this console: random tokens, kept as digests, so that a restart of the agent in mid-hearing signs nobody out. */
import { createHash, randomBytes } from 'node:crypto';
import type { ClerkVerifier } from '@giamsat/contract/wire/ingest';
import { readIfThere, writeDurable } from '../platform/durable.ts';
import { isPlain, type LineSeal } from '../platform/line-seal.ts';

export type Clerk = { login: string; displayName: string };

export type Sessions = {
  open(clerk: Clerk): string;
  /** Undefined: unknown, too old, or the clerk may no longer sign in here. */
  find(token: string): Clerk | undefined;
  close(token: string): void;
};

type Session = Clerk & { openedAt: number; seenAt: number };

const IDLE_MS = 12 * 3_600_000;
const LONGEST_MS = 24 * 3_600_000;

const digestOf = (token: string): string => createHash('sha256').update(token).digest('hex');

export function createSessions(options: {
  file: string;
  seal: LineSeal;
  now: () => number;
  /** The clerks whom the province lets work here; one who was taken away is signed out at once. */
  clerks: () => ClerkVerifier[];
}): Sessions {
  const { file, seal, now, clerks } = options;
  const sessions = new Map<string, Session>();
  try {
    const text = readIfThere(file) ?? '[]';
    for (const [digest, session] of JSON.parse((isPlain(text) ? text : seal.open(text, 0)) ?? '') as [
      string,
      Session,
    ][])
      sessions.set(digest, session);
  } catch {
    // Damaged: everybody signs in again.
  }
  const save = () => writeDurable(file, seal.seal(JSON.stringify([...sessions]), 0));
  return {
    open({ login, displayName }) {
      const token = randomBytes(32).toString('base64url');
      for (const [digest, session] of sessions) if (now() - session.openedAt > LONGEST_MS) sessions.delete(digest);
      sessions.set(digestOf(token), { login, displayName, openedAt: now(), seenAt: now() });
      save();
      return token;
    },
    find(token) {
      const digest = digestOf(token);
      const session = sessions.get(digest);
      if (!session) return undefined;
      const known = clerks().find((clerk) => clerk.login === session.login);
      if (!known || now() - session.seenAt > IDLE_MS || now() - session.openedAt > LONGEST_MS) {
        sessions.delete(digest);
        save();
        return undefined;
      }
      session.seenAt = now();
      return { login: session.login, displayName: known.displayName };
    },
    close(token) {
      if (sessions.delete(digestOf(token))) save();
    },
  };
}
