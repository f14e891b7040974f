/**
 * A folder for each court, in which its hearing lists are put down: a file that is whole is imported as the page would import it, all of it
 * or nothing. What has a mistake is set aside with a report beside it. Nothing is deleted.
 */
import { createHash } from 'node:crypto';
import { constants, type Stats } from 'node:fs';
import { lstat, mkdir, open, readdir, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { timestampOf } from '@giamsat/contract/time';
import {
  LIST_FOLDER,
  LIST_REFUSALS,
  type ListFile,
  type ListRefusal,
  MAX_LIST_BYTES,
  type SchedulePreview,
} from '@giamsat/contract/wire/schedule';
import type { Audit } from '../access/audit.ts';
import type { Registry } from '../hearings/registry.ts';
import type { Clock } from '../platform/clock.ts';
import { DomainError } from '../platform/errors.ts';
import type { Logger } from '../platform/logger.ts';
import type { Sql } from '../platform/sql.ts';
import { reportOf } from './folder-report.ts';
import type { Schedule } from './schedule.ts';

export type ListFolder = {
  /** What came out of a court's folder, newest first; undefined where none is watched. */
  files(court: string): Promise<ListFile[] | undefined>;
  /** One look into every court's folder. */
  look(): Promise<void>;
  start(): void;
  close(): Promise<void>;
};

const LOOK_MS = 5_000;
/** As large and as old as before for so long: nobody writes to it any more. Who wants to be sure renames it when it is done. */
const QUIET_MS = 15_000;
const IMPORTED = 'da-nhap';
const SET_ASIDE = 'de-rieng';
/** Not there yet, a program's own, or none of ours. */
const UNFINISHED = /^[.~]|\.(part|partial|tmp|crdownload|filepart)$/i;
/** In bytes. */
const LONGEST_NAME = 200;
/** As many as a page shows. */
const MOST_FILES = 20;
const MOST_LINES = 50;

type Outcome = Pick<ListFile, 'outcome' | 'import' | 'refusal' | 'wrong' | 'lines'>;
type Put = { court: string; dir: string; name: string };

export function createListFolder(deps: {
  /** Absent: none is watched. */
  dir: string | undefined;
  sql: Sql;
  schedule: Pick<Schedule, 'preview' | 'import'>;
  registry: Pick<Registry, 'content'>;
  audit: Pick<Audit, 'writeNow'>;
  clock: Clock;
  logger: Logger;
}): ListFolder {
  const { sql, schedule, clock, logger } = deps;
  /** By path: how it looked, and since when. */
  const seen = new Map<string, { as: string; since: number; done: boolean; failed: boolean }>();
  let timer: NodeJS.Timeout | undefined;
  let looking: Promise<void> = Promise.resolve();
  let running = false;

  async function outcomeOf(court: string, bytes: Buffer | undefined): Promise<Outcome> {
    const refused = (refusal: ListRefusal): Outcome => ({ outcome: 'set-aside', refusal, wrong: 0, lines: [] });
    if (bytes === undefined) return refused('too-large');
    let preview: SchedulePreview;
    try {
      preview = await schedule.preview(court, bytes);
    } catch (error) {
      const code = error instanceof DomainError && error.code === 'unprocessable' ? error.field : undefined;
      const refusal = LIST_REFUSALS.find((one) => code === `/file/${one}`);
      if (refusal === undefined) throw error;
      return refused(refusal);
    }
    const wrong = preview.listed.filter(({ kind }) => kind === 'wrong');
    if (wrong.length > 0) {
      const lines = wrong.map(({ line, caseNumber, faults }) => ({
        line,
        ...(caseNumber === undefined ? {} : { caseNumber }),
        faults,
      }));
      return { outcome: 'set-aside', wrong: wrong.length, lines };
    }
    if (preview.plan === undefined) return { outcome: 'same', wrong: 0, lines: [] };
    const made = await schedule.import(court, LIST_FOLDER, bytes, preview.plan);
    return { outcome: 'imported', import: made.id, wrong: 0, lines: [] };
  }

  async function take({ court, dir, name }: Put): Promise<void> {
    const at = path.join(dir, name);
    // A link would lead to a file that nobody put here.
    const handle = await open(at, constants.O_RDONLY | constants.O_NOFOLLOW);
    let bytes: Buffer | undefined;
    let before: Stats;
    try {
      before = await handle.stat();
      // Of one that is too large nothing is read.
      bytes = before.size > MAX_LIST_BYTES ? undefined : await handle.readFile();
      if (looksLike(await handle.stat()) !== looksLike(before)) return;
    } finally {
      await handle.close();
    }
    const outcome = await outcomeOf(court, bytes);
    const now = timestampOf(clock.now());
    const sha256 = createHash('sha256')
      .update(bytes ?? '')
      .digest('hex');
    const kept = await sql
      .insertInto('schedule_files')
      .values({
        court,
        name,
        sha256,
        modified_ms: Math.trunc(before.mtimeMs),
        at: now,
        outcome: outcome.outcome,
        import: outcome.import ?? null,
        refusal: outcome.refusal ?? null,
        wrong: outcome.wrong,
        lines: JSON.stringify(outcome.lines.slice(0, MOST_LINES)),
      })
      // Another node, or this one before it was ended, had come so far.
      .onConflict((conflict) => conflict.doNothing())
      .executeTakeFirst();
    if (kept.numInsertedOrUpdatedRows !== 0n && outcome.outcome !== 'same') {
      const kind = outcome.outcome === 'imported' ? 'schedule.imported' : 'schedule.set-aside';
      await deps.audit.writeNow({ kind, login: LIST_FOLDER, detail: { court, sha256, ...idOf(outcome) } });
    }
    // What was written since is another file, and stays for the next look.
    if (looksLike(await lstat(at)) !== looksLike(before)) return;
    await putAway({ court, dir, name }, outcome, sha256).catch((err: NodeJS.ErrnoException) => {
      logger.error({ err: err.code ?? 'unknown', court }, 'a hearing list was taken and could not be put away');
    });
  }

  async function putAway({ dir, name }: Put, outcome: Outcome, sha256: string): Promise<void> {
    const to = path.join(dir, outcome.outcome === 'set-aside' ? SET_ASIDE : IMPORTED);
    await mkdir(to, { recursive: true });
    const stamp = timestampOf(clock.now()).slice(0, 19).replace(/[-:]/g, '').replace('T', '-');
    // With what stands before and behind it a long name would be too long for a disk.
    const kept = Buffer.byteLength(name) > LONGEST_NAME ? path.extname(name).slice(0, 10) : name;
    const target = path.join(to, `${stamp}-${sha256.slice(0, 8)}-${kept}`);
    if (outcome.outcome === 'set-aside') await writeFile(`${target}.txt`, reportOf(name, outcome));
    await rename(path.join(dir, name), target);
  }

  /** Puts down how each file looks now, and answers with those that have looked so for a while. */
  async function wholeIn(court: string, dir: string): Promise<Put[]> {
    const entries = await readdir(dir, { withFileTypes: true });
    const whole: Put[] = [];
    for (const entry of entries) {
      if (!entry.isFile() || UNFINISHED.test(entry.name)) continue;
      const at = path.join(dir, entry.name);
      const stats = await lstat(at).catch(() => undefined);
      if (!stats) continue;
      const as = looksLike(stats);
      const known = seen.get(at);
      if (known?.as !== as) seen.set(at, { as, since: clock.now(), done: false, failed: false });
      else if (!known.done && clock.now() - known.since >= QUIET_MS) whole.push({ court, dir, name: entry.name });
    }
    for (const at of seen.keys()) {
      if (path.dirname(at) === dir && !entries.some(({ name }) => at === path.join(dir, name))) seen.delete(at);
    }
    return whole;
  }

  async function lookInto(court: string, dir: string): Promise<void> {
    for (const put of await wholeIn(court, dir)) {
      const known = seen.get(path.join(put.dir, put.name));
      try {
        await take(put);
        // Where it could not be put away it is not taken again and again.
        if (known) known.done = true;
      } catch (error) {
        const code = error instanceof DomainError ? error.code : (error as NodeJS.ErrnoException).code;
        // Somebody else was quicker, or has it in hand; the reader is busy. Whatever it is, the next look tries again.
        if (code === 'ENOENT' || code === 'conflict' || code === 'unavailable' || known?.failed) continue;
        if (known) known.failed = true;
        // Of which court, and not of what: a file's name may name a case.
        logger.error({ err: code ?? 'unknown', court }, 'a hearing list in the watched folder could not be taken');
      }
    }
  }

  async function look(): Promise<void> {
    if (deps.dir === undefined) return;
    for (const { code: court } of deps.registry.content().courts) {
      const dir = path.join(deps.dir, court);
      try {
        await mkdir(dir, { recursive: true });
        await lookInto(court, dir);
      } catch (err) {
        logger.error(
          { err: (err as NodeJS.ErrnoException).code ?? 'unknown', court },
          'the watched folder cannot be read',
        );
      }
    }
  }

  return {
    look,
    async files(court) {
      if (deps.dir === undefined) return undefined;
      const rows = await sql
        .selectFrom('schedule_files')
        .selectAll()
        .where('court', '=', court)
        .orderBy('at', 'desc')
        .orderBy('name')
        .limit(MOST_FILES)
        .execute();
      return rows.map(({ name, at, outcome, import: id, refusal, wrong, lines }) => ({
        name,
        at,
        outcome,
        ...(id === null ? {} : { import: id }),
        ...(refusal === null ? {} : { refusal }),
        wrong,
        lines,
      }));
    },
    start() {
      if (deps.dir === undefined) return;
      timer = setInterval(() => {
        if (running) return;
        running = true;
        looking = look().finally(() => {
          running = false;
        });
      }, LOOK_MS).unref();
    },
    async close() {
      clearInterval(timer);
      await looking;
    },
  };
}

const looksLike = ({ size, mtimeMs, ino }: Pick<Stats, 'size' | 'mtimeMs' | 'ino'>): string =>
  `${size} ${mtimeMs} ${ino}`;
const idOf = ({ import: id }: Outcome) => (id === undefined ? {} : { id });
