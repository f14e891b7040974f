/** A line of the session log in words of the page's language. */
import { lineText as textOf } from '@giamsat/contract/line-text';
import type { LogLine } from '@giamsat/contract/wire/live';
import type { TFunction } from 'i18next';

export { isCourseLine } from '@giamsat/contract/line-text';

/** `t` of the dictionary `events`; other namespaces by prefix. */
export type Translate = TFunction<'events', undefined>;

export const lineText = (line: LogLine, t: Translate) =>
  textOf(line, (key, values) => String(t(key as never, values as never)));
