/** Keeping and removing: the retention class, holds, and removals of the hearing's recordings; for the court whose hearing it is. */
import type { Hold, Keeping, KeepingClass, Removal } from '@giamsat/contract/wire/keeping';
import { Button, Skeleton } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { dayText, momentText, numberText } from '../../core/format.ts';
import { useProblemText } from '../../hooks/use-problem-text.ts';
import { ErrorState } from '../../ui/empty-state.tsx';
import classes from './keeping.module.css';
import { KeepingForm } from './keeping-form.tsx';
import { KeepingRemoval } from './keeping-removal.tsx';
import { useKeeping, useKeepingChanges } from './use-keeping.ts';

export const KeepingPanel = ({ row: { id: hearing } }: { row: { id: string } }) => {
  const { t, i18n } = useTranslation('keeping');
  const problemText = useProblemText();
  const keeping = useKeeping(hearing);
  if (keeping.error && !keeping.data) {
    return <ErrorState compact text={problemText(keeping.error)} onRetry={() => void keeping.refetch()} />;
  }
  if (!keeping.data) return <Skeleton m="md" height={200} />;
  const { recorded, removals } = keeping.data;
  const { from, to } = recorded;
  return (
    <div className={classes.panel}>
      <Part title={t('recorded.title')}>
        <p className={classes.said}>
          {from !== undefined && to !== undefined
            ? t('recorded.some', {
                segments: numberText(recorded.segments, i18n.language),
                size: numberText(recorded.bytes / 1e9, i18n.language),
                from: momentText(from),
                to: momentText(to),
              })
            : t('recorded.none')}
        </p>
      </Part>
      <ClassPart hearing={hearing} keeping={keeping.data} />
      <Part title={t('hold.title')}>
        <p className={classes.help}>{t('hold.what')}</p>
        <Holds hearing={hearing} keeping={keeping.data} />
      </Part>
      <Part title={t('removal.title')}>
        <p className={classes.help}>{t('removal.what')}</p>
        {removals.length > 0 && (
          <ul className={classes.list}>
            {removals.map((removal: Removal) => (
              <KeepingRemoval key={removal.id} hearing={hearing} removal={removal} mayLift={keeping.data.mayLift} />
            ))}
          </ul>
        )}
        <AskForRemoval hearing={hearing} keeping={keeping.data} />
      </Part>
    </div>
  );
};

type PartProps = { hearing: string; keeping: Keeping };

const Part = ({ title, children }: { title: string; children: ReactNode }) => (
  <section className={classes.section}>
    <h3 className={classes.title}>{title}</h3>
    {children}
  </section>
);

const ClassPart = ({ hearing, keeping: { kept, through, classes: all, mayChange } }: PartProps) => {
  const { t, i18n } = useTranslation('keeping');
  const { classify } = useKeepingChanges(hearing);
  const [open, setOpen] = useState(false);
  const titleOf = ({ title }: KeepingClass) => (i18n.language === 'vi' ? title.vi : title.en);
  const one = all.find(({ code }) => code === kept?.class);
  return (
    <Part title={t('class.title')}>
      {kept ? (
        <>
          <p className={classes.said}>
            <strong>{one ? titleOf(one) : kept.class}</strong>
            {through !== undefined && <> · {t('class.through', { day: dayText(through) })}</>}
          </p>
          <p className={classes.help}>
            {[kept.documentNo, kept.reason, t('by', { name: kept.displayName, at: momentText(kept.at) })]
              .filter(Boolean)
              .join(' · ')}
          </p>
        </>
      ) : (
        <p className={classes.said}>{t('class.none')}</p>
      )}
      {open ? (
        <KeepingForm
          fields={['class', 'documentNo?', 'reason']}
          classes={all.map((option) => ({ value: option.code, label: titleOf(option) }))}
          action={t('class.set')}
          onSave={(values) => classify(kept?.version ?? 0, values)}
          onClose={() => setOpen(false)}
        />
      ) : (
        mayChange && <Act onClick={() => setOpen(true)}>{t('class.set')}</Act>
      )}
    </Part>
  );
};

const Act = ({ onClick, children }: { onClick: () => void; children: ReactNode }) => (
  <div className={classes.actions}>
    <Button size="sm" variant="light" onClick={onClick}>
      {children}
    </Button>
  </div>
);

const Holds = ({ hearing, keeping: { holds, mayChange, mayLift } }: PartProps) => {
  const { t } = useTranslation('keeping');
  const { hold, lift } = useKeepingChanges(hearing);
  /** The hold that is being lifted; `new`: one is being put. */
  const [open, setOpen] = useState<string>();
  const close = () => setOpen(undefined);
  const words = ({ documentNo, reason, displayName, at }: Pick<Hold, 'documentNo' | 'reason' | 'displayName' | 'at'>) =>
    `${documentNo} · ${reason} · ${t('by', { name: displayName, at: momentText(at) })}`;
  return (
    <>
      {holds.length === 0 && <p className={classes.said}>{t('hold.none')}</p>}
      <ul className={classes.list}>
        {holds.map((one) => (
          <li key={one.id} className={classes.item}>
            <p className={classes.said}>{words(one)}</p>
            {one.lifted && (
              <p className={classes.help}>
                {t('hold.lifted')}: {words(one.lifted)}
              </p>
            )}
            {open === one.id && (
              <KeepingForm
                fields={['documentNo', 'reason']}
                action={t('hold.lift')}
                onSave={(values) => lift(one.id, values)}
                onClose={close}
              />
            )}
            {!one.lifted && mayLift && open !== one.id && <Act onClick={() => setOpen(one.id)}>{t('hold.lift')}</Act>}
          </li>
        ))}
      </ul>
      {open === 'new' ? (
        <KeepingForm fields={['documentNo', 'reason']} action={t('hold.add')} onSave={hold} onClose={close} />
      ) : (
        mayChange && <Act onClick={() => setOpen('new')}>{t('hold.add')}</Act>
      )}
    </>
  );
};

const AskForRemoval = ({ hearing, keeping: { obstacles, mayChange } }: PartProps) => {
  const { t } = useTranslation('keeping');
  const { ask } = useKeepingChanges(hearing);
  const [open, setOpen] = useState(false);
  if (obstacles.length > 0) {
    return (
      <>
        <p className={classes.said}>{t('obstacle.title')}</p>
        <ul className={classes.reasons}>
          {obstacles.map((obstacle) => (
            <li key={obstacle}>{t(`obstacle.${obstacle}`)}</li>
          ))}
        </ul>
      </>
    );
  }
  if (!open) return mayChange && <Act onClick={() => setOpen(true)}>{t('removal.ask')}</Act>;
  return (
    <KeepingForm
      fields={['decisionNo', 'decidedOn', 'reason']}
      action={t('removal.ask')}
      grave
      onSave={ask}
      onClose={() => setOpen(false)}
    />
  );
};
