/** Accounts: who they are, for which body and court, locked or not. */

import { type Organisation, ROLES } from '@giamsat/contract/registry';
import type { AdminAccount } from '@giamsat/contract/wire/admin';
import { MIN_PASSWORD_LENGTH } from '@giamsat/contract/wire/session';
import { Badge, Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { byName } from '../../core/format.ts';
import { useServices } from '../../hooks/services.ts';
import { useViewer } from '../../hooks/session.ts';
import { usePlace } from '../../hooks/use-place.ts';
import { useRegistry } from '../../hooks/use-registry.ts';
import { ConfirmDialog } from './confirm-dialog.tsx';
import { FormDialog, textOf } from './form-dialog.tsx';
import { Section } from './section.tsx';
import { useChange, useOrganisations } from './use-admin.ts';

export const AccountsSection = () => {
  const { t } = useTranslation('admin');
  const { api } = useServices();
  const at = usePlace();
  const accounts = useQuery({
    queryKey: ['admin', 'accounts'],
    queryFn: ({ signal }) => api.get<{ accounts: AdminAccount[] }>('/admin/accounts', {}, signal),
  });
  const organisations = useOrganisations().data?.organisations ?? [];
  const [edited, setEdited] = useState<AdminAccount | 'new'>();
  const [reset, setReset] = useState<AdminAccount>();
  const { login } = useViewer();
  const change = useChange();
  const items = accounts.data?.accounts.toSorted((a, b) => byName(a.displayName, b.displayName));
  return (
    <Section
      title={t('section.accounts')}
      query={accounts}
      items={items}
      keyOf={(one) => one.login}
      empty={t('empty.accounts')}
      columns={[
        { head: t('field.displayName'), cell: (one) => <strong>{one.displayName}</strong> },
        { head: t('field.login'), cell: (one) => <code>{one.login}</code> },
        { head: t('field.role'), cell: (one) => t(`common:role.${one.role}`) },
        {
          head: t('field.organisation'),
          cell: ({ organisation }) => {
            const body = organisations.find((one) => one.code === organisation);
            return body ? at.body(body) : organisation;
          },
        },
        {
          head: t('account.state'),
          cell: (one) =>
            one.locked ? (
              <Badge color="lacquer" variant="light" size="lg">
                {t('account.locked')}
              </Badge>
            ) : one.sessions > 0 ? (
              t('account.sessions', { count: one.sessions })
            ) : one.hasPassword ? (
              ''
            ) : (
              t('account.noPassword')
            ),
        },
      ]}
      onAdd={() => setEdited('new')}
      onEdit={setEdited}
      actions={(one) =>
        one.secondFactor &&
        one.login !== login && (
          <Button size="sm" variant="subtle" onClick={() => setReset(one)}>
            {t('account.resetFactor')}
          </Button>
        )
      }
    >
      {reset && (
        <ConfirmDialog
          title={t('account.resetFactor')}
          text={t('account.resetFactorConfirm', { name: reset.displayName })}
          action={t('account.resetFactorAction')}
          onConfirm={async () => {
            await change(() => api.delete(`/admin/accounts/${reset.login}/second-factor`));
            setReset(undefined);
          }}
          onClose={() => setReset(undefined)}
        />
      )}
      {edited && (
        <AccountDialog
          account={edited === 'new' ? undefined : edited}
          organisations={organisations}
          onClose={() => setEdited(undefined)}
        />
      )}
    </Section>
  );
};

type DialogProps = {
  account: AdminAccount | undefined;
  organisations: readonly Organisation[];
  onClose: () => void;
};

const AccountDialog = ({ account, organisations, onClose }: DialogProps) => {
  const { t } = useTranslation('admin');
  const { api } = useServices();
  const at = usePlace();
  const change = useChange();
  const courts = useRegistry()?.courts ?? [];
  return (
    <FormDialog
      title={account?.displayName ?? t('add')}
      onClose={onClose}
      initial={{
        login: account?.login,
        displayName: account?.displayName,
        role: account?.role,
        organisation: account?.organisation,
        court: account?.court,
        locked: account?.locked ?? false,
      }}
      onSave={(values) =>
        change(() =>
          api.put(`/admin/accounts/${textOf(values.login)}`, {
            displayName: textOf(values.displayName),
            role: values.role,
            organisation: values.organisation,
            court: textOf(values.court),
            locked: values.locked === true,
            password: textOf(values.password),
          }),
        )
      }
      fields={[
        {
          name: 'login',
          label: t('field.login'),
          kind: 'text',
          required: true,
          disabled: account !== undefined,
          pattern: '[a-z0-9][a-z0-9._\\-]{1,39}',
        },
        { name: 'displayName', label: t('field.displayName'), kind: 'text', required: true },
        {
          name: 'role',
          label: t('field.role'),
          kind: 'select',
          required: true,
          // A screen is put up by the code that it shows, and stays one.
          options: ROLES.filter((one) => (one === 'screen') === (account?.role === 'screen')).map((value) => ({
            value,
            label: t(`common:role.${value}`),
          })),
        },
        {
          name: 'organisation',
          label: t('field.organisation'),
          kind: 'select',
          required: true,
          options: organisations.map((one) => ({ value: one.code, label: at.body(one) })),
        },
        {
          name: 'court',
          label: t('field.court'),
          kind: 'select',
          options: courts.map((one) => ({ value: one.code, label: at.court(one.name) })),
        },
        {
          name: 'password',
          label: t('field.password'),
          kind: 'password',
          minLength: MIN_PASSWORD_LENGTH,
          help: t('field.passwordHelp', { min: MIN_PASSWORD_LENGTH }),
        },
        { name: 'locked', label: t('field.locked'), kind: 'check' },
      ]}
    />
  );
};
