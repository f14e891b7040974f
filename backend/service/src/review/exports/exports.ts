/** Exports as a part: asked for, made one after the other, watched over while their files are here, handed out, removed. */
import type { Export, ExportReason } from '@giamsat/contract/wire/exports';
import { v7 as uuidv7 } from 'uuid';
import type { Access } from '../../access/access.ts';
import { who } from '../../access/audit.ts';
import type { Viewer } from '../../access/viewer.ts';
import type { Journal } from '../../journal/journal.ts';
import { rfc3339 } from '../../platform/clock.ts';
import { DomainError } from '../../platform/errors.ts';
import type { Logger } from '../../platform/logger.ts';
import { type PdfDocument, renderPdf } from '../../platform/pdf/pdf.ts';
import type { Sql } from '../../platform/sql.ts';
import type { CertifiedDeps } from './certified.ts';
import { createExportFiles } from './files.ts';
import { reasonAgainst } from './right.ts';
import { createRunner } from './runner.ts';
import { createExportStore, type EndState, type ExportRow } from './store.ts';

export type Order = Pick<ExportRow, 'kind' | 'hearing' | 'court' | 'day' | 'feed' | 'from_ms' | 'to_ms'> & {
  documentNo: string | undefined;
};
export type Exports = {
  /** The same asked for again while it is not made yet is that one. @throws DomainError `too-many-requests` where that person has others to be made. */
  order(viewer: Viewer, address: string, order: Order): Promise<Export>;
  /** One's own, newest first. */
  list(login: string): Promise<Export[]>;
  /** One's own: ends it, or removes its file. @throws DomainError `not-found` */
  cancel(viewer: Viewer, address: string, id: string): Promise<void>;
  /**
   * One's own finished file, for whoever may still have it. `onEnd`: it must not be handed out any longer.
   * @throws DomainError `not-found`
   */
  open(viewer: Viewer, id: string): Promise<OpenExport>;
  /** Once it is in the audit. */
  downloaded(viewer: Viewer, address: string, row: ExportRow): Promise<void>;
  close(): Promise<void>;
};
export type OpenExport = {
  row: ExportRow;
  bytes: number;
  stream(from: number, to: number): NodeJS.ReadableStream;
  onEnd(fn: () => void): () => void;
};
export type ExportsDeps = Omit<CertifiedDeps, 'organisationName' | 'journal' | 'print'> & {
  /** Else the house's own. */
  print?: (document: PdfDocument) => Promise<Uint8Array>;
  sql: Sql;
  access: Pick<Access, 'viewerByLogin' | 'audit' | 'organisations' | 'onRightsChanged'>;
  journal: Pick<Journal, 'readStored' | 'onAppended'>;
  logger: Logger;
  folder: string;
  node: string;
  /** What that disk must have left; else as {@link RESERVE_BYTES}. */
  reserveBytes?: number;
};

const MOST_OPEN = 3;
/** What an order asks for. */
const SAME = ['kind', 'hearing', 'feed', 'from_ms', 'to_ms'] as const;
/** What recordings must have left, whatever is exported. */
const RESERVE_BYTES = 2 * 1024 ** 3;
const LOOK_MS = 1_000;
/** Turns after which all are looked at. */
const WHOLE_EVERY = 15;

export async function createExports(deps: ExportsDeps): Promise<Exports> {
  const { sql, access, clock, logger } = deps;
  const store = createExportStore(deps);
  const files = await createExportFiles(deps.folder);
  const making: CertifiedDeps = {
    ...deps,
    // The evidence goes without its paper rather than not at all.
    print: (document) =>
      (deps.print ?? renderPdf)(document).catch((err: unknown) => {
        logger.warn({ err }, 'a course could not be set on paper; the package goes without');
        return undefined;
      }),
    organisationName: async (code) => (await access.organisations.get(code))?.name ?? code,
  };
  const handedOut = new Map<string, Set<() => void>>();

  const view = (row: ExportRow): Export => ({
    id: row.id,
    kind: row.kind,
    hearing: row.hearing,
    court: row.court,
    courtShort: deps.registry.courtNameOn(row.court, row.day).short,
    day: row.day,
    ...(row.feed === null ? {} : { feed: row.feed, feedName: deps.registry.feed(row.feed)?.name ?? row.feed }),
    ...(row.from_ms === null ? {} : { from: rfc3339(row.from_ms) }),
    ...(row.to_ms === null ? {} : { to: rfc3339(row.to_ms) }),
    state: row.state,
    ...(row.reason === null ? {} : { reason: row.reason }),
    doneBytes: row.done_bytes,
    ...(row.total_bytes === null ? {} : { totalBytes: row.total_bytes }),
    ...(row.sha256 === null ? {} : { sha256: row.sha256 }),
    createdAt: row.created_at,
    ...(row.ended_at === null ? {} : { endedAt: row.ended_at }),
    ...(row.expires_at === null ? {} : { expiresAt: row.expires_at }),
  });
  const lineOf = (row: ExportRow) => ({
    login: row.login,
    organisation: row.organisation,
    session: row.session,
    hearing: row.hearing,
    feed: row.feed ?? undefined,
    authorisation: row.document_no ?? undefined,
  });
  const detailOf = (row: ExportRow) => ({
    export: row.id,
    kind: row.kind,
    ...(row.from_ms === null ? {} : { from: rfc3339(row.from_ms) }),
    ...(row.to_ms === null ? {} : { to: rfc3339(row.to_ms) }),
  });

  /** The row, its line in the audit and its file end together; who is being handed the file is cut off. False: it had ended already. */
  const end = async (
    row: ExportRow,
    state: EndState,
    reason: ExportReason,
    by: { address?: string } = {},
  ): Promise<boolean> => {
    const kind = state === 'removed' ? 'export.removed' : state === 'cancelled' ? 'export.cancelled' : 'export.failed';
    const ended = await sql.transaction().execute(async (tx) => {
      const first = await store.end(tx, row.id, state, reason);
      if (first) await access.audit.within(tx, { kind, ...lineOf(row), ...by, reason, detail: detailOf(row) });
      return first;
    });
    if (ended || state === 'removed') for (const cut of handedOut.get(row.id) ?? []) cut();
    if (!ended) return false;
    await files.remove(row);
    return true;
  };

  const runner = createRunner({ reserveBytes: RESERVE_BYTES, ...deps, store, files, making, end, lineOf, detailOf });

  /** Of each file, the version of its hearing at which it was last asked for. */
  const lookedAt = new Map<string, number>();
  /** Files are asked for again, and go where they must not be any more: all, or those whose hearing has changed. */
  const lookAgain = async (all: boolean): Promise<void> => {
    const rows = await store.withFile();
    const versions = new Map(
      (await deps.hearings.getMany([...new Set(rows.map(({ hearing }) => hearing))])).map((one) => [
        one.id,
        one.insideVersion,
      ]),
    );
    for (const id of lookedAt.keys()) if (!rows.some((row) => row.id === id)) lookedAt.delete(id);
    // Another node may have ended what is being handed out here.
    for (const [id, cuts] of handedOut) if (!rows.some((row) => row.id === id)) for (const cut of [...cuts]) cut();
    for (const row of rows) {
      const expired = row.expires_at !== null && Date.parse(row.expires_at) <= clock.now();
      if (expired) {
        await end(row, 'removed', 'expired');
        continue;
      }
      const version = versions.get(row.hearing) ?? -1;
      if (row.state === 'running' || (!all && lookedAt.get(row.id) === version)) continue;
      const viewer = await access.viewerByLogin(row.login, row.session);
      const reason = await reasonAgainst(deps, viewer, row, row.holds ?? undefined);
      if (reason) await end(row, row.state === 'done' ? 'removed' : 'cancelled', reason);
      else lookedAt.set(row.id, version);
    }
    for (const row of await store.giveUp()) {
      access.audit.write({ kind: 'export.failed', ...lineOf(row), reason: 'interrupted', detail: detailOf(row) });
      await files.remove(row);
    }
  };
  let [wanted, all] = [true, true];
  let looking: Promise<void> | undefined;
  const look = (): void => {
    if (!wanted || looking) return;
    const whole = all;
    [wanted, all] = [false, false];
    looking = lookAgain(whole)
      .catch((err: unknown) => {
        [wanted, all] = [true, all || whole];
        logger.error({ err }, 'exported files could not be looked at again');
      })
      .finally(() => {
        looking = undefined;
      });
  };
  let turns = 0;
  const timer = setInterval(() => {
    // Now and then by the clock alone: days end, files grow old, other nodes stop.
    if (turns++ % WHOLE_EVERY === 0) [wanted, all] = [true, true];
    look();
    runner.wake();
  }, LOOK_MS);
  timer.unref();
  const stop = [
    deps.journal.onAppended(() => {
      wanted = true;
      runner.lookAgain();
    }),
    access.onRightsChanged(() => {
      [wanted, all] = [true, true];
      runner.lookAgain();
    }),
  ];

  await files.keepOnly(async () => new Set((await store.withFile()).map(({ id }) => id)));
  runner.wake();

  return {
    async order(viewer, address, { documentNo, ...order }) {
      const { login, organisation, sessionId: session } = viewer;
      const row = await sql.transaction().execute(async (tx) => {
        const open = await store.openOf(tx, login);
        const same = open.find((one) => SAME.every((key) => one[key] === order[key]));
        if (same) return same;
        if (open.length >= MOST_OPEN) {
          throw new DomainError('too-many-requests', { detail: 'Others of yours wait to be made.', retryAfter: 30 });
        }
        const inserted = await store.insert(tx, {
          id: uuidv7(),
          ...order,
          login,
          organisation,
          session,
          document_no: documentNo ?? null,
        });
        await access.audit.within(tx, {
          kind: 'export.requested',
          ...lineOf(inserted),
          address,
          detail: detailOf(inserted),
        });
        return inserted;
      });
      runner.wake();
      return view(row);
    },
    list: async (login) => (await store.ofLogin(login)).map(view),
    async cancel(viewer, address, id) {
      const row = await store.find(id, viewer.login);
      if (!row) throw new DomainError('not-found');
      await end(row, row.state === 'done' ? 'removed' : 'cancelled', 'asked', { address });
    },
    async open(viewer, id) {
      const row = await store.find(id, viewer.login);
      const bytes = row?.state === 'done' ? await files.size(row) : undefined;
      if (!row || bytes === undefined) throw new DomainError('not-found');
      const reason = await reasonAgainst(deps, viewer, row, row.holds ?? undefined);
      if (reason) {
        access.audit.denied(viewer, {
          action: row.kind === 'picture' ? 'recording.export' : 'log.export',
          reason,
          hearing: row.hearing,
        });
        await end(row, 'removed', reason);
        throw new DomainError('not-found');
      }
      return {
        row,
        bytes,
        stream: (from, to) => files.stream(row, from, to),
        onEnd(fn) {
          const cuts = handedOut.get(id) ?? new Set();
          cuts.add(fn);
          handedOut.set(id, cuts);
          return () => {
            cuts.delete(fn);
            if (cuts.size === 0) handedOut.delete(id);
          };
        },
      };
    },
    downloaded: (viewer, address, row) =>
      access.audit.writeNow({
        kind: 'export.downloaded',
        ...lineOf(row),
        ...who(viewer),
        address,
        detail: detailOf(row),
      }),
    async close() {
      clearInterval(timer);
      for (const undo of stop) undo();
      await looking;
      await runner.close();
    },
  };
}
