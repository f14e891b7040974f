/** Sign-in of a clerk at the court's own agent; it works with the line to the province down. */
import { Alert, Button, Center, Paper, PasswordInput, Stack, Text, TextInput, Title } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ConsoleClient } from '../core/console-client.ts';
import { problemText } from '../core/problem-text.ts';

export const SignIn = ({ client }: { client: ConsoleClient }) => {
  const { t } = useTranslation('console');
  const [login, setLogin] = useState('');
  const [password, setPassword] = useState('');
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<string>();
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    setError(undefined);
    try {
      await client.signIn(login.trim(), password);
    } catch (problem) {
      setError(problemText(problem, t));
    } finally {
      setBusy(false);
    }
  };
  return (
    <Center mih="100dvh" p="md">
      <Paper w="100%" maw={360} p="lg" withBorder component="form" onSubmit={submit}>
        <Stack>
          <div>
            <Title order={1} size="h3">
              {t('title')}
            </Title>
            <Text c="dimmed" size="sm">
              {t('signIn.intro')}
            </Text>
          </div>
          <TextInput
            label={t('signIn.login')}
            autoComplete="username"
            autoFocus
            required
            withAsterisk={false}
            value={login}
            onChange={(e) => setLogin(e.currentTarget.value)}
          />
          <PasswordInput
            label={t('signIn.password')}
            autoComplete="current-password"
            required
            withAsterisk={false}
            value={password}
            onChange={(e) => setPassword(e.currentTarget.value)}
          />
          {error && (
            <Alert color="red" role="alert">
              {error}
            </Alert>
          )}
          <Button type="submit" size="lg" loading={busy}>
            {t('signIn.submit')}
          </Button>
        </Stack>
      </Paper>
    </Center>
  );
};
