/** The machines at the courts, and the tokens by which they speak for them. */

import type { AdminMachines } from '@giamsat/contract/wire/admin';
import { Button } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { momentText } from '../../core/format.ts';
import { useServices } from '../../hooks/services.ts';
import { usePlace } from '../../hooks/use-place.ts';
import { ConfirmDialog } from './confirm-dialog.tsx';
import { CODE_PATTERN, FormDialog, textOf } from './form-dialog.tsx';
import { Section } from './section.tsx';
import { TokenDialog } from './token-dialog.tsx';
import { courtName, courtOptions, useChange, useMachines } from './use-admin.ts';

type Agent = AdminMachines['agents'][number];

export const AgentsSection = () => {
  const { t } = useTranslation('admin');
  const { api } = useServices();
  const change = useChange();
  const at = usePlace();
  const machines = useMachines();
  const [edited, setEdited] = useState<Agent | 'new'>();
  const [asked, setAsked] = useState<Agent>();
  const [token, setToken] = useState<{ code: string; token: string }>();
  const agent = edited === 'new' ? undefined : edited;
  const courts = machines.data?.courts;
  const give = async (code: string) => {
    const { token: given } = await change(() => api.post<{ token: string }>(`/admin/agents/${code}/token`));
    setAsked(undefined);
    setToken({ code, token: given });
  };
  return (
    <Section
      title={t('section.agents')}
      query={machines}
      items={machines.data?.agents}
      keyOf={(one) => one.code}
      empty={t('empty.agents')}
      columns={[
        { head: t('field.code'), cell: (one) => <code>{one.code}</code> },
        { head: t('field.name'), cell: (one) => one.name ?? '' },
        {
          head: t('field.court'),
          cell: (one) => {
            const court = courts?.find((each) => each.code === one.court);
            return court ? at.court(courtName(court)) : one.court;
          },
        },
        {
          head: t('agent.contact'),
          cell: (one) =>
            one.lastSeenAt ? t('agent.seen', { time: momentText(one.lastSeenAt) }) : t('agent.neverSeen'),
        },
        { head: t('agent.token'), cell: (one) => t(one.enrolled ? 'agent.enrolled' : 'agent.notEnrolled') },
      ]}
      onAdd={() => setEdited('new')}
      onEdit={setEdited}
      actions={(one) => (
        <Button size="sm" variant="default" onClick={() => (one.enrolled ? setAsked(one) : void give(one.code))}>
          {t('agent.give')}
        </Button>
      )}
    >
      {edited && (
        <FormDialog
          title={agent?.code ?? t('add')}
          onClose={() => setEdited(undefined)}
          initial={{ code: agent?.code, court: agent?.court, name: agent?.name }}
          onSave={(values) =>
            change(() =>
              api.put(`/admin/agents/${textOf(values.code)}`, { court: values.court, name: textOf(values.name) }),
            )
          }
          fields={[
            {
              name: 'court',
              label: t('field.court'),
              kind: 'select',
              required: true,
              options: courtOptions(courts, at.court),
            },
            {
              name: 'code',
              label: t('field.code'),
              kind: 'text',
              required: true,
              disabled: agent !== undefined,
              help: t('field.codeHelp'),
              pattern: CODE_PATTERN,
            },
            { name: 'name', label: t('field.name'), kind: 'text' },
          ]}
        />
      )}
      {asked && (
        <ConfirmDialog
          title={t('agent.tokenTitle', { code: asked.code })}
          text={t('agent.tokenConfirm', { code: asked.code })}
          action={t('agent.give')}
          onConfirm={() => give(asked.code)}
          onClose={() => setAsked(undefined)}
        />
      )}
      {token && <TokenDialog code={token.code} token={token.token} onClose={() => setToken(undefined)} />}
    </Section>
  );
};
