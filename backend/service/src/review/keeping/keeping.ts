/** Keeping and removing of recordings, as one part: classes, holds, removals, and what carries them out. */
import { KeepingClass, type Obstacle, type RemovalBody } from '@giamsat/contract/wire/keeping';
import { Type } from 'typebox';
import type { Audit } from '../../access/audit.ts';
import type { Actor } from '../../access/context.ts';
import type { Hearings } from '../../hearings/hearings.ts';
import type { StoredHearing } from '../../hearings/stored.ts';
import type { Journal } from '../../journal/journal.ts';
import type { Clock } from '../../platform/clock.ts';
import { DomainError } from '../../platform/errors.ts';
import type { Logger } from '../../platform/logger.ts';
import type { Metrics } from '../../platform/metrics.ts';
import type { Sql, Tx } from '../../platform/sql.ts';
import { RULES_DIR, readRules } from '../rules.ts';
import { type CarryOut, type CarryOutDeps, createCarryOut, HOUR_MS } from './carry-out.ts';
import { type ClassRow, createDecisions, type Decisions, type HoldRow, holdsOf, newestClass } from './decisions.ts';
import { type Footage, type FootageDeps, footageOf } from './footage.ts';
import { createRemovals, OPEN_STATES, type RemovalRow, type Removals } from './removals.ts';
import { keptThrough, obstaclesTo } from './retention.ts';

export type KeepingState = {
  kept: ClassRow | undefined;
  through: string | undefined;
  holds: HoldRow[];
  footage: Footage;
  obstacles: Obstacle[];
};
export type Keeping = Decisions & {
  classes: readonly KeepingClass[];
  stateOf(hearing: StoredHearing): Promise<KeepingState>;
  removals: Pick<Removals, 'list' | 'get' | 'approve' | 'stop'> & {
    /** @throws DomainError `conflict` while there is an obstacle */
    ask(actor: Actor, hearing: StoredHearing, body: RemovalBody): Promise<RemovalRow>;
    /** When an approved one begins at the earliest; undefined while it is not approved, or removing is switched off. */
    beginsAtMs(row: RemovalRow): number | undefined;
  };
  carryOut: CarryOut;
};

const Classes = Type.Object({ classes: Type.Array(KeepingClass, { minItems: 1 }) }, { additionalProperties: false });

/** @throws PlainError where the classes are wrong, with the file and the place in it */
export async function createKeeping(deps: {
  sql: Sql;
  clock: Clock;
  logger: Logger;
  metrics: Metrics;
  audit: Pick<Audit, 'within'>;
  hearings: Pick<Hearings, 'get' | 'holderAt'>;
  registry: FootageDeps['registry'];
  journal: Pick<Journal, 'appendOwn'>;
  media: FootageDeps['media'] & CarryOutDeps['media'];
  rulesDir?: string | undefined;
  /** So long after the second approval a removal begins. Undefined: removing is switched off. */
  afterHours: number | undefined;
}): Promise<Keeping> {
  const { sql, clock, afterHours } = deps;
  const { classes } = await readRules(deps.rulesDir ?? RULES_DIR, 'keeping-classes.json', Classes);
  const decisions = createDecisions(deps);
  const removals = createRemovals(deps);

  /** `own`: a removal that does not stand in its own way. */
  const judge = async (db: Sql | Tx, hearing: StoredHearing, own?: string): Promise<KeepingState> => {
    const kept = await newestClass(db, hearing.id);
    const holds = await holdsOf(db, hearing.id);
    const open = await db
      .selectFrom('removals')
      .select('id')
      .where('hearing', '=', hearing.id)
      .where('state', 'in', OPEN_STATES)
      .execute();
    const footage = await footageOf(hearing, deps);
    const keptAs = classes.find(({ code }) => code === kept?.class);
    const obstacles = obstaclesTo({
      on: afterHours !== undefined,
      hearing,
      keptAs,
      held: holds.some(({ lift }) => lift === undefined),
      recorded: footage,
      asked: open.some(({ id }) => id !== own),
      now: clock.now(),
    });
    return { kept, through: keptAs && keptThrough(keptAs, footage.toMs), holds, footage, obstacles };
  };

  return {
    ...decisions,
    classes,
    stateOf: (hearing) => judge(sql, hearing),
    async classify(actor, hearing, body) {
      if (!classes.some(({ code }) => code === body.class)) {
        throw new DomainError('invalid', { detail: 'There is no such class.', field: '/class' });
      }
      await decisions.classify(actor, hearing, body);
    },
    removals: {
      ...removals,
      async ask(actor, hearing, body) {
        const id = await removals.ask(actor, hearing, body, async (tx) => {
          const { obstacles, footage } = await judge(tx, hearing);
          if (obstacles[0])
            throw new DomainError('conflict', { detail: `It cannot be removed: ${obstacles.join(', ')}.` });
          return footage;
        });
        return removals.get(id);
      },
      beginsAtMs: ({ state, approved_at }) =>
        state === 'approved' && approved_at !== null && afterHours !== undefined
          ? Date.parse(approved_at) + afterHours * HOUR_MS
          : undefined,
    },
    carryOut: createCarryOut({
      ...deps,
      async judge(tx, row) {
        const hearing = await deps.hearings.get(row.hearing);
        if (!hearing) return { obstacles: ['nothing_recorded'], digest: '' };
        const { obstacles, footage } = await judge(tx, hearing, row.id);
        return { obstacles, digest: footage.digest };
      },
    }),
  };
}
