/** Bodies whose people may sign in. */
import type { Organisation } from '@giamsat/contract/registry';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useServices } from '../../hooks/services.ts';
import { usePlace } from '../../hooks/use-place.ts';
import { CODE_PATTERN, FormDialog, textOf } from './form-dialog.tsx';
import { Section } from './section.tsx';
import { useChange, useOrganisations } from './use-admin.ts';

const KINDS = ['oversight', 'court', 'procuracy', 'operator'] as const;

export const OrganisationsSection = () => {
  const { t } = useTranslation('admin');
  const { api } = useServices();
  const change = useChange();
  const at = usePlace();
  const organisations = useOrganisations();
  const [edited, setEdited] = useState<Organisation | 'new'>();
  const organisation = edited === 'new' ? undefined : edited;
  return (
    <Section
      title={t('section.organisations')}
      query={organisations}
      items={organisations.data?.organisations}
      keyOf={(one) => one.code}
      empty={t('empty.organisations')}
      columns={[
        { head: t('field.name'), cell: (one) => <strong>{at.body(one)}</strong> },
        { head: t('field.kind'), cell: (one) => t(`kind.${one.kind}`) },
        { head: t('field.code'), cell: (one) => <code>{one.code}</code> },
      ]}
      onAdd={() => setEdited('new')}
      onEdit={setEdited}
    >
      {edited && (
        <FormDialog
          title={organisation?.name ?? t('add')}
          onClose={() => setEdited(undefined)}
          initial={{ kind: 'oversight', ...organisation }}
          onSave={(values) =>
            change(() =>
              api.put(`/admin/organisations/${textOf(values.code)}`, {
                name: textOf(values.name),
                nameEn: textOf(values.nameEn),
                kind: values.kind,
              }),
            )
          }
          fields={[
            {
              name: 'code',
              label: t('field.code'),
              kind: 'text',
              required: true,
              disabled: organisation !== undefined,
              help: t('field.codeHelp'),
              pattern: CODE_PATTERN,
            },
            { name: 'name', label: t('field.name'), kind: 'text', required: true },
            { name: 'nameEn', label: t('field.nameEn'), kind: 'text' },
            {
              name: 'kind',
              label: t('field.kind'),
              kind: 'select',
              required: true,
              options: KINDS.map((value) => ({ value, label: t(`kind.${value}`) })),
            },
          ]}
        />
      )}
    </Section>
  );
};
