/** Screens of meeting rooms that I put up: a new one by the code that it shows, and each of them ended from here. */

import type { ScreenList, WaitingScreen } from '@giamsat/contract/wire/screens';
import { Alert, Button, Group, Skeleton, Text, TextInput } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { IconDeviceRemote } from '@tabler/icons-react';
import { useMutation, useQuery } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { deviceText } from '../../core/device-text.ts';
import { momentText } from '../../core/format.ts';
import { ApiProblem } from '../../core/problem.ts';
import { useServices } from '../../hooks/services.ts';
import { useProblemText } from '../../hooks/use-problem-text.ts';
import { EmptyState, ErrorState } from '../../ui/empty-state.tsx';
import classes from './me.module.css';

export const Screens = () => {
  const { t } = useTranslation('me');
  const { api } = useServices();
  const problemText = useProblemText();
  const screens = useQuery({
    queryKey: ['me', 'screens'],
    queryFn: ({ signal }) => api.get<ScreenList>('/screens', {}, signal),
  });
  const end = useMutation({
    mutationFn: (login: string) => api.delete(`/screens/${login}`),
    onSuccess: () => {
      notifications.show({ message: t('screens.ended') });
      void screens.refetch();
    },
  });
  const error = screens.error ?? end.error;
  const list = screens.data?.screens;
  return (
    <section className={classes.card}>
      <h2 className={classes.heading}>{t('screens.title')}</h2>
      <p className={classes.quiet}>{t('screens.help')}</p>
      {error && <ErrorState compact text={problemText(error)} onRetry={() => void screens.refetch()} />}
      {!list && !error && <Skeleton height={64} mt="sm" />}
      {list?.length === 0 && <EmptyState compact title={t('screens.none')} />}
      <ul className={classes.list}>
        {list?.map((one) => (
          <li key={one.login} className={`${classes.item} ${classes.wraps}`}>
            <div>
              <p className={classes.strong}>{one.name}</p>
              <p className={classes.quiet}>
                {t('screens.since', { time: momentText(one.confirmedAt) })}
                {one.address !== undefined && ` · ${deviceText(one.userAgent ?? '')} · ${one.address}`}
              </p>
            </div>
            <div className={classes.acts}>
              <Button
                component={Link}
                to={`/me/screens/${one.login}`}
                leftSection={<IconDeviceRemote size={18} />}
                aria-label={t('remote.one', { name: one.name })}
              >
                {t('remote.steer')}
              </Button>
              <Button
                variant="light"
                aria-label={t('screens.endOne', { name: one.name })}
                loading={end.isPending && end.variables === one.login}
                onClick={() => end.mutate(one.login)}
              >
                {t('screens.end')}
              </Button>
            </div>
          </li>
        ))}
      </ul>
      <NewScreen onConfirmed={() => void screens.refetch()} />
    </section>
  );
};

const NewScreen = ({ onConfirmed }: { onConfirmed: () => void }) => {
  const { t } = useTranslation('me');
  const { api } = useServices();
  const problemText = useProblemText();
  const [code, setCode] = useState('');
  const [name, setName] = useState('');
  const lookUp = useMutation({ mutationFn: () => api.post<WaitingScreen>('/screens/look-up', { code: code.trim() }) });
  const confirm = useMutation({
    mutationFn: () => api.post('/screens', { code: code.trim(), name: name.trim() }),
    onSuccess: () => {
      notifications.show({ message: t('screens.confirmed') });
      reset();
      onConfirmed();
    },
  });
  const reset = () => {
    setCode('');
    setName('');
    lookUp.reset();
    confirm.reset();
  };
  const found = lookUp.data;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (found) confirm.mutate();
    else lookUp.mutate();
  };
  const error = confirm.error ?? lookUp.error;
  const unknown = error instanceof ApiProblem && error.code === 'not-found';
  return (
    <form className={classes.form} onSubmit={submit}>
      {error && (
        <Alert color="lacquer" variant="light" role="alert">
          {unknown ? t('screens.unknown') : problemText(error)}
        </Alert>
      )}
      <TextInput
        label={t('screens.code')}
        description={t('screens.codeHelp')}
        autoComplete="off"
        autoCapitalize="characters"
        spellCheck={false}
        minLength={8}
        maxLength={20}
        required
        withAsterisk={false}
        disabled={found !== undefined}
        value={code}
        onChange={(event) => setCode(event.currentTarget.value.toUpperCase())}
      />
      {found && (
        <>
          <Text role="status">
            {t('screens.found', {
              device: deviceText(found.userAgent),
              address: found.address,
              time: momentText(found.since),
            })}
          </Text>
          <Alert color="gold" variant="light">
            {t('screens.warning')}
          </Alert>
          <TextInput
            label={t('screens.name')}
            description={t('screens.nameHelp')}
            maxLength={120}
            required
            withAsterisk={false}
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
          />
        </>
      )}
      <Group>
        <Button type="submit" loading={lookUp.isPending || confirm.isPending}>
          {t(found ? 'screens.confirm' : 'screens.find')}
        </Button>
        {found && (
          <Button variant="subtle" onClick={reset}>
            {t('common:action.cancel')}
          </Button>
        )}
      </Group>
    </form>
  );
};
