/** Entry of the clerk's console: its own small page, served by the agent at the court. */
import '@fontsource-variable/inter';
import '@mantine/core/styles.css';
import { Center, createTheme, MantineProvider, Text } from '@mantine/core';
import i18next from 'i18next';
import { StrictMode, useSyncExternalStore } from 'react';
import { createRoot } from 'react-dom/client';
import { initReactI18next, useTranslation } from 'react-i18next';
import { events as eventsEn } from '../i18n/en/events.ts';
import { events as eventsVi } from '../i18n/vi/events.ts';
import { ConsolePage } from './console-page.tsx';
import { createConsoleClient } from './core/console-client.ts';
import { SignIn } from './parts/sign-in.tsx';
import { en } from './words/en.ts';
import { vi } from './words/vi.ts';

const LANGUAGE_KEY = 'giamsat-language';
await i18next.use(initReactI18next).init({
  lng: localStorage.getItem(LANGUAGE_KEY) ?? 'vi',
  fallbackLng: 'vi',
  keySeparator: false,
  resources: { vi: { console: vi, events: eventsVi }, en: { console: en, events: eventsEn } },
  interpolation: { escapeValue: false },
});
const markLanguage = (language: string) => {
  localStorage.setItem(LANGUAGE_KEY, language);
  document.documentElement.lang = language;
};
markLanguage(i18next.language);
i18next.on('languageChanged', markLanguage);

const theme = createTheme({
  fontFamily: "'Inter Variable', system-ui, sans-serif",
  primaryColor: 'indigo',
  defaultRadius: 'md',
  cursorType: 'pointer',
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
createRoot(document.getElementById('root') as HTMLElement).render(
  <StrictMode>
    <MantineProvider theme={theme} defaultColorScheme="auto" {...(nonce ? { getStyleNonce: () => nonce } : {})}>
      <Console />
    </MantineProvider>
  </StrictMode>,
);
