/** Makes exports one after the other. While one is made its right is asked again, and it ends where somebody ends it. */
import type { ExportReason } from '@giamsat/contract/wire/exports';
import type { Access } from '../../access/access.ts';
import type { AuditLine } from '../../access/audit.ts';
import { type Clock, rfc3339 } from '../../platform/clock.ts';
import type { ExportHolds } from '../../platform/export-tables.ts';
import type { Logger } from '../../platform/logger.ts';
import type { Sql } from '../../platform/sql.ts';
import { type CertifiedDeps, makeCertified } from './certified.ts';
import { DamagedSegment, ExportEnd } from './errors.ts';
import type { ExportFiles } from './files.ts';
import type { Making } from './making.ts';
import { makePicture } from './picture.ts';
import { reasonAgainst } from './right.ts';
import type { EndState, ExportRow, ExportStore } from './store.ts';

export type Runner = {
  /** There may be something to make. */
  wake(): void;
  /** Something happened that rights may hang on. */
  lookAgain(): void;
  /** What is being made is left for the next start. */
  close(): Promise<void>;
};

/** A sign of life, and a look whether somebody ended it. */
const SIGN_MS = 500;
/** The right is asked again so often; sooner where something happened. At the end it is asked in any case. */
const RIGHT_MS = 5_000;
const DOUBT_MS = 1_000;
const KEPT_MS = 24 * 3_600_000;
const MOST_DAMAGED = 100;

export function createRunner(deps: {
  sql: Sql;
  store: ExportStore;
  files: ExportFiles;
  making: CertifiedDeps;
  access: Pick<Access, 'viewerByLogin' | 'audit'>;
  clock: Clock;
  logger: Logger;
  reserveBytes: number;
  end(row: ExportRow, state: EndState, reason: ExportReason): Promise<boolean>;
  lineOf(row: ExportRow): Omit<AuditLine, 'kind'>;
  detailOf(row: ExportRow): Record<string, unknown>;
}): Runner {
  const { sql, store, files, access, clock, logger } = deps;
  let running: Promise<void> | undefined;
  let closed = false;
  let doubtful = false;

  const make = async (row: ExportRow): Promise<void> => {
    const file = await files.begin(row);
    let total: number | null = null;
    let askedAt = Number.NEGATIVE_INFINITY;
    let holds: ExportHolds | undefined;
    let ours = true;
    // By the clock: a page that is set or the digest of a great file takes its time without a step.
    const signs = setInterval(() => {
      store.progress(row.id, file.written(), total).then(
        (still) => {
          ours &&= still;
        },
        (err: unknown) => logger.warn({ err, export: row.id }, 'an export cannot say how far it is'),
      );
    }, SIGN_MS);
    const mayGoOn = async (): Promise<void> => {
      if (closed || !ours) throw new Interrupted();
      const now = performance.now();
      if (now - askedAt < (doubtful ? DOUBT_MS : RIGHT_MS)) return;
      doubtful = false;
      askedAt = now;
      const reason = await reasonAgainst(deps.making, await access.viewerByLogin(row.login, row.session), row, holds);
      if (reason) throw new ExportEnd('cancelled', reason);
    };
    try {
      const viewer = await access.viewerByLogin(row.login, row.session);
      if (!viewer) throw new ExportEnd('cancelled', 'rights');
      const making: Making = {
        row,
        viewer,
        patch: file.patch,
        async append(bytes) {
          await file.append(bytes);
          await mayGoOn();
        },
        async planned(bytes, held) {
          total = bytes;
          holds = held;
          if ((await files.free()) - bytes < deps.reserveBytes) throw new ExportEnd('failed', 'space');
          await mayGoOn();
        },
      };
      await withoutDamaged(file.restart, (damaged) =>
        row.kind === 'picture'
          ? makePicture(deps.making, making, damaged)
          : makeCertified(deps.making, making, damaged),
      );
      const made = await file.commit();
      askedAt = Number.NEGATIVE_INFINITY;
      await mayGoOn();
      const expiresAt = rfc3339(clock.now() + KEPT_MS);
      await sql.transaction().execute(async (tx) => {
        const ours = await store.done(tx, row.id, { ...made, holds: holds ?? { positions: [], feeds: {} }, expiresAt });
        if (!ours) throw new Interrupted();
        const detail = { ...deps.detailOf(row), ...made };
        await access.audit.within(tx, { kind: 'export.made', ...deps.lineOf(row), detail });
      });
    } catch (error) {
      await file.discard();
      // Ended by somebody, or left for another start: the row says which.
      if (error instanceof Interrupted) {
        if (!closed) await files.remove(row);
        return;
      }
      const { state, reason } =
        error instanceof ExportEnd
          ? error
          : ({ state: 'failed', reason: noSpace(error) ? 'space' : 'internal' } as const);
      // Where somebody ended it a moment ago, its file went from under it.
      const first = await deps.end(row, state, reason);
      if (first && reason === 'internal') logger.error({ err: error, export: row.id }, 'an export could not be made');
    } finally {
      clearInterval(signs);
    }
  };

  const run = async (): Promise<void> => {
    while (!closed) {
      const row = await store.claim();
      if (!row) return;
      await make(row);
    }
  };
  return {
    wake() {
      if (closed) return;
      running ??= run()
        .catch((err: unknown) => logger.error({ err }, 'exports cannot be made'))
        .finally(() => {
          running = undefined;
        });
    },
    lookAgain() {
      doubtful = true;
    },
    async close() {
      closed = true;
      await running;
    },
  };
}

/** Somebody else has ended it, or this service ends. */
class Interrupted extends Error {}

const noSpace = (error: unknown): boolean =>
  ['ENOSPC', 'EDQUOT', 'EFBIG'].includes((error as NodeJS.ErrnoException)?.code ?? '');

/** Begun anew without each segment that turns out not to be what it was. */
async function withoutDamaged(
  restart: () => Promise<void>,
  make: (damaged: ReadonlySet<string>) => Promise<void>,
): Promise<void> {
  const damaged = new Set<string>();
  for (;;) {
    try {
      return await make(damaged);
    } catch (error) {
      if (!(error instanceof DamagedSegment) || damaged.size >= MOST_DAMAGED) throw error;
      const { feed, epoch, number } = error.segment;
      damaged.add(`${feed} ${epoch} ${number}`);
      await restart();
    }
  }
}
