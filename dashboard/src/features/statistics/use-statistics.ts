/** The figures that the address asks for. */
import type { StatisticsAnswer } from '@giamsat/contract/wire/statistics';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useServices } from '../../hooks/services.ts';
import type { Wanted } from './address.ts';

const AGAIN_MS = 60_000;

export const filterOf = ({ from, to, court, type, instance, successors }: Wanted) => ({
  from,
  to,
  court,
  type,
  instance,
  successors,
});

export const useStatistics = (wanted: Wanted) => {
  const { api } = useServices();
  const filter = filterOf(wanted);
  return useQuery({
    queryKey: ['statistics', filter],
    queryFn: ({ signal }) => api.get<StatisticsAnswer>('/statistics', filter, signal),
    placeholderData: keepPreviousData,
    refetchInterval: AGAIN_MS,
  });
};
