/** Why something is not good, and where to look for it. */
import type { Ailment } from '@giamsat/contract/wire/system';
import { useTranslation } from 'react-i18next';
import { placesOf } from '../core/health-minutes.ts';

export const useAilmentsText = () => {
  const { t } = useTranslation('system');
  return (ailments: readonly Ailment[]): string =>
    placesOf(ailments)
      .map(({ place, ailments: own }) => `${t(`place.${place}`)}: ${own.map((one) => t(`ailment.${one}`)).join(', ')}`)
      .join('; ');
};
