/** Entering an event: the press makes the id, a lost answer is asked again with the same id, and the last entry can be taken back. */
import type { EventType } from '@giamsat/contract/event/catalogue';
import type { EventRef } from '@giamsat/contract/event/envelope';
import { eventRef } from '@giamsat/contract/event/envelope';
import { useCallback, useState } from 'react';
import type { ConsoleClient } from './console-client.ts';
import { ConsoleProblem } from './console-problem.ts';

export type Enter = (
  type: EventType,
  data: Record<string, unknown>,
  more?: { time?: string; corrects?: EventRef },
) => Promise<boolean>;
export type LastEntry = { ref: EventRef; type: EventType; at: number; hearing: string };

const ATTEMPTS = 4;
const PAUSE_MS = 400;
const CANNOT_BE_TAKEN_BACK: readonly EventType[] = ['hearing.event.retracted', 'hearing.event.corrected'];

export const useEntry = (client: ConsoleClient, hearing: string | undefined) => {
  const [last, setLast] = useState<LastEntry>();
  const [error, setError] = useState<unknown>();
  const enter: Enter = useCallback(
    async (type, data, more = {}) => {
      if (!hearing) return false;
      const entry = { type, data, id: crypto.randomUUID(), ...more } as Parameters<ConsoleClient['enter']>[1];
      setError(undefined);
      for (let attempt = 1; ; attempt++) {
        try {
          const { event } = await client.enter(hearing, entry);
          setLast(
            CANNOT_BE_TAKEN_BACK.includes(type) ? undefined : { ref: eventRef(event), type, at: Date.now(), hearing },
          );
          return true;
        } catch (problem) {
          const silent = problem instanceof ConsoleProblem && problem.problem.status === 0;
          if (!silent || attempt === ATTEMPTS) {
            setError(problem);
            return false;
          }
          await new Promise((resolve) => setTimeout(resolve, PAUSE_MS * attempt));
        }
      }
    },
    [client, hearing],
  );
  return { enter, last, forgetLast: () => setLast(undefined), error, forgetError: () => setError(undefined) };
};
