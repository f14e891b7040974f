/** Documents by which a body may watch or read: drafted by the court's office, approved by a second person, in force, ended. */
import {
  type AdminAuthorisation,
  type AuthorisationState,
  authorisationState,
  DOCUMENT_TYPES,
  MAX_DOCUMENT_BYTES,
} from '@giamsat/contract/wire/authorisations';
import { Button, FileButton } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { dateText, dayOf, dayText } from '../../core/format.ts';
import { useServices } from '../../hooks/services.ts';
import { useViewer } from '../../hooks/session.ts';
import { useNow } from '../../hooks/use-now.ts';
import { useProblemText } from '../../hooks/use-problem-text.ts';
import classes from './admin.module.css';
import { AuthorisationDialog } from './authorisation-dialog.tsx';
import { useAuthorisationText } from './authorisation-text.ts';
import { AuthorisationView } from './authorisation-view.tsx';
import { ConfirmDialog } from './confirm-dialog.tsx';
import { RevokeDialog } from './revoke-dialog.tsx';
import { Section } from './section.tsx';
import { useAuthorisations, useChange, useOrganisations } from './use-admin.ts';

const TONES: Record<AuthorisationState, string> = {
  draft: 'amber',
  pending: 'blue',
  inForce: 'green',
  expired: 'grey',
  revoked: 'red',
  withdrawn: 'grey',
};
type Open =
  | { what: 'edit' | 'replace'; one: AdminAuthorisation }
  | { what: 'view' | 'withdraw' | 'revoke'; one: AdminAuthorisation }
  | { what: 'new' };

export const AuthorisationsSection = () => {
  const { t } = useTranslation('admin');
  const { api } = useServices();
  const { permissions } = useViewer();
  const change = useChange();
  const problemText = useProblemText();
  const text = useAuthorisationText();
  const authorisations = useAuthorisations();
  const organisations = useOrganisations().data?.organisations ?? [];
  const today = dayOf(useNow(1000));
  const [open, setOpen] = useState<Open>();
  const close = () => setOpen(undefined);

  /** What a state needs to be said with: since when, until when, what is missing. */
  const since = (one: AdminAuthorisation, state: AuthorisationState): string => {
    switch (state) {
      case 'draft':
        return t(one.attachment ? 'authorisation.waiting' : 'authorisation.unsigned');
      case 'pending':
        return dayText(one.from);
      case 'inForce':
        return t('authorisation.approved', { date: dateText(one.approvedAt ?? '') });
      case 'expired':
        return one.supersededOn
          ? t('authorisation.superseded', { date: dayText(one.supersededOn) })
          : dayText(one.to ?? '');
      case 'revoked':
        return dateText(one.revokedAt ?? '');
      case 'withdrawn':
        return dateText(one.withdrawnAt ?? '');
    }
  };
  const attach = async ({ id }: AdminAuthorisation, file: File | null) => {
    if (!file) return;
    try {
      if (file.size > MAX_DOCUMENT_BYTES) throw new Error('too large');
      await change(() => api.put(`/admin/authorisations/${id}/document`, file));
    } catch (failed) {
      const message = file.size > MAX_DOCUMENT_BYTES ? t('authorisation.tooLarge') : problemText(failed);
      notifications.show({ color: 'lacquer', message });
    }
  };

  return (
    <Section
      title={t('section.authorisations')}
      query={authorisations}
      items={authorisations.data?.authorisations}
      keyOf={(one) => one.id}
      empty={t('empty.authorisations')}
      columns={[
        {
          head: t('field.documentNo'),
          cell: (one) => (
            <>
              <strong>{one.documentNo}</strong>
              <small className={classes.small}>
                {one.issuer}, {dayText(one.issuedOn)}
              </small>
            </>
          ),
        },
        { head: t('field.organisation'), cell: (one) => text.organisation(one.organisation) },
        {
          head: t('authorisation.scope'),
          cell: (one) => (
            <>
              {text.where(one)}
              <small className={classes.small}>{text.opens(one)}</small>
            </>
          ),
        },
        { head: t('authorisation.term'), cell: (one) => text.term(one) },
        {
          head: t('account.state'),
          cell: (one) => {
            const state = authorisationState(one, today);
            return (
              <>
                <span className={classes.state} data-tone={TONES[state]}>
                  {t(`authorisation.state.${state}`)}
                </span>
                <small className={classes.small}>{since(one, state)}</small>
              </>
            );
          },
        },
      ]}
      {...(permissions.drafts ? { onAdd: () => setOpen({ what: 'new' }) } : {})}
      actions={(one) => {
        const state = authorisationState(one, today);
        const button = (what: Exclude<Open['what'], 'new'>, label: string, filled = false) => (
          <Button size="sm" variant={filled ? 'filled' : 'default'} onClick={() => setOpen({ what, one })}>
            {label}
          </Button>
        );
        const draft = state === 'draft' && permissions.drafts;
        const lasts = state === 'pending' || state === 'inForce';
        const waits = state === 'draft' && permissions.approves && one.attachment !== undefined;
        return (
          <>
            {draft && button('edit', t('edit'))}
            {draft && (
              <FileButton accept={DOCUMENT_TYPES.join(',')} onChange={(file) => void attach(one, file)}>
                {(props) => (
                  <Button {...props} size="sm" variant={one.attachment ? 'default' : 'filled'}>
                    {t(one.attachment ? 'authorisation.attachAgain' : 'authorisation.attach')}
                  </Button>
                )}
              </FileButton>
            )}
            {draft && button('withdraw', t('authorisation.withdraw'))}
            {lasts && permissions.drafts && button('replace', t('authorisation.replace'))}
            {lasts && permissions.approves && button('revoke', t('authorisation.revoke'))}
            {button('view', t(waits ? 'authorisation.readAndApprove' : 'authorisation.view'), waits)}
          </>
        );
      }}
    >
      {open?.what === 'new' && <AuthorisationDialog organisations={organisations} onClose={close} />}
      {(open?.what === 'edit' || open?.what === 'replace') && (
        <AuthorisationDialog organisations={organisations} of={open} onClose={close} />
      )}
      {open?.what === 'view' && <AuthorisationView authorisation={open.one} onClose={close} />}
      {open?.what === 'revoke' && (
        <RevokeDialog
          authorisation={open.one}
          procuracy={organisations.find(({ code }) => code === open.one.organisation)?.kind === 'procuracy'}
          onClose={close}
        />
      )}
      {open?.what === 'withdraw' && (
        <ConfirmDialog
          title={t('authorisation.withdraw')}
          text={t('authorisation.withdrawConfirm', { number: open.one.documentNo })}
          action={t('authorisation.withdraw')}
          onConfirm={async () => {
            await change(() => api.post(`/admin/authorisations/${open.one.id}/withdraw`));
            close();
          }}
          onClose={close}
        />
      )}
    </Section>
  );
};
