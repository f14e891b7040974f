/** Documents by which a body may watch or read: entered, approved by the court, revoked. */

import type { AdminAuthorisation } from '@giamsat/contract/wire/admin';
import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { dateText, dayOf, dayText } from '../../core/format.ts';
import { useServices } from '../../hooks/services.ts';
import { useViewer } from '../../hooks/session.ts';
import { useNow } from '../../hooks/use-now.ts';
import { useRegistry } from '../../hooks/use-registry.ts';
import classes from './admin.module.css';
import { AuthorisationDialog } from './authorisation-dialog.tsx';
import { ConfirmDialog } from './confirm-dialog.tsx';
import { Section } from './section.tsx';
import { useChange, useOrganisations } from './use-admin.ts';

const OPENS = ['live', 'recordings', 'logs', 'exports'] as const;

export const AuthorisationsSection = () => {
  const { t } = useTranslation('admin');
  const { api } = useServices();
  const { permissions } = useViewer();
  const change = useChange();
  const today = dayOf(useNow(60_000));
  const authorisations = useQuery({
    queryKey: ['admin', 'authorisations'],
    queryFn: ({ signal }) => api.get<{ authorisations: AdminAuthorisation[] }>('/admin/authorisations', {}, signal),
  });
  const organisations = useOrganisations().data?.organisations ?? [];
  const courts = useRegistry()?.courts ?? [];
  const [adding, setAdding] = useState(false);
  const [revoked, setRevoked] = useState<AdminAuthorisation>();
  const stateOf = (one: AdminAuthorisation): { word: string; tone: string } => {
    if (one.revokedAt) return { word: t('authorisation.revoked', { date: dateText(one.revokedAt) }), tone: 'red' };
    if (one.to && one.to < today) return { word: t('authorisation.expired', { date: dayText(one.to) }), tone: 'grey' };
    if (one.approvedAt) return { word: t('authorisation.approved', { date: dateText(one.approvedAt) }), tone: 'green' };
    return { word: t('authorisation.waiting'), tone: 'amber' };
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
        {
          head: t('field.organisation'),
          cell: (one) => organisations.find((each) => each.code === one.organisation)?.name ?? one.organisation,
        },
        {
          head: t('authorisation.scope'),
          cell: ({ scope }) => (
            <>
              {scope.courts
                ? scope.courts.map((code) => courts.find((each) => each.code === code)?.name ?? code).join(', ')
                : t('authorisation.everywhere')}
              <small className={classes.small}>
                {OPENS.filter((one) => scope[one])
                  .map((one) => t(`field.${one}`))
                  .join(' · ')}
              </small>
            </>
          ),
        },
        {
          head: t('field.from'),
          cell: (one) => (
            <>
              {dayText(one.from)}
              <small className={classes.small}>{one.to ? `– ${dayText(one.to)}` : t('authorisation.open')}</small>
            </>
          ),
        },
        {
          head: t('account.state'),
          cell: (one) => {
            const { word, tone } = stateOf(one);
            return (
              <span className={classes.state} data-tone={tone}>
                {word}
              </span>
            );
          },
        },
      ]}
      {...(permissions.enters ? { onAdd: () => setAdding(true) } : {})}
      {...(permissions.approves
        ? {
            actions: (one: AdminAuthorisation) =>
              one.revokedAt ? null : (
                <>
                  {!one.approvedAt && (
                    <Button
                      size="sm"
                      onClick={() => void change(() => api.post(`/admin/authorisations/${one.id}/approve`))}
                    >
                      {t('authorisation.approve')}
                    </Button>
                  )}
                  <Button size="sm" variant="default" onClick={() => setRevoked(one)}>
                    {t('authorisation.revoke')}
                  </Button>
                </>
              ),
          }
        : {})}
    >
      {adding && <AuthorisationDialog organisations={organisations} onClose={() => setAdding(false)} />}
      {revoked && (
        <ConfirmDialog
          title={t('authorisation.revoke')}
          text={t('authorisation.revokeConfirm', { number: revoked.documentNo })}
          action={t('authorisation.revoke')}
          onConfirm={async () => {
            await change(() => api.post(`/admin/authorisations/${revoked.id}/revoke`));
            setRevoked(undefined);
          }}
          onClose={() => setRevoked(undefined)}
        />
      )}
    </Section>
  );
};
