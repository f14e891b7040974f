/** Vietnamese first, English at a switch; words are fetched when a page first needs them. */
import i18next, { type BackendModule, type i18n } from 'i18next';
import { initReactI18next } from 'react-i18next';

const LANGUAGES = ['vi', 'en'] as const;
export type Language = (typeof LANGUAGES)[number];

/** Of `i18n.language`, for words that stand beside their codes in the contract. */
export const languageCode = (language: string): Language => (language === 'en' ? 'en' : 'vi');

const KEY = 'giamsat-language';

/** Words by namespace. */
export type Words = Record<string, Record<string, string>>;

/** `first`: the Vietnamese words that are there from the start; `fetch` brings the others, by language and namespace. */
export const startLanguage = async (
  first: Words,
  fetch: (language: string, namespace: string) => Promise<Words[string]>,
): Promise<i18n> => {
  const backend: BackendModule = {
    type: 'backend',
    init: () => undefined,
    read: (language, namespace, done) => {
      fetch(language, namespace).then(
        (words) => done(null, words),
        (error: Error) => done(error, true),
      );
    },
  };
  const language: Language = localStorage.getItem(KEY) === 'en' ? 'en' : 'vi';
  await i18next
    .use(backend)
    .use(initReactI18next)
    .init({
      lng: language,
      fallbackLng: 'vi',
      ns: Object.keys(first),
      defaultNS: 'common' in first ? 'common' : 'console',
      // Keys such as `hearing.opened` are names, not paths.
      keySeparator: false,
      resources: { vi: first },
      partialBundledLanguages: true,
      interpolation: { escapeValue: false },
      react: { useSuspense: false },
    });
  document.documentElement.lang = language;
  return i18next;
};

/** A page waits for its words, so that it never shows their keys. Rejects where they cannot be fetched. */
export const bringWords = (namespaces: string[]): Promise<void> =>
  new Promise((resolve, reject) => {
    void i18next.loadNamespaces(namespaces, (error: unknown) => (error ? reject(error) : resolve()));
  });

export const setLanguage = async (language: Language): Promise<void> => {
  localStorage.setItem(KEY, language);
  document.documentElement.lang = language;
  await i18next.changeLanguage(language);
};
