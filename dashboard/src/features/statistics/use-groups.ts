/** Groups of figures by the names that people know them by. */
import type { StatisticsAnswer } from '@giamsat/contract/wire/statistics';
import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import { usePlace } from '../../hooks/use-place.ts';

export type Kind = 'byCourt' | 'byType' | 'byMonth';
export type NameOf = (kind: Kind, key: string) => string;

/** `2021-04` → `04/2021` */
export const monthText = (month: string): string => month.split('-').reverse().join('/');

export const useGroups = (answer: Pick<StatisticsAnswer, 'courts'> | undefined): NameOf => {
  const { t } = useTranslation();
  const at = usePlace();
  return useCallback(
    (kind, key) => {
      if (kind === 'byMonth') return monthText(key);
      if (kind === 'byType') return t(`case.${key}`);
      const court = answer?.courts.find(({ code }) => code === key);
      return court ? at.court(court.short) : key;
    },
    [answer, at, t],
  );
};
