/** Why a stretch has no picture, as a sentence with its length and its ends. */
import { useTranslation } from 'react-i18next';
import { clockSecondsText, positionText } from '../../core/format.ts';
import type { Absence } from '../../core/timeline/tracks.ts';

export const useAbsenceText = () => {
  const { t } = useTranslation('hearing');
  const cause = (one: Absence): string => t(one.kind === 'locked' ? `reason:${one.cause}` : `reason:gap.${one.cause}`);
  return {
    cause,
    /** `Không có hình: mất hình từ camera` */
    short: (one: Absence): string =>
      t(one.kind === 'locked' ? 'timeline.locked' : 'timeline.gap', { cause: cause(one).toLowerCase() }),
    /** `04:12 (09:31:00–09:35:12)` */
    length: ({ from, to }: { from: number; to: number }): string =>
      t('timeline.length', { length: positionText(to - from), from: clockSecondsText(from), to: clockSecondsText(to) }),
  };
};
