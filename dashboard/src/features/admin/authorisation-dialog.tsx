/** Enters a document as it stands on paper. */
import { CASE_TYPES } from '@giamsat/contract/stage';
import { useTranslation } from 'react-i18next';
import { dayOf } from '../../core/format.ts';
import { useServices } from '../../hooks/services.ts';
import { useRegistry } from '../../hooks/use-registry.ts';
import { FormDialog, listOf, textOf } from './form-dialog.tsx';
import { useChange } from './use-admin.ts';

type Props = { organisations: readonly { code: string; name: string }[]; onClose: () => void };

export const AuthorisationDialog = ({ organisations, onClose }: Props) => {
  const { t } = useTranslation('admin');
  const { api, clock } = useServices();
  const change = useChange();
  const courts = useRegistry()?.courts ?? [];
  const today = dayOf(clock.now());
  return (
    <FormDialog
      title={t('section.authorisations')}
      onClose={onClose}
      initial={{ issuedOn: today, from: today, live: true, recordings: false, logs: false, exports: false }}
      onSave={(values) =>
        change(() =>
          api.post('/admin/authorisations', {
            documentNo: textOf(values.documentNo),
            issuedOn: values.issuedOn,
            issuer: textOf(values.issuer),
            organisation: values.organisation,
            from: values.from,
            to: textOf(values.to),
            scope: {
              courts: listOf(values.courts),
              caseTypes: listOf(values.types),
              live: values.live === true,
              recordings: values.recordings === true,
              logs: values.logs === true,
              exports: values.exports === true,
            },
          }),
        )
      }
      fields={[
        { name: 'documentNo', label: t('field.documentNo'), kind: 'text', required: true },
        { name: 'issuer', label: t('field.issuer'), kind: 'text', required: true },
        { name: 'issuedOn', label: t('field.issuedOn'), kind: 'date', required: true },
        {
          name: 'organisation',
          label: t('field.organisation'),
          kind: 'select',
          required: true,
          options: organisations.map((one) => ({ value: one.code, label: one.name })),
        },
        {
          name: 'courts',
          label: t('field.scopeCourts'),
          kind: 'multi',
          options: courts.map((one) => ({ value: one.code, label: one.name })),
        },
        {
          name: 'types',
          label: t('field.scopeTypes'),
          kind: 'multi',
          options: CASE_TYPES.map((value) => ({ value, label: t(`common:case.${value}`) })),
        },
        { name: 'live', label: t('field.live'), kind: 'check' },
        { name: 'recordings', label: t('field.recordings'), kind: 'check' },
        { name: 'logs', label: t('field.logs'), kind: 'check' },
        { name: 'exports', label: t('field.exports'), kind: 'check' },
        { name: 'from', label: t('field.from'), kind: 'date', required: true },
        { name: 'to', label: t('field.to'), kind: 'date' },
      ]}
    />
  );
};
