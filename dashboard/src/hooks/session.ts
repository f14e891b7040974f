/** Who looks: the session as the service tells it, and how it ends. */
import type { SessionAnswer, ViewerView } from '@giamsat/contract/wire/session';
import { createContext, useContext } from 'react';
import type { EndedReason } from '../core/live-client.ts';

export type SessionValue = {
  session: SessionAnswer;
  /** Takes the answer of signing in. */
  enter: (session: SessionAnswer) => void;
  /** Ends it here and at the service. */
  leave: () => Promise<void>;
  /** Why the last session ended, for the sign-in page. */
  ended: EndedReason | undefined;
};

const Context = createContext<SessionValue | undefined>(undefined);
export const SessionProvider = Context.Provider;

export const useSession = (): SessionValue => {
  const value = useContext(Context);
  if (!value) throw new Error('useSession outside of its provider');
  return value;
};

/** The viewer on pages that only a viewer reaches. */
export const useViewer = (): ViewerView => {
  const { viewer } = useSession().session;
  if (!viewer) throw new Error('a page for viewers without one');
  return viewer;
};
