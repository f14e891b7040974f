/** Which of these days are off, as the law and the Government's calendar have it. */
import type { DaysAnswer } from '@giamsat/contract/wire/schedule';
import { useQuery } from '@tanstack/react-query';
import { useServices } from './services.ts';

/** `off`: public holidays; weekends are not among them. */
export const useDaysOff = (from: string, to: string): DaysAnswer => {
  const { api } = useServices();
  const { data } = useQuery({
    queryKey: ['days-off', from, to],
    queryFn: ({ signal }) => api.get<DaysAnswer>('/schedule/days', { from, to }, signal),
    staleTime: Number.POSITIVE_INFINITY,
  });
  return data ?? { off: [], worked: [] };
};
