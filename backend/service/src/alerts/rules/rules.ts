/** All rules, by name. */
import type { AlertRule } from '@giamsat/contract/wire/alerts';
import type { AlertAbout } from '../../access/policy-facts.ts';
import type { Rule } from '../finding.ts';
import { agentMissing } from './agent-missing.ts';
import { authorisationEnding } from './authorisation-ending.ts';
import { backupLate } from './backup-late.ts';
import { clockOff } from './clock-off.ts';
import { delayed } from './delayed.ts';
import { diskLow } from './disk-low.ts';
import { gapOpen } from './gap-open.ts';
import { limit } from './limit.ts';
import { noPicture } from './no-picture.ts';
import { notCut } from './not-cut.ts';
import { notRecorded } from './not-recorded.ts';
import { order } from './order.ts';
import { pictureBlack, pictureFrozen, soundMissing } from './picture-quality.ts';
import { pictureUnscheduled } from './picture-unscheduled.ts';
import { sealLate } from './seal-late.ts';
import { segmentDamaged } from './segment-damaged.ts';

export const RULES: readonly Rule[] = [
  noPicture,
  pictureBlack,
  pictureFrozen,
  soundMissing,
  pictureUnscheduled,
  notCut,
  notRecorded,
  gapOpen,
  segmentDamaged,
  delayed,
  order,
  limit,
  agentMissing,
  clockOff,
  diskLow,
  authorisationEnding,
  sealLate,
  backupLate,
];

const about = new Map<AlertRule, AlertAbout>(RULES.map((rule) => [rule.name, rule.about]));
/** Whom an alert concerns; one of a rule that is no more is for those who keep the machines. */
export const aboutOf = (rule: AlertRule): AlertAbout => about.get(rule) ?? 'machine';
