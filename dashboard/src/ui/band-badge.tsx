/** How something fares, in a word, an icon and a colour. */
import type { Band } from '@giamsat/contract/wire/system';
import { IconAlertOctagon, IconAlertTriangle, IconCircleCheck, IconHelpCircle } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import classes from './health.module.css';

const LOOKS = {
  good: { Icon: IconCircleCheck, tone: 'green' },
  fair: { Icon: IconAlertTriangle, tone: 'amber' },
  bad: { Icon: IconAlertOctagon, tone: 'red' },
  unknown: { Icon: IconHelpCircle, tone: 'grey' },
} as const;

export const toneOfBand = (band: Band | undefined) => LOOKS[band ?? 'unknown'].tone;

export const BandBadge = ({ band, count }: { band: Band | undefined; count?: number }) => {
  const { t } = useTranslation('system');
  const { Icon, tone } = LOOKS[band ?? 'unknown'];
  return (
    <span className={classes.badge} data-tone={tone}>
      <Icon size={18} aria-hidden="true" />
      <span>
        {count !== undefined && `${count} `}
        {t(`band.${band ?? 'unknown'}`)}
      </span>
    </span>
  );
};
