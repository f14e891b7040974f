/** One removal of the hearing's recordings: what, by which decision, by whom, how far; approved or stopped here. */
import { APPROVALS, type Removal } from '@giamsat/contract/wire/keeping';
import { Button } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { dayText, momentText, numberText } from '../../core/format.ts';
import { useViewer } from '../../hooks/session.ts';
import classes from './keeping.module.css';
import { KeepingForm } from './keeping-form.tsx';
import { useKeepingChanges } from './use-keeping.ts';

type Props = { hearing: string; removal: Removal; mayLift: boolean };

export const KeepingRemoval = ({ hearing, removal, mayLift }: Props) => {
  const { t, i18n } = useTranslation('keeping');
  const { secondFactor, login } = useViewer();
  const { approve, stop } = useKeepingChanges(hearing);
  const [open, setOpen] = useState<'approve' | 'stop'>();
  const close = () => setOpen(undefined);
  const { state, asked, approvals, stopped, decisionNo, mayApprove, mayStop } = removal;
  const takesPart = [asked, ...approvals].some((one) => one.login === login);
  return (
    <li className={classes.item}>
      <p className={classes.said}>
        <strong>{t('removal.of', { no: decisionNo, day: dayText(removal.decidedOn) })}</strong> ·{' '}
        {t(`state.${state}`, { given: approvals.length, of: APPROVALS })}
      </p>
      <p className={classes.said}>{removal.reason}</p>
      <p className={classes.said}>
        {t('removal.list', {
          segments: numberText(removal.segments, i18n.language),
          size: numberText(removal.bytes / 1e9, i18n.language),
          from: momentText(removal.from),
          to: momentText(removal.to),
        })}
      </p>
      <p className={classes.help}>
        {t('removal.digest')}: <code className={classes.hash}>{removal.digest}</code>
      </p>
      <p className={classes.help}>{t('removal.asked', { name: asked.displayName, at: momentText(asked.at) })}</p>
      {approvals.map((one) => (
        <p key={one.login} className={classes.help}>
          {t('removal.approved', { name: one.displayName, at: momentText(one.at) })}
        </p>
      ))}
      {removal.beginsAt !== undefined && (
        <p className={classes.help}>{t('removal.begins', { at: momentText(removal.beginsAt) })}</p>
      )}
      {stopped?.displayName !== undefined && (
        <p className={classes.help}>
          {t('removal.stoppedBy', { name: stopped.displayName, reason: stopped.reason ?? '' })}
        </p>
      )}
      {stopped?.cause !== undefined && <p className={classes.help}>{t(`obstacle.${stopped.cause}`)}</p>}
      {removal.endedAt !== undefined && (
        <p className={classes.help}>{t('removal.ended', { at: momentText(removal.endedAt) })}</p>
      )}
      {state === 'asked' && mayLift && !secondFactor && !takesPart && (
        <p className={classes.said}>
          {t('removal.factor')} <Link to="/me">{t('removal.factorLink')}</Link>.
        </p>
      )}
      {open === 'approve' && (
        <KeepingForm fields={[]} action={t('removal.approve')} grave onSave={() => approve(removal)} onClose={close}>
          <p className={classes.said}>{t('removal.approveText', { no: decisionNo })}</p>
        </KeepingForm>
      )}
      {open === 'stop' && (
        <KeepingForm
          fields={['reason']}
          action={t('removal.stop')}
          onSave={(values) => stop(removal, values)}
          onClose={close}
        />
      )}
      {open === undefined && (mayApprove || mayStop) && (
        <div className={classes.actions}>
          {mayApprove && (
            <Button size="sm" color="lacquer" onClick={() => setOpen('approve')}>
              {t('removal.approve')}
            </Button>
          )}
          {mayStop && (
            <Button size="sm" variant="default" onClick={() => setOpen('stop')}>
              {t('removal.stop')}
            </Button>
          )}
        </div>
      )}
    </li>
  );
};
