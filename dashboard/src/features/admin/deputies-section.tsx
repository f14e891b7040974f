/** Who approves in the chief judge's place, from when to when, by which decision. */
import type { Deputies, Deputy } from '@giamsat/contract/wire/authorisations';
import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { dateText, dayOf, dayText } from '../../core/format.ts';
import { useServices } from '../../hooks/services.ts';
import { useViewer } from '../../hooks/session.ts';
import { useNow } from '../../hooks/use-now.ts';
import classes from './admin.module.css';
import { ConfirmDialog } from './confirm-dialog.tsx';
import { FormDialog, textOf } from './form-dialog.tsx';
import { Section } from './section.tsx';
import { useChange } from './use-admin.ts';

export const DeputiesSection = () => {
  const { t } = useTranslation('admin');
  const { api, clock } = useServices();
  const { permissions } = useViewer();
  const change = useChange();
  const today = dayOf(useNow(1000));
  const deputies = useQuery({
    queryKey: ['admin', 'deputies'],
    queryFn: ({ signal }) => api.get<Deputies>('/admin/deputies', {}, signal),
  });
  const [adding, setAdding] = useState(false);
  const [ended, setEnded] = useState<Deputy>();
  const stateOf = (one: Deputy): { word: string; tone: string } => {
    if (one.endedAt) return { word: t('deputy.ended', { date: dateText(one.endedAt) }), tone: 'red' };
    if (one.to < today) return { word: t('authorisation.state.expired'), tone: 'grey' };
    if (today < one.from) return { word: t('authorisation.state.pending'), tone: 'blue' };
    return { word: t('authorisation.state.inForce'), tone: 'green' };
  };
  return (
    <Section
      title={t('section.deputies')}
      query={deputies}
      items={deputies.data?.deputies}
      keyOf={(one) => one.id}
      empty={t('empty.deputies')}
      columns={[
        { head: t('field.displayName'), cell: (one) => <strong>{one.displayName}</strong> },
        { head: t('field.decisionNo'), cell: (one) => one.documentNo },
        { head: t('authorisation.term'), cell: (one) => `${dayText(one.from)} – ${dayText(one.to)}` },
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
      {...(permissions.appoints
        ? {
            onAdd: () => setAdding(true),
            actions: (one: Deputy) =>
              one.endedAt || one.to < today ? null : (
                <Button size="sm" variant="default" onClick={() => setEnded(one)}>
                  {t('deputy.end')}
                </Button>
              ),
          }
        : {})}
    >
      {adding && (
        <FormDialog
          title={t('deputy.appoint')}
          onClose={() => setAdding(false)}
          initial={{ from: dayOf(clock.now()) }}
          onSave={(values) =>
            change(() =>
              api.post('/admin/deputies', {
                login: values.login,
                documentNo: textOf(values.documentNo),
                from: values.from,
                to: values.to,
              }),
            )
          }
          fields={[
            {
              name: 'login',
              label: t('deputy.who'),
              kind: 'select',
              required: true,
              help: t('deputy.whoHelp'),
              options: (deputies.data?.candidates ?? []).map(({ login, displayName }) => ({
                value: login,
                label: `${displayName} (${login})`,
              })),
            },
            { name: 'documentNo', label: t('field.decisionNo'), kind: 'text', required: true },
            { name: 'from', label: t('field.from'), kind: 'date', required: true },
            { name: 'to', label: t('field.to'), kind: 'date', required: true },
          ]}
        />
      )}
      {ended && (
        <ConfirmDialog
          title={t('deputy.end')}
          text={t('deputy.endConfirm', { name: ended.displayName })}
          action={t('deputy.end')}
          onConfirm={async () => {
            await change(() => api.post(`/admin/deputies/${ended.id}/end`));
            setEnded(undefined);
          }}
          onClose={() => setEnded(undefined)}
        />
      )}
    </Section>
  );
};
