/** Ends an authorisation at once: why, and by which notice; of the procuracy all of it must be said. */
import type { AdminAuthorisation } from '@giamsat/contract/wire/authorisations';
import { useTranslation } from 'react-i18next';
import { useServices } from '../../hooks/services.ts';
import { FormDialog, textOf } from './form-dialog.tsx';
import { useChange } from './use-admin.ts';

type Props = { authorisation: AdminAuthorisation; procuracy: boolean; onClose: () => void };

export const RevokeDialog = ({ authorisation, procuracy, onClose }: Props) => {
  const { t } = useTranslation('admin');
  const { api } = useServices();
  const change = useChange();
  return (
    <FormDialog
      title={t('authorisation.revokeTitle', { number: authorisation.documentNo })}
      text={t(procuracy ? 'authorisation.revokeProcuracy' : 'authorisation.revokeConfirm')}
      action={t('authorisation.revoke')}
      grave
      onClose={onClose}
      initial={{}}
      onSave={(values) =>
        change(() =>
          api.post(`/admin/authorisations/${authorisation.id}/revoke`, {
            reason: textOf(values.reason),
            noticeNo: textOf(values.noticeNo),
            noticeOn: textOf(values.noticeOn),
          }),
        )
      }
      fields={[
        { name: 'reason', label: t('field.reason'), kind: 'text', required: procuracy },
        { name: 'noticeNo', label: t('field.noticeNo'), kind: 'text', required: procuracy },
        { name: 'noticeOn', label: t('field.noticeOn'), kind: 'date', required: procuracy },
      ]}
    />
  );
};
