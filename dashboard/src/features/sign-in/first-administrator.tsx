/** The first administrator of a new installation, made with a link that only the machine's keeper can read. */

import { FIRST_ADMINISTRATOR_HASH, MIN_PASSWORD_LENGTH } from '@giamsat/contract/wire/session';
import { Alert, Button, PasswordInput, TextInput } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation, useNavigate } from 'react-router';
import { useServices } from '../../hooks/services.ts';
import { useSession } from '../../hooks/session.ts';
import { useProblemText } from '../../hooks/use-problem-text.ts';
import classes from './sign-in.module.css';

const FIELDS = { token: '', login: '', displayName: '', password: '' };

export const FirstAdministrator = () => {
  const { t } = useTranslation('sign-in');
  const { api } = useServices();
  const { session, enter } = useSession();
  const problemText = useProblemText();
  const [fields, setFields] = useState(FIELDS);
  const { hash } = useLocation();
  const navigate = useNavigate();
  useEffect(() => {
    const [name, token] = hash.slice(1).split('=');
    if (name !== FIRST_ADMINISTRATOR_HASH || !token) return;
    setFields((before) => ({ ...before, token }));
    // A secret stands in no address for longer than it must.
    navigate('/sign-in', { replace: true });
  }, [hash, navigate]);
  const make = useMutation({
    mutationFn: () => api.post('/first-administrator', fields),
    onSuccess: () => {
      notifications.show({ message: t('first.done') });
      enter({ ...session, unclaimed: false });
    },
  });
  const field = (name: keyof typeof FIELDS) => ({
    size: 'lg',
    required: true,
    withAsterisk: false,
    value: fields[name],
    onChange: (event: FormEvent<HTMLInputElement>) => {
      const { value } = event.currentTarget;
      setFields((before) => ({ ...before, [name]: value }));
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    make.mutate();
  };
  return (
    <form className={classes.form} onSubmit={submit}>
      <h1 className={classes.title}>{t('first.title')}</h1>
      {make.error && (
        <Alert color="lacquer" variant="light" role="alert">
          {problemText(make.error)}
        </Alert>
      )}
      <TextInput
        {...field('token')}
        label={t('first.token')}
        description={t('first.help')}
        autoComplete="one-time-code"
      />
      <TextInput {...field('displayName')} label={t('first.name')} autoComplete="name" />
      <TextInput {...field('login')} label={t('login')} autoComplete="username" pattern="[a-z0-9][a-z0-9._\-]{1,39}" />
      <PasswordInput
        {...field('password')}
        label={t('password')}
        description={t('first.passwordHelp', { min: MIN_PASSWORD_LENGTH })}
        minLength={MIN_PASSWORD_LENGTH}
        autoComplete="new-password"
      />
      <Button type="submit" size="lg" fullWidth loading={make.isPending}>
        {t('first.submit')}
      </Button>
    </form>
  );
};
