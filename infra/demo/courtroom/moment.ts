/** What one drawn picture shows: who has the word, how the body moves and how wide the mouth is. */

export const speakers = [
  'presiding',
  'assessor',
  'prosecutor',
  'defender',
  'defendant',
  'other',
  'clerk',
  'nobody',
  'waiting',
  'empty',
] as const;

/**
 * `nobody`: all are seated and nobody has the word. `waiting`: the panel is out (deliberation, recess).
 * `empty`: the room before and after a sitting.
 */
export type Speaker = (typeof speakers)[number];

export interface Moment {
  readonly speaker: Speaker;
  /** 0 rest, 1 the hand goes up, 2 a nod. */
  readonly pose: 0 | 1 | 2;
  /** 0 closed, 1 half, 2 open. */
  readonly mouth: 0 | 1 | 2;
}

export function isSpeaker(value: unknown): value is Speaker {
  return typeof value === 'string' && (speakers as readonly string[]).includes(value);
}

export const hasVoice = (speaker: Speaker): boolean => !['nobody', 'waiting', 'empty'].includes(speaker);

/** Every picture that a camera may have to show. */
export function moments(): Moment[] {
  const all: Moment[] = [];
  for (const speaker of speakers) {
    const poses = speaker === 'empty' ? ([0] as const) : ([0, 1, 2] as const);
    const mouths = hasVoice(speaker) ? ([0, 1, 2] as const) : ([0] as const);
    for (const pose of poses) for (const mouth of mouths) all.push({ speaker, pose, mouth });
  }
  return all;
}

export const nameOf = (moment: Moment): string => `${moment.speaker}-${moment.pose}-${moment.mouth}`;
