/** Where a hearing can stand. A stage is derived from events and never set (`domain.md` §2). */
import { type Static, Type } from 'typebox';

export const STAGES = [
  'scheduled',
  'preparing',
  'opening',
  'questioning',
  'debate',
  'last_words',
  'deliberation',
  'pronouncing',
  'recess',
  'suspended',
  'postponed',
  'stayed',
  'terminated',
  'returned',
  'cancelled',
  'closed',
] as const;
export type Stage = (typeof STAGES)[number];
export const Stage = Type.Enum(STAGES);

/** Stages after which a hearing does not go on. */
export const ENDED_STAGES = ['postponed', 'stayed', 'terminated', 'returned', 'cancelled', 'closed'] as const;
export const isEnded = (stage: Stage): boolean => (ENDED_STAGES as readonly Stage[]).includes(stage);

export const CASE_TYPES = ['HS', 'DS', 'HNGĐ', 'KDTM', 'LĐ', 'HC', 'PS'] as const;
export const CaseType = Type.Enum(CASE_TYPES);
export type CaseType = Static<typeof CaseType>;

/** ST = sơ thẩm (first instance), PT = phúc thẩm (appeal). */
export const Instance = Type.Enum(['ST', 'PT'] as const);
export type Instance = Static<typeof Instance>;
