/** Asks again who sits there, before something that opens, ends or carries away: by the app's code where there is one, else by the password. */
import { Alert, Button, Group, Modal, PasswordInput, Stack, Text, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { type FormEvent, type KeyboardEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useServices } from '../hooks/services.ts';
import { useSession, useViewer } from '../hooks/session.ts';
import { useProblemText } from '../hooks/use-problem-text.ts';

/** The dialog beneath would close with this one: Mantine listens to Escape in every open dialog. */
const ALONE = { 'data-mantine-stop-propagation': 'true' };

export const ProofForm = () => {
  const { t } = useTranslation();
  const { api, proofs } = useServices();
  const { session } = useSession();
  const { secondFactor } = useViewer();
  const problemText = useProblemText();
  const [value, setValue] = useState('');
  const prove = useMutation({
    mutationFn: () => api.post('/session/proof', secondFactor ? { code: value.trim() } : { password: value }),
    onSuccess: () => proofs.settle(true),
    onError: () => setValue(''),
  });
  const cancel = () => proofs.settle(false);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (value !== '') prove.mutate();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Escape') cancel();
  };
  const field = {
    value,
    required: true,
    withAsterisk: false,
    onChange: (event: FormEvent<HTMLInputElement>) => setValue(event.currentTarget.value),
    'data-autofocus': true,
    ...ALONE,
  };
  return (
    <Modal
      opened
      onClose={cancel}
      title={t('proof.title')}
      closeOnEscape={false}
      closeOnClickOutside={false}
      zIndex={300}
      closeButtonProps={{ 'aria-label': t('action.close'), ...ALONE }}
    >
      <form onSubmit={submit} onKeyDown={onKeyDown}>
        <Stack>
          {prove.error && (
            <Alert color="lacquer" variant="light" role="alert">
              {problemText(prove.error)}
            </Alert>
          )}
          <Text>{t('proof.why')}</Text>
          {session.demo && <Text c="dimmed">{t('proof.demo')}</Text>}
          {secondFactor ? (
            <TextInput
              {...field}
              label={t('proof.code')}
              description={t('proof.codeHelp')}
              autoComplete="one-time-code"
              minLength={6}
              maxLength={40}
            />
          ) : (
            <PasswordInput {...field} label={t('proof.password')} autoComplete="current-password" maxLength={256} />
          )}
          <Group justify="flex-end">
            <Button variant="subtle" onClick={cancel} {...ALONE}>
              {t('action.cancel')}
            </Button>
            <Button type="submit" loading={prove.isPending} {...ALONE}>
              {t('proof.confirm')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
};
