/** All that stands on the timeline, out of every source. */
import type { LogLine } from '@giamsat/contract/wire/live';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { lineText } from '../../core/line-text.ts';
import type { Mark } from '../../core/timeline/marks.ts';

export const useMarks = (lines: readonly LogLine[]): readonly Mark[] => {
  const { t } = useTranslation('events');
  return useMemo(
    () =>
      lines
        .filter((line) => !line.retracted)
        .map((line) => ({
          key: line.ref,
          kind: 'event',
          from: Date.parse(line.time),
          title: lineText(line, t).title,
        })),
    [lines, t],
  );
};
