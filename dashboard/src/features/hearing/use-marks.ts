/** All that stands on the timeline, out of every source. */
import type { LogLine } from '@giamsat/contract/wire/live';
import type { Note } from '@giamsat/contract/wire/notes';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { lineText } from '../../core/line-text.ts';
import type { Mark } from '../../core/timeline/marks.ts';

export const useMarks = (lines: readonly LogLine[], notes: readonly Note[]): readonly Mark[] => {
  const { t } = useTranslation('events');
  return useMemo(
    () => [
      ...lines
        .filter((line) => !line.retracted)
        .map(
          (line): Mark => ({
            key: line.ref,
            kind: 'event',
            from: Date.parse(line.time),
            title: lineText(line, t).title,
          }),
        ),
      ...notes.map(
        ({ id, from, to, text }): Mark => ({
          key: id,
          kind: 'note',
          from: Date.parse(from),
          ...(to === undefined ? {} : { to: Date.parse(to) }),
          title: text || t('notes:markOnly'),
        }),
      ),
    ],
    [lines, notes, t],
  );
};
