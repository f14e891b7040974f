/** A recording without a course, and a course without a recording: each is said for what it is, once the hearing does not sit. */
import type { FullRow, LogLine, Timeline } from '@giamsat/contract/wire/live';
import { useTranslation } from 'react-i18next';
import type { May } from './panel.ts';

export const useNotice = (
  row: Pick<FullRow, 'sittings'>,
  timeline: Timeline | undefined,
  lines: readonly LogLine[],
  may: May,
): string | undefined => {
  const { t } = useTranslation('hearing');
  const sits = row.sittings.some(({ to }) => to === undefined);
  if (!timeline || !may?.recording || !may.log || sits || timeline.sittings.length === 0) return undefined;
  const recorded = timeline.feeds.some((feed) => feed.recorded.length > 0);
  if (recorded && lines.length === 0) return t('log.onlyRecording');
  return !recorded && lines.length > 0 ? t('log.onlyLines') : undefined;
};
