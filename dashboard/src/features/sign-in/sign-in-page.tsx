/** The way in: login and password; in a demo its people with one click; before the first administrator, the way to make one. */

import type { SignInAnswer } from '@giamsat/contract/wire/session';
import { ActionIcon, Alert, Button, PasswordInput, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ApiProblem } from '../../core/problem.ts';
import { useServices } from '../../hooks/services.ts';
import { useSession } from '../../hooks/session.ts';
import { usePageTitle } from '../../hooks/use-page-title.ts';
import { useProblemText } from '../../hooks/use-problem-text.ts';
import { setLanguage } from '../../i18n/language.ts';
import { Emblem } from '../../ui/emblem.tsx';
import { DemoPeople } from './demo-people.tsx';
import { FirstAdministrator } from './first-administrator.tsx';
import { ScreenCode } from './screen-code.tsx';
import classes from './sign-in.module.css';

export const SignInPage = () => {
  const { t, i18n } = useTranslation('sign-in');
  usePageTitle(t('title'));
  const { session, ended } = useSession();
  const [asScreen, setAsScreen] = useState(false);
  const other = i18n.language === 'vi' ? 'en' : 'vi';
  return (
    <div className={classes.page}>
      <aside className={classes.side}>
        <Emblem size={64} />
        <p className={classes.product}>{t('common:product')}</p>
        <p className={classes.lead}>{t('lead')}</p>
        <p className={classes.observe}>{t('observe')}</p>
      </aside>
      <main className={classes.main} data-demo={session.demo || undefined}>
        <ActionIcon
          className={classes.language}
          variant="subtle"
          size={40}
          lang={other}
          aria-label={`${other.toUpperCase()} – ${t('common:account.language')}`}
          onClick={() => void setLanguage(other)}
        >
          {other.toUpperCase()}
        </ActionIcon>
        {session.demo && <p className={classes.banner}>{t('common:demo.banner')}</p>}
        {ended && ended !== 'signed-out' && (
          <Alert color="gold" variant="light" role="status">
            {t(`ended.${ended}`)}
          </Alert>
        )}
        {asScreen ? (
          <ScreenCode onBack={() => setAsScreen(false)} />
        ) : session.unclaimed && !session.demo ? (
          <FirstAdministrator />
        ) : (
          <>
            <Form />
            <Button className={classes.asScreen} variant="subtle" onClick={() => setAsScreen(true)}>
              {t('screen.use')}
            </Button>
          </>
        )}
        {session.demo && !asScreen && <DemoPeople />}
      </main>
    </div>
  );
};

const Form = () => {
  const { t } = useTranslation('sign-in');
  const { api } = useServices();
  const { enter } = useSession();
  const problemText = useProblemText();
  const [login, setLogin] = useState('');
  const [password, setPassword] = useState('');
  /** Undefined until the service asks for a code as well. */
  const [code, setCode] = useState<string>();
  const signIn = useMutation({
    mutationFn: () =>
      api.post<SignInAnswer>('/session', {
        login: login.trim().toLowerCase(),
        password,
        ...(code === undefined ? {} : { code: code.trim() }),
      }),
    onSuccess: ({ codeNeeded, ...session }) => (codeNeeded ? setCode('') : enter(session)),
    onError: (error) => {
      if (error instanceof ApiProblem && error.code === 'second-factor-wrong') return setCode('');
      if (!(error instanceof ApiProblem) || error.problem.status !== 401) return;
      setPassword('');
      setCode(undefined);
    },
  });
  const { error } = signIn;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (login && password && code !== '') signIn.mutate();
  };
  return (
    <form className={classes.form} onSubmit={submit}>
      <h1 className={classes.title}>{t('title')}</h1>
      {error && (
        <Alert color="lacquer" variant="light" role="alert">
          {error instanceof ApiProblem && error.problem.status === 401 ? t('refused') : problemText(error)}
        </Alert>
      )}
      <TextInput
        label={t('login')}
        size="lg"
        autoComplete="username"
        autoCapitalize="none"
        spellCheck={false}
        required
        withAsterisk={false}
        value={login}
        onChange={(event) => setLogin(event.currentTarget.value)}
      />
      <PasswordInput
        label={t('password')}
        size="lg"
        autoComplete="current-password"
        required
        withAsterisk={false}
        value={password}
        onChange={(event) => setPassword(event.currentTarget.value)}
      />
      {code !== undefined && (
        <TextInput
          label={t('code')}
          description={t('codeHelp')}
          size="lg"
          autoComplete="one-time-code"
          minLength={6}
          maxLength={40}
          required
          withAsterisk={false}
          // It has just appeared, and is all that is left to do.
          ref={(input) => input?.focus()}
          value={code}
          onChange={(event) => setCode(event.currentTarget.value)}
        />
      )}
      <Button type="submit" size="lg" fullWidth loading={signIn.isPending}>
        {t('submit')}
      </Button>
    </form>
  );
};
