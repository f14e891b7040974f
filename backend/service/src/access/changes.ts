/** The numbered list of changed rights and ended sessions: each node reads on from what it knows, woken by the bus or by the clock. */
import type { Bus } from '../platform/bus.ts';
import type { Logger } from '../platform/logger.ts';
import type { Sql, Tx } from '../platform/sql.ts';

/** Whom it concerns; all undefined: everybody. */
export type RightsChange = {
  revision: number;
  login?: string | undefined;
  organisation?: string | undefined;
  session?: string | undefined;
};
export const concerns = (
  { session, login, organisation }: RightsChange,
  viewer: { login: string; organisation: string; sessionId: string },
): boolean =>
  session !== undefined
    ? session === viewer.sessionId
    : login !== undefined
      ? login === viewer.login
      : organisation === undefined || organisation === viewer.organisation;
export type RightsChanges = {
  /** Inside the transaction that changes the rights; the numbers are given under a row's lock, so none is seen too late. */
  record(tx: Tx, change: Omit<RightsChange, 'revision'>): Promise<void>;
  /** After the commit: every node looks at once. */
  announce(): void;
  /** Reads what is new and tells the listeners before it resolves. */
  catchUp(): Promise<number>;
  onChange(fn: (changes: RightsChange[]) => void): () => void;
  /** What this node has caught up to. */
  known(): number;
  close(): void;
};
const TOPIC = 'access.changed';

export async function createRightsChanges(deps: { sql: Sql; bus: Bus; logger: Logger }): Promise<RightsChanges> {
  const { sql, bus, logger } = deps;
  const listeners = new Set<(changes: RightsChange[]) => void>();
  let known = (await sql.selectFrom('access_head').select('revision').executeTakeFirstOrThrow()).revision;
  let running: Promise<number> | undefined;
  let queued: Promise<number> | undefined;

  const read = async (): Promise<number> => {
    const rows = await sql
      .selectFrom('access_changes')
      .select(['revision', 'login', 'organisation', 'session'])
      .where('revision', '>', known)
      .orderBy('revision')
      .execute();
    const last = rows.at(-1);
    if (!last) return known;
    known = last.revision;
    const changes = rows.map((row) => ({
      revision: row.revision,
      login: row.login ?? undefined,
      organisation: row.organisation ?? undefined,
      session: row.session ?? undefined,
    }));
    for (const listener of listeners) listener(changes);
    return known;
  };
  /** One read at a time; who asks during one waits for the next, which begins after the question. */
  const catchUp = (): Promise<number> => {
    if (!running) {
      running = read().finally(() => {
        running = undefined;
      });
      return running;
    }
    queued ??= running
      .catch(() => undefined)
      .then(() => {
        queued = undefined;
        return catchUp();
      });
    return queued;
  };
  const unsubscribe = bus.subscribe(TOPIC, () => {
    catchUp().catch((err) => logger.error({ err }, 'changed rights could not be read'));
  });

  return {
    async record(tx, change) {
      const { revision } = await tx
        .updateTable('access_head')
        .set((eb) => ({ revision: eb('revision', '+', 1) }))
        .returning('revision')
        .executeTakeFirstOrThrow();
      await tx
        .insertInto('access_changes')
        .values({
          revision,
          login: change.login ?? null,
          organisation: change.organisation ?? null,
          session: change.session ?? null,
        })
        .execute();
    },
    announce: () => bus.publish(TOPIC, {}),
    catchUp,
    onChange(fn) {
      listeners.add(fn);
      return () => void listeners.delete(fn);
    },
    known: () => known,
    close: unsubscribe,
  };
}
