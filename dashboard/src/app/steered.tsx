/** A meeting room's screen stands where it is steered to: at one page, or at whichever has its turn. */
import { Navigate, useLocation } from 'react-router';
import { ADDRESS_OF, pageAt } from '../core/briefing/turns.ts';
import { useNow } from '../hooks/use-now.ts';
import { useSteering } from '../hooks/use-steering.ts';

export const Steered = () => {
  const shows = useSteering();
  const now = useNow();
  const { pathname } = useLocation();
  const page = shows && pageAt(shows.pages, now);
  const to = page && ADDRESS_OF[page];
  return to === undefined || to === pathname ? null : <Navigate to={to} replace />;
};
