/** Checks a clerk's password against the verifier that the province handed out (argon2id, PHC format); works without a line. */
import { argon2, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';
import { ConsoleError } from './problems.ts';

const derive = promisify(argon2);
const PHC = /^\$argon2id\$v=19\$m=(\d{1,7}),t=(\d{1,2}),p=(\d{1,2})\$([A-Za-z0-9+/]{11,86})\$([A-Za-z0-9+/]{22,86})$/;
/** A check takes 19 MiB and a tenth of a second; a court has few clerks. */
const AT_ONCE = 2;
const MOST_WAITING = 16;
let running = 0;
let waiting = 0;

/** @throws {ConsoleError} `unavailable` when too many wait. */
export async function verifyPassword(phc: string, password: string): Promise<boolean> {
  const match = PHC.exec(phc);
  if (!match) return false;
  const [, m, t, p, salt = '', expected = ''] = match;
  if (waiting >= MOST_WAITING) throw new ConsoleError('unavailable', 'too many sign in at once', { retryAfter: 5 });
  waiting++;
  while (running >= AT_ONCE) await new Promise((resolve) => setTimeout(resolve, 25));
  waiting--;
  running++;
  try {
    const tag = Buffer.from(expected, 'base64');
    const computed = await derive('argon2id', {
      message: password.normalize('NFC'),
      nonce: Buffer.from(salt, 'base64'),
      memory: Number(m),
      passes: Number(t),
      parallelism: Number(p),
      tagLength: tag.byteLength,
    });
    return timingSafeEqual(tag, computed);
  } finally {
    running--;
  }
}

/** A verifier of nobody's password: an unknown login takes as long as a known one. */
export const NOBODY = `$argon2id$v=19$m=19456,t=2,p=1$${'A'.repeat(22)}$${'A'.repeat(43)}`;
