/** Up to where the journal is sealed and countersigned, and whether that holds this hearing; for whoever may see the seals. */
import type { FullRow } from '@giamsat/contract/wire/live';
import { IconAlertTriangle, IconRosetteDiscountCheck } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { momentText, numberText } from '../../core/format.ts';
import { sealOf } from '../../core/seal.ts';
import { useSeals } from '../../hooks/use-seals.ts';
import classes from './hearing-head.module.css';

export const SealLine = ({ row }: { row: Pick<FullRow, 'version' | 'sittings'> }) => {
  const { t, i18n } = useTranslation('hearing');
  const { data } = useSeals();
  if (!data) return null;
  const { broken, through, holds, witness } = sealOf(data, row.version);
  // While it sits the newest lines wait now and then, as they must.
  const waits = !holds && row.sittings.every(({ to }) => to !== undefined);
  const number = (position: number) => numberText(position, i18n.language);
  return (
    <Link to="/seals" className={classes.seal} data-broken={broken || undefined}>
      {broken ? (
        <IconAlertTriangle size={17} aria-hidden="true" />
      ) : (
        <IconRosetteDiscountCheck size={17} aria-hidden="true" />
      )}
      {broken && t('seal.broken')}
      {!broken && through === undefined && t('seal.none')}
      {!broken && through !== undefined && (
        <>
          {t('seal.through', { position: number(through) })}
          {waits && t('seal.waits')}
          {witness
            ? t('seal.witness', { position: number(witness.through), at: momentText(witness.signedAt) })
            : t('seal.noWitness')}
        </>
      )}
    </Link>
  );
};
