/** The dashboard's words: what the wall says comes with the first load, the rest with the page that says it. */
import type { Words } from './language.ts';
import { common } from './vi/common.ts';
import { events } from './vi/events.ts';
import { people } from './vi/people.ts';
import { reason } from './vi/reason.ts';
import { stage } from './vi/stage.ts';
import { wall } from './vi/wall.ts';

export const firstWords = { common, events, people, reason, stage, wall } satisfies Words;

/** Each file exports the words of the namespace that it is named after. */
const files = import.meta.glob<Words>(['./{vi,en}/*.ts', '!./vi/{common,events,people,reason,stage,wall}.ts']);

/** Throws where no file holds the namespace, or where it cannot be fetched. */
export const wordsOf = async (language: string, namespace: string): Promise<Words[string]> => {
  const words = Object.values((await files[`./${language}/${namespace}.ts`]?.()) ?? {})[0];
  if (!words) throw new Error(`no words of ${namespace} in ${language}`);
  return words;
};
