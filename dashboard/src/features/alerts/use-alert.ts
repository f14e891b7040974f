/** One alert's history, and doing something about it: what comes back is shown, whatever others did meanwhile. */
import type { Alert, AlertDeed, AlertHistory } from '@giamsat/contract/wire/alerts';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useServices } from '../../hooks/services.ts';
import { useProblemText } from '../../hooks/use-problem-text.ts';

/** Of each member of the union by itself. */
type Without<T, K extends PropertyKey> = T extends unknown ? Omit<T, K> : never;
type Deed = Without<AlertDeed, 'id' | 'state'>;

const keyOf = (alert: Alert) => ['alert', alert.id, JSON.stringify([alert.work, alert.until, alert.times])];

/** Asked again whenever the alert itself changed. */
export const useAlertHistory = (alert: Alert) => {
  const { api } = useServices();
  return useQuery({
    queryKey: keyOf(alert),
    queryFn: ({ signal }) => api.get<AlertHistory>(`/alerts/${alert.id}`, {}, signal),
    placeholderData: (before) => (before?.alert.id === alert.id ? before : undefined),
    gcTime: 60_000,
  });
};

export const useAct = (alert: Alert) => {
  const { api } = useServices();
  const queries = useQueryClient();
  const problemText = useProblemText();
  const [problem, setProblem] = useState<string>();
  const [busy, setBusy] = useState(false);
  /** Answers whether it was done. */
  const act = async (deed: Deed): Promise<boolean> => {
    setBusy(true);
    setProblem(undefined);
    try {
      const body = { id: crypto.randomUUID(), state: alert.work.state, ...deed };
      const history = await api.post<AlertHistory>(`/alerts/${alert.id}/work`, body);
      queries.setQueryData(keyOf(history.alert), history);
      return true;
    } catch (error) {
      setProblem(problemText(error));
      return false;
    } finally {
      setBusy(false);
    }
  };
  return { act, problem, busy };
};
