/** How far the journal is sealed, who countersigned that, and, if it does not match any more, what is wrong. */
import type { Seals } from '@giamsat/contract/wire/seals';
import { Alert } from '@mantine/core';
import { IconAlertTriangle, IconRosetteDiscountCheck } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { momentText, numberText } from '../../core/format.ts';
import { useServices } from '../../hooks/services.ts';
import { useSeals } from '../../hooks/use-seals.ts';
import classes from './audit.module.css';
import { Section } from './section.tsx';

const LATE_MS = 86_400_000;

type Fault = NonNullable<Seals['fault']>;

export const SealsSection = () => {
  const { t, i18n } = useTranslation('seals');
  const { clock } = useServices();
  const seals = useSeals();
  const count = (value: number) => numberText(value, i18n.language);
  const isLate = (at: string) => clock.now() - Date.parse(at) > LATE_MS;
  const { data } = seals;
  return (
    <Section
      title={t('title')}
      query={seals}
      items={data?.witnesses}
      keyOf={({ name }) => name}
      empty={t('noWitness')}
      below={
        <>
          <p className={classes.said}>{t('what')}</p>
          <div role="status" className={classes.result}>
            {data && <State seals={data} count={count} />}
          </div>
          {data && <h3>{t('witnesses')}</h3>}
        </>
      }
      columns={[
        { head: t('witness.name'), cell: ({ name }) => <strong>{name}</strong> },
        {
          head: t('witness.size'),
          cell: ({ size }) => (size === undefined ? t('witness.never') : t('witness.records', { size: count(size) })),
        },
        {
          head: t('witness.at'),
          cell: ({ signedAt }) =>
            signedAt === undefined ? '' : `${momentText(signedAt)}${isLate(signedAt) ? ` · ${t('witness.late')}` : ''}`,
        },
      ]}
    >
      {data?.key !== undefined && (
        <p className={classes.said}>
          {t('key')}: <code className={classes.hash}>{data.key}</code>
        </p>
      )}
    </Section>
  );
};

const State = ({ seals: { checkpoint, fault }, count }: { seals: Seals; count: (value: number) => string }) => {
  const { t } = useTranslation('seals');
  const words = ({ kind, position = 0 }: Fault) => t(`fault.${kind}`, { position: count(position) });
  return (
    <>
      {fault && (
        <Alert color="lacquer" variant="light" icon={<IconAlertTriangle />} title={t('fault.title')}>
          <p className={classes.said}>{words(fault)}</p>
          <p className={classes.said}>{t('fault.keep')}</p>
        </Alert>
      )}
      {checkpoint && (
        <div className={classes.whole} {...(fault ? {} : { 'data-tone': 'green' })}>
          <p className={classes.verdict}>
            <IconRosetteDiscountCheck size={20} aria-hidden="true" />{' '}
            {t('sealed', { size: count(checkpoint.size), at: momentText(checkpoint.madeAt) })}
          </p>
        </div>
      )}
      {!checkpoint && !fault && (
        <p className={classes.said}>
          <strong>{t('none')}.</strong> {t('noneHelp')}
        </p>
      )}
    </>
  );
};
