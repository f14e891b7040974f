/** Setting up the second factor: scan, type a code, keep the recovery codes. */

import type { RecoveryCodes as Answer, BegunSecondFactor } from '@giamsat/contract/wire/session';
import { Alert, Button, Code, CopyButton, Group, Text, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useServices } from '../../hooks/services.ts';
import { useProblemText } from '../../hooks/use-problem-text.ts';
import classes from './me.module.css';
import { QrCode } from './qr-code.tsx';

const inFours = (text: string): string => text.match(/.{1,4}/g)?.join(' ') ?? text;

/** `onDone`: the recovery codes were shown and put away. */
export const Enrolment = ({ onDone }: { onDone: () => void }) => {
  const { t } = useTranslation('me');
  const { api } = useServices();
  const problemText = useProblemText();
  const [code, setCode] = useState('');
  const begin = useMutation({ mutationFn: () => api.post<BegunSecondFactor>('/me/second-factor') });
  const confirm = useMutation({
    mutationFn: () => api.put<Answer>('/me/second-factor', { code: code.trim() }),
    onError: () => setCode(''),
  });
  const error = confirm.error ?? begin.error;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    confirm.mutate();
  };
  if (confirm.data) return <RecoveryCodes codes={confirm.data.recoveryCodes} onDone={onDone} />;
  return (
    <form className={classes.form} onSubmit={submit}>
      {error && (
        <Alert color="lacquer" variant="light" role="alert">
          {problemText(error)}
        </Alert>
      )}
      {!begin.data ? (
        <Button loading={begin.isPending} onClick={() => begin.mutate()}>
          {t('factor.begin')}
        </Button>
      ) : (
        <>
          <Text>{t('factor.scan')}</Text>
          <QrCode content={begin.data.uri} label={t('factor.qr')} />
          <Text className={classes.quiet}>
            {t('factor.secret')} <Code>{inFours(begin.data.secret)}</Code>
          </Text>
          <TextInput
            label={t('factor.code')}
            description={t('factor.codeHelp')}
            autoComplete="one-time-code"
            inputMode="numeric"
            pattern="[0-9]{6}"
            maxLength={6}
            required
            withAsterisk={false}
            value={code}
            onChange={(event) => setCode(event.currentTarget.value)}
          />
          <Button type="submit" loading={confirm.isPending}>
            {t('factor.confirm')}
          </Button>
        </>
      )}
    </form>
  );
};

/** Shown this once. */
export const RecoveryCodes = ({ codes, onDone }: { codes: readonly string[]; onDone: () => void }) => {
  const { t } = useTranslation('me');
  return (
    <div className={classes.form}>
      <h3 className={classes.heading}>{t('factor.codes')}</h3>
      <Alert color="gold" variant="light" role="status">
        {t('factor.codesHelp')}
      </Alert>
      <ul className={classes.codes}>
        {codes.map((one) => (
          <li key={one}>
            <Code>{one}</Code>
          </li>
        ))}
      </ul>
      <Group>
        <CopyButton value={codes.join('\n')}>
          {({ copied, copy }) => (
            <Button variant="light" onClick={copy}>
              {t(copied ? 'common:action.copied' : 'common:action.copy')}
            </Button>
          )}
        </CopyButton>
        <Button onClick={onDone}>{t('factor.kept')}</Button>
      </Group>
    </div>
  );
};
