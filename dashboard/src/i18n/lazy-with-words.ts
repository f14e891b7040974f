/** A page, or a part of one, that is fetched together with its words when it is first shown. */
import { type ComponentType, lazy } from 'react';
import { bringWords } from './language.ts';

/** `words`: namespaces beside those of the first load. */
export const lazyWithWords = <P>(component: () => Promise<ComponentType<P>>, words: string[]) =>
  lazy(async () => {
    const [loaded] = await Promise.all([component(), bringWords(words)]);
    return { default: loaded };
  });
