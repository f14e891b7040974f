/** Seals the journal: each minute in which something changed, one node signs the tree's root as a checkpoint and keeps it. */
import { checkpointText } from '@giamsat/proof/checkpoint';
import { noteOf } from '@giamsat/proof/note';
import { sql as query } from 'kysely';
import { type Clock, rfc3339 } from '../platform/clock.ts';
import type { Logger } from '../platform/logger.ts';
import type { Metrics } from '../platform/metrics.ts';
import type { Sql, Tx } from '../platform/sql.ts';
import { type KeyFault, openCheckpointKey } from './checkpoint-key.ts';
import type { Journal } from './journal.ts';
import { rereadJournal } from './reread.ts';
import { extendTree, rootOf } from './tree.ts';

/** Any number; who holds it seals, or changes the key. */
const ADVISORY_LOCK = 7_412_002;

/**
 * Why nothing is sealed any more. `journal-shorter`: records that were sealed are gone. `root-differs`: what was sealed is not what is
 * stored. `record-differs`: the content of a record is not what was hashed. `subtree-differs`: records are not what the tree was made of.
 */
export type SealFault =
  | { kind: KeyFault | 'journal-shorter' | 'root-differs' }
  | { kind: 'record-differs' | 'subtree-differs'; position: number };

export type Sealer = {
  start(): void;
  /** `busy`: another node is at it. `stopped`: see `fault`. */
  seal(): Promise<'sealed' | 'unchanged' | 'busy' | 'stopped'>;
  /** Reads the whole journal and compares it with the tree; answers as `fault` does. */
  reread(): Promise<SealFault | undefined>;
  fault(): SealFault | undefined;
  close(): Promise<void>;
};

const EVERY_MS = 60_000;
const REREAD_EVERY_MS = 86_400_000;

export type SealerDeps = {
  sql: Sql;
  journal: Pick<Journal, 'appendOwn' | 'readStream' | 'head'>;
  keyFile: string;
  clock: Clock;
  logger: Logger;
  metrics: Metrics;
};

export function createSealer(deps: SealerDeps): Sealer {
  const { sql, clock, logger, metrics } = deps;
  const sealed = metrics.counter('checkpoints_total', 'Checkpoints that this node signed');
  const size = metrics.gauge('checkpoint_size', 'Records under the newest checkpoint that this node signed');
  const faults = metrics.counter('checkpoint_faults_total', 'Disagreements of journal, tree, checkpoints and keys', [
    'fault',
  ]);
  let fault: SealFault | undefined;
  let running: Promise<unknown> = Promise.resolve();
  let timers: NodeJS.Timeout[] = [];
  const stopping = new AbortController();

  /** Loud and once: from here on a person has to look. */
  function stop(found: SealFault): 'stopped' {
    fault = found;
    faults.inc({ fault: found.kind });
    logger.fatal(
      { fault: found },
      'the journal is not what was sealed: nothing is sealed any more until this was looked into',
    );
    return 'stopped';
  }

  async function seal(): Promise<'sealed' | 'unchanged' | 'busy' | 'stopped'> {
    if (fault) return 'stopped';
    const key = await openCheckpointKey({ file: deps.keyFile, journal: deps.journal, clock });
    if (typeof key === 'string') return stop({ kind: key });
    for (;;) {
      const done = await sql.transaction().execute(async (tx) => {
        const { rows } = await query<{
          locked: boolean;
        }>`select pg_try_advisory_xact_lock(${ADVISORY_LOCK}) as locked`.execute(tx);
        if (!rows[0]?.locked) return 'busy';
        const [last, head] = await Promise.all([
          newestCheckpoint(tx),
          tx.selectFrom('journal_head').select('next_position').executeTakeFirstOrThrow(),
        ]);
        const found = last && (await disagreement(tx, last, head.next_position));
        if (found) return found;
        if (head.next_position === (last?.size ?? 0)) return 'unchanged';
        // A journal from before there were seals is read in steps.
        if (!(await extendTree(tx, head.next_position))) return 'more';
        const root = await rootOf(tx, head.next_position);
        const { signer } = key;
        const text = checkpointText({ origin: signer.key.name, size: head.next_position, root });
        const note = noteOf({ text, signatures: [signer.sign(text, clock.now())] });
        await tx
          .insertInto('checkpoints')
          .values({ size: head.next_position, root, note, made_at: rfc3339(clock.now()) })
          .execute();
        size.set(head.next_position);
        return 'sealed';
      });
      if (done === 'more' && !stopping.signal.aborted) continue;
      if (typeof done === 'object') return stop(done);
      if (done === 'sealed') sealed.inc();
      return done === 'more' ? 'busy' : done;
    }
  }

  async function reread(): Promise<SealFault | undefined> {
    const found = fault ?? (await rereadJournal(sql, stopping.signal));
    if (found && !fault) stop(found);
    return found;
  }

  /** One after the other, so that the end can wait for both. */
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const turn = running.catch(() => {}).then(work);
    running = turn;
    return turn;
  };
  const quietly = (work: Promise<unknown>): void => {
    work.catch((err) => {
      if (!stopping.signal.aborted) logger.error({ err }, 'the journal could not be sealed; it is tried again');
    });
  };

  return {
    start() {
      // What was sealed before is compared at once; a journal that is new has a minute.
      const first = inTurn(async () => (await newestCheckpoint(sql)) && seal());
      quietly(first);
      let rereading = first.then(reread);
      quietly(rereading);
      timers = [
        setInterval(() => quietly(inTurn(seal)), EVERY_MS).unref(),
        setInterval(() => {
          rereading = rereading.then(reread, reread);
          quietly(rereading);
        }, REREAD_EVERY_MS).unref(),
      ];
    },
    seal: () => inTurn(seal),
    reread,
    fault: () => fault,
    async close() {
      stopping.abort();
      for (const timer of timers) clearInterval(timer);
      await running.catch(() => {});
    },
  };
}

type StoredCheckpoint = { size: number; root: Buffer };

const newestCheckpoint = (from: Sql | Tx): Promise<StoredCheckpoint | undefined> =>
  from.selectFrom('checkpoints').select(['size', 'root']).orderBy('size', 'desc').limit(1).executeTakeFirst();

async function disagreement(tx: Tx, last: StoredCheckpoint, size: number): Promise<SealFault | undefined> {
  if (size < last.size) return { kind: 'journal-shorter' };
  const root = await rootOf(tx, last.size).catch(() => undefined);
  return root && last.root.equals(root) ? undefined : { kind: 'root-differs' };
}

/** While `work` goes on nothing is sealed, on whatever node. */
export const withoutSealing = <T>(sql: Sql, work: () => Promise<T>): Promise<T> =>
  sql.transaction().execute(async (tx) => {
    await query`select pg_advisory_xact_lock(${ADVISORY_LOCK})`.execute(tx);
    return work();
  });
