/**
 * Slows guessing down: failures count per account and address, and per address; never per account alone, which would lock its owner out.
 * They are counted in the database, so that a restart forgets nothing and several nodes count together.
 */
import { isIPv6 } from 'node:net';
import { sql as raw } from 'kysely';
import type { Clock } from '../platform/clock.ts';
import { DomainError } from '../platform/errors.ts';
import type { Sql } from '../platform/sql.ts';
import type { Seal } from './seal.ts';

/** `own`: a success forgets its failures; else it only takes back what this attempt counted. */
type Limit = { key: string; most: number; own: boolean };
export type Attempts = {
  /**
   * Counts the attempt first, so that a hundred at the same time are a hundred; then asks `check`, of which undefined means wrong.
   * What it throws was no guess and is taken back. @throws DomainError `too-many-requests` with the seconds to wait.
   */
  run<T>(limits: readonly Limit[], check: () => Promise<T | undefined>): Promise<T | undefined>;
  /** Of secrets of a person: password, code, recovery code. */
  ofPerson(login: string, address: string): Limit[];
  close(): void;
};

const WINDOW_MS = 15 * 60_000;
const PER_PAIR = 5;
const PER_ADDRESS = 50;

/** Who has one address of IPv6 has the 2^64 beside it as well. */
export function networkOf(address: string): string {
  const [, mapped] = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address) ?? [];
  if (mapped !== undefined) return mapped;
  if (!isIPv6(address)) return address;
  const [head = '', tail] = (address.split('%')[0] ?? '').split('::');
  const groups = head === '' ? [] : head.split(':');
  if (tail !== undefined) {
    const after = tail === '' ? 0 : tail.split(':').length + (tail.includes('.') ? 1 : 0);
    const zeros = Math.max(0, 8 - groups.length - after);
    groups.push(...Array<string>(zeros).fill('0'), ...tail.split(':'));
  }
  return groups
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(':');
}

export function createAttempts({ sql, clock, seal }: { sql: Sql; clock: Clock; seal: Seal }): Attempts {
  // What was typed as a login may be a password: only digests are kept.
  const keyOf = ({ key }: Limit): Buffer => seal.mac('attempts', key);

  /** One statement: counted, or (undefined) too many already. */
  const count = async (limit: Limit, now: number): Promise<boolean> => {
    const { rows } = await raw<{ counted: number }>`
      insert into attempts (key, times, last_at) values (${keyOf(limit)}, array[${now}::bigint], ${now})
      on conflict (key) do update
        set times = array(select ms from unnest(attempts.times) as t (ms) where ms > ${now - WINDOW_MS}) || excluded.times, last_at = ${now}
        where (select count(*) from unnest(attempts.times) as t (ms) where ms > ${now - WINDOW_MS}) < ${limit.most}
      returning 1 as counted`.execute(sql);
    return rows.length > 0;
  };
  const secondsToWait = async (limit: Limit, now: number): Promise<number> => {
    const { rows } = await raw<{ first: number | null }>`
      select min(ms) as first from attempts, unnest(times) as t (ms) where key = ${keyOf(limit)} and ms > ${now - WINDOW_MS}`.execute(
      sql,
    );
    return Math.max(1, Math.ceil(((rows[0]?.first ?? now) + WINDOW_MS - now) / 1000));
  };
  const takeBack = (limits: readonly Limit[], now: number) =>
    Promise.all(
      limits.map((limit) =>
        raw`update attempts set times =
            times[:array_position(times, ${now}::bigint) - 1] || times[array_position(times, ${now}::bigint) + 1:]
            where key = ${keyOf(limit)} and ${now}::bigint = any(times)`.execute(sql),
      ),
    );
  const forget = () =>
    sql
      .deleteFrom('attempts')
      .where('last_at', '<', clock.now() - WINDOW_MS)
      .execute()
      .catch(() => undefined);
  const timer = setInterval(() => void forget(), WINDOW_MS);
  timer.unref();

  return {
    async run(limits, check) {
      const now = clock.now();
      const counted: Limit[] = [];
      for (const limit of limits) {
        if (await count(limit, now)) counted.push(limit);
        else {
          await takeBack(counted, now);
          const retryAfter = await secondsToWait(limit, now);
          throw new DomainError('too-many-requests', { detail: 'Too many failed attempts.', retryAfter });
        }
      }
      let result: Awaited<ReturnType<typeof check>>;
      try {
        result = await check();
      } catch (error) {
        await takeBack(counted, now);
        throw error;
      }
      if (result !== undefined) {
        await takeBack(
          limits.filter(({ own }) => !own),
          now,
        );
        for (const limit of limits.filter(({ own }) => own)) {
          await sql.deleteFrom('attempts').where('key', '=', keyOf(limit)).execute();
        }
      }
      return result;
    },
    ofPerson(login, address) {
      const network = networkOf(address);
      return [
        { key: `person ${network} ${login}`, most: PER_PAIR, own: true },
        { key: `address ${network}`, most: PER_ADDRESS, own: false },
      ];
    },
    close: () => clearInterval(timer),
  };
}
