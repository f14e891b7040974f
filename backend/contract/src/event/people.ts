/** The people of a hearing as events name them (`domain.md` §3). */
import { type Static, Type } from 'typebox';
import { Line } from '../primitives.ts';

export const PANEL_ROLES = ['presiding_judge', 'judge', 'assessor', 'alternate_judge', 'alternate_assessor'] as const;
export const OFFICIAL_ROLES = [...PANEL_ROLES, 'prosecutor', 'clerk'] as const;
export const PARTICIPANT_ROLES = [
  'defendant',
  'victim',
  'civil_plaintiff',
  'civil_defendant',
  'plaintiff',
  'respondent',
  'administrative_claimant',
  'administrative_respondent',
  'related_party',
  'defender',
  'protector',
  'representative',
  'witness',
  'expert',
  'valuer',
  'interpreter',
  'investigator',
  'other',
] as const;

export const Person = Type.Object({ name: Line(120), role: Type.Enum(OFFICIAL_ROLES) });
export type Person = Static<typeof Person>;

export const Participant = Type.Object({
  name: Line(160),
  role: Type.Enum(PARTICIPANT_ROLES),
  present: Type.Optional(Type.Boolean()),
  absenceReason: Type.Optional(Line(200)),
  summonsNo: Type.Optional(Line(60)),
});
export type Participant = Static<typeof Participant>;
