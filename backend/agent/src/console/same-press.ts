/** One press, one event: whether what comes under a known id is the same again (`design.md` rule 2). */
import { isDeepStrictEqual } from 'node:util';
import type { EventEnvelope } from '@giamsat/contract/event/envelope';
import type { Draft } from '../outbox/outbox.ts';
import { ConsoleError } from './problems.ts';

/** What a clerk said: a successor that the agent named by itself is none of it. */
function said({ type, data }: EventEnvelope, asked: Record<string, unknown>): Record<string, unknown> {
  if (type !== 'hearing.postponed' || asked.successorId !== undefined) return data;
  const { successorId: _, ...rest } = data;
  return rest;
}

/** Undefined: it is the same. `show`: whoever asks may read what is kept. */
export function conflictOf(kept: EventEnvelope, draft: Draft, show: boolean): ConsoleError | undefined {
  const differs = [
    kept.type === draft.type ? [] : 'type',
    kept.subject === draft.subject ? [] : 'subject',
    kept.corrects === draft.corrects ? [] : 'corrects',
    // What was entered at once carries no time of its own.
    kept.time === (draft.time ?? kept.recordedtime) ? [] : 'time',
    isDeepStrictEqual(said(kept, draft.data), draft.data) ? [] : 'data',
  ].flat();
  if (differs.length === 0) return undefined;
  const { type, time, data } = kept;
  return new ConsoleError(
    'conflict',
    show
      ? `this id stands for ${type} of ${time}, with another ${differs.join(', ')}; that is kept, and this was not entered`
      : 'this id was used for something else',
    { field: '/id', ...(show ? { kept: { type, time, data } } : {}) },
  );
}
