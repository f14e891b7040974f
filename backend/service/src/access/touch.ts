/** What is written of a look at a hearing's log: on which document it rests, where it rests on one. */
import type { Touch } from './looks.ts';
import { may } from './policy.ts';
import { factsOf, type Redactable } from './redact.ts';
import type { Viewer } from './viewer.ts';

/** Undefined: may not. `now` in ms. */
export function logTouch(viewer: Viewer, hearing: Redactable, now: number): Touch | undefined {
  const decision = may(viewer, 'log.read', factsOf(hearing, new Date(now).toISOString()), now);
  if (!decision.allowed) return undefined;
  return {
    what: 'log',
    hearing: hearing.id,
    court: hearing.court,
    day: hearing.day,
    authorisation: decision.authorisation,
  };
}
