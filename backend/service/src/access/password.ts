/** Passwords as argon2id in PHC format, a bounded number at a time: a flood of sign-ins must not take the processor from hearings. */
import { argon2, randomBytes, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';
import { DomainError } from '../platform/errors.ts';

const derive = promisify(argon2);
/** OWASP's recommendation: 19 MiB, two passes, one lane. */
const DEFAULTS = { memory: 19_456, passes: 2, parallelism: 1 };
const TAG_BYTES = 32;
const SALT_BYTES = 16;
const AT_ONCE = 2;
const MAX_WAITING = 64;

const b64 = (bytes: Buffer): string => bytes.toString('base64').replace(/=+$/, '');
const PHC = /^\$argon2id\$v=19\$m=(\d{1,7}),t=(\d{1,2}),p=(\d{1,2})\$([A-Za-z0-9+/]{11,86})\$([A-Za-z0-9+/]{22,86})$/;

let running = 0;
const waiting: (() => void)[] = [];

/** @throws DomainError `unavailable` when too many wait already. */
async function inTurn<T>(work: () => Promise<T>): Promise<T> {
  if (running >= AT_ONCE) {
    if (waiting.length >= MAX_WAITING) {
      throw new DomainError('unavailable', { detail: 'Too many people sign in at once; try again.', retryAfter: 5 });
    }
    // The place is handed over, so nobody slips in between.
    await new Promise<void>((resolve) => waiting.push(resolve));
  } else {
    running += 1;
  }
  try {
    return await work();
  } finally {
    const next = waiting.shift();
    if (next) next();
    else running -= 1;
  }
}

export async function hashPassword(password: string): Promise<string> {
  const nonce = randomBytes(SALT_BYTES);
  const { memory, passes, parallelism } = DEFAULTS;
  const message = password.normalize('NFC');
  const tag = await inTurn(() =>
    derive('argon2id', { message, nonce, memory, passes, parallelism, tagLength: TAG_BYTES }),
  );
  return `$argon2id$v=19$m=${memory},t=${passes},p=${parallelism}$${b64(nonce)}$${b64(tag)}`;
}

/** False for a wrong password and for a hash that is none. */
export async function verifyPassword(phc: string, password: string): Promise<boolean> {
  const match = PHC.exec(phc);
  if (!match) return false;
  const [, m, t, p, salt = '', expected = ''] = match;
  const tag = Buffer.from(expected, 'base64');
  const computed = await inTurn(() =>
    derive('argon2id', {
      message: password.normalize('NFC'),
      nonce: Buffer.from(salt, 'base64'),
      memory: Number(m),
      passes: Number(t),
      parallelism: Number(p),
      tagLength: tag.length,
    }),
  );
  return timingSafeEqual(tag, computed);
}

let decoy: Promise<string> | undefined;
/** Spends the time that a real check takes, so that an unknown login answers like a known one. */
export async function verifyNobody(password: string): Promise<false> {
  decoy ??= hashPassword(randomBytes(16).toString('hex'));
  await verifyPassword(await decoy, password);
  return false;
}
