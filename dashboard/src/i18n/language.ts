/** Vietnamese first, English at a switch; the second language is fetched when it is asked for. */
import i18next, { type i18n } from 'i18next';
import { initReactI18next } from 'react-i18next';

const LANGUAGES = ['vi', 'en'] as const;
export type Language = (typeof LANGUAGES)[number];

/** Of `i18n.language`, for words that stand beside their codes in the contract. */
export const languageCode = (language: string): Language => (language === 'en' ? 'en' : 'vi');

const KEY = 'giamsat-language';

/** Words by namespace. */
export type Words = Record<string, Record<string, string>>;
let fetchEnglish: () => Promise<Words>;

const loadEnglish = async (): Promise<void> => {
  const dictionary = await fetchEnglish();
  for (const [namespace, words] of Object.entries(dictionary)) i18next.addResourceBundle('en', namespace, words);
};

/** Each page brings its own words. */
export const startLanguage = async (vi: Words, english: () => Promise<Words>): Promise<i18n> => {
  fetchEnglish = english;
  const stored = localStorage.getItem(KEY) === 'en' ? 'en' : 'vi';
  await i18next.use(initReactI18next).init({
    lng: 'vi',
    fallbackLng: 'vi',
    defaultNS: 'common' in vi ? 'common' : 'console',
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
  if (language === 'en' && !i18next.hasResourceBundle('en', 'stage')) await loadEnglish();
  localStorage.setItem(KEY, language);
  document.documentElement.lang = language;
  await i18next.changeLanguage(language);
};
