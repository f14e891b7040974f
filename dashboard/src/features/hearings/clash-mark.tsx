/** Says that a hearing clashes with another, by which of the two's needs, and with which one. */
import { IconAlertTriangle } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { RowClash } from '../../core/clashing.ts';
import { clockText } from '../../core/format.ts';
import classes from './marks.module.css';

export const useClashText = () => {
  const { t } = useTranslation('hearings');
  return (clashes: readonly RowClash[]): string =>
    clashes
      .map(({ kind, with: { state } }) =>
        t(`clash.${kind}`, { time: clockText(state.start), title: state.title ?? t('common:hearing.untitled') }),
      )
      .join('; ');
};

export const ClashMark = ({ clashes }: { clashes: readonly RowClash[] | undefined }) => {
  const clashText = useClashText();
  const { t } = useTranslation('hearings');
  if (!clashes) return null;
  const text = clashText(clashes);
  return (
    <span className={classes.clash} title={text}>
      <IconAlertTriangle size={15} aria-hidden="true" />
      <span aria-label={text} role="img">
        {t('clash.mark')}
      </span>
    </span>
  );
};
