/** Entry of the clerk's console: its own small page, served by the agent at the court. */
import '@fontsource-variable/inter/wght.css';
import '@mantine/core/styles.css';
import '../ui/base.css';
import '../ui/tones.css';
import { Center, MantineProvider, Text } from '@mantine/core';
import { setNonce } from 'get-nonce';
import { StrictMode, useMemo, useSyncExternalStore } from 'react';
import { createRoot } from 'react-dom/client';
import { useTranslation } from 'react-i18next';
import { startLanguage } from '../i18n/language.ts';
import { cssVariablesResolver, themeIn } from '../ui/theme.ts';
import { ConsolePage } from './console-page.tsx';
import { createConsoleClient } from './core/console-client.ts';
import { SignIn } from './parts/sign-in.tsx';
import { dictionary } from './words/dictionary.vi.ts';

await startLanguage(dictionary, async (_, namespace) => {
  const { dictionary: english } = await import('./words/dictionary.en.ts');
  return english[namespace as keyof typeof english];
});

const client = createConsoleClient();
void client.start();

const Console = () => {
  const { t } = useTranslation('console');
  const snapshot = useSyncExternalStore(client.subscribe, client.snapshot);
  if (snapshot.status === 'signed-out') return <SignIn client={client} />;
  if (snapshot.status === 'starting')
    return (
      <Center mih="100dvh">
        <Text c="dimmed">{t('starting')}</Text>
      </Center>
    );
  return <ConsolePage client={client} state={snapshot.state} agentUp={snapshot.agentUp} />;
};

const nonce = document.querySelector<HTMLMetaElement>('meta[name="csp-nonce"]')?.content;
// The lock of the page behind a dialog is a style element of a library beneath Mantine.
if (nonce) setNonce(nonce);

const Dress = () => {
  const { t } = useTranslation();
  const theme = useMemo(() => themeIn(t('form.close')), [t]);
  return (
    <MantineProvider
      theme={theme}
      cssVariablesResolver={cssVariablesResolver}
      defaultColorScheme="auto"
      {...(nonce ? { getStyleNonce: () => nonce } : {})}
    >
      <Console />
    </MantineProvider>
  );
};

createRoot(document.getElementById('root') as HTMLElement).render(
  <StrictMode>
    <Dress />
  </StrictMode>,
);
