/** Light or dark: by page (the wall is dark, reading pages are light) or as the person chose. */
import { createContext, useContext } from 'react';

export const LOOKS = ['page', 'light', 'dark'] as const;
export type Look = (typeof LOOKS)[number];
export type LookValue = { look: Look; setLook: (look: Look) => void };

const Context = createContext<LookValue | undefined>(undefined);
export const LookProvider = Context.Provider;

export const useLook = (): LookValue => {
  const value = useContext(Context);
  if (!value) throw new Error('useLook outside of its provider');
  return value;
};

const KEY = 'giamsat-look';
export const storedLook = (): Look => LOOKS.find((look) => look === localStorage.getItem(KEY)) ?? 'page';
export const storeLook = (look: Look): void => localStorage.setItem(KEY, look);

/** Pages that are dark unless somebody wants them light. */
const DARK_PAGES = /^\/(wall|screen)(\/|$)/;
export const schemeOf = (look: Look, pathname: string): 'light' | 'dark' =>
  look === 'page' ? (DARK_PAGES.test(pathname) ? 'dark' : 'light') : look;
