/** Vietnamese first, English at a switch; the second language is fetched when it is asked for. */
import i18next, { type i18n } from 'i18next';
import { initReactI18next } from 'react-i18next';
import { dictionary as vi } from './vi/dictionary.ts';

export const LANGUAGES = ['vi', 'en'] as const;
export type Language = (typeof LANGUAGES)[number];

const KEY = 'giamsat-language';

const loadEnglish = async (): Promise<void> => {
  const { dictionary } = await import('./en/dictionary.ts');
  for (const [namespace, words] of Object.entries(dictionary)) i18next.addResourceBundle('en', namespace, words);
};

export const startLanguage = async (): Promise<i18n> => {
  const stored = localStorage.getItem(KEY) === 'en' ? 'en' : 'vi';
  await i18next.use(initReactI18next).init({
    lng: 'vi',
    fallbackLng: 'vi',
    defaultNS: 'common',
    // Keys such as `hearing.opened` are names, not paths.
    keySeparator: false,
    resources: { vi },
    interpolation: { escapeValue: false },
    react: { useSuspense: false },
  });
  if (stored === 'en') await setLanguage('en');
  document.documentElement.lang = i18next.language;
  return i18next;
};

export const setLanguage = async (language: Language): Promise<void> => {
  if (language === 'en' && !i18next.hasResourceBundle('en', 'common')) await loadEnglish();
  localStorage.setItem(KEY, language);
  document.documentElement.lang = language;
  await i18next.changeLanguage(language);
};
