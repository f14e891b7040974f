/** A new password; every other session of the account ends with it. */

import { MIN_PASSWORD_LENGTH } from '@giamsat/contract/wire/session';
import { Alert, Button, PasswordInput } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ApiProblem } from '../../core/problem.ts';
import { useServices } from '../../hooks/services.ts';
import { useProblemText } from '../../hooks/use-problem-text.ts';
import classes from './me.module.css';

const EMPTY = { current: '', next: '', again: '' };

export const Password = () => {
  const { t } = useTranslation('me');
  const { api } = useServices();
  const problemText = useProblemText();
  const [fields, setFields] = useState(EMPTY);
  const { current, next, again } = fields;
  const change = useMutation({
    mutationFn: () => api.put('/me/password', { current, next }),
    onSuccess: () => {
      setFields(EMPTY);
      notifications.show({ message: t('password.done') });
    },
  });
  const differs = again !== '' && again !== next;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (next === again) change.mutate();
  };
  const field = (name: keyof typeof EMPTY) => ({
    value: fields[name],
    required: true,
    withAsterisk: false,
    onChange: (event: FormEvent<HTMLInputElement>) => {
      const { value } = event.currentTarget;
      setFields((before) => ({ ...before, [name]: value }));
    },
  });
  const refused = change.error instanceof ApiProblem && change.error.code === 'proof-wrong';
  return (
    <section className={classes.card}>
      <h2 className={classes.heading}>{t('password.title')}</h2>
      <form className={classes.form} onSubmit={submit}>
        {change.error && (
          <Alert color="lacquer" variant="light" role="alert">
            {refused ? t('password.refused') : problemText(change.error)}
          </Alert>
        )}
        <PasswordInput {...field('current')} label={t('password.current')} autoComplete="current-password" />
        <PasswordInput
          {...field('next')}
          label={t('password.next')}
          description={t('password.help', { min: MIN_PASSWORD_LENGTH })}
          minLength={MIN_PASSWORD_LENGTH}
          autoComplete="new-password"
        />
        <PasswordInput
          {...field('again')}
          label={t('password.again')}
          autoComplete="new-password"
          error={differs && t('password.differs')}
        />
        <Button type="submit" loading={change.isPending} disabled={differs}>
          {t('password.save')}
        </Button>
      </form>
    </section>
  );
};
