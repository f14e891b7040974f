/** What the sections read and write; after a change the lists that it touches are asked for again. */

import type { Court, Organisation } from '@giamsat/contract/registry';
import type { AdminMachines } from '@giamsat/contract/wire/admin';
import type { AdminAuthorisations } from '@giamsat/contract/wire/authorisations';
import { notifications } from '@mantine/notifications';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { byName } from '../../core/format.ts';
import { useServices } from '../../hooks/services.ts';

export const useMachines = () => {
  const { api } = useServices();
  return useQuery({
    queryKey: ['admin', 'machines'],
    queryFn: ({ signal }) => api.get<AdminMachines>('/admin/machines', {}, signal),
  });
};

export const useOrganisations = () => {
  const { api } = useServices();
  return useQuery({
    queryKey: ['admin', 'organisations'],
    queryFn: ({ signal }) => api.get<{ organisations: Organisation[] }>('/admin/organisations', {}, signal),
  });
};

export const useAuthorisations = () => {
  const { api } = useServices();
  return useQuery({
    queryKey: ['admin', 'authorisations'],
    queryFn: ({ signal }) => api.get<AdminAuthorisations>('/admin/authorisations', {}, signal),
  });
};

/** Runs a change, says that it was saved, and has the lists read anew. */
export const useChange = (): (<T>(change: () => Promise<T>) => Promise<T>) => {
  const queries = useQueryClient();
  const { t } = useTranslation('admin');
  return async (change) => {
    const result = await change();
    notifications.show({ message: t('saved') });
    await Promise.all([
      queries.invalidateQueries({ queryKey: ['admin'] }),
      queries.invalidateQueries({ queryKey: ['registry'] }),
    ]);
    return result;
  };
};

/** The name that holds now, else the last one. */
export const courtName = (court: Court): string =>
  (court.names.find((one) => one.validTo === undefined) ?? court.names.at(-1))?.name ?? court.code;

export const courtOptions = (courts: readonly Court[] | undefined, inWords: (name: string) => string) =>
  (courts ?? [])
    .map((court) => ({ value: court.code, label: inWords(courtName(court)) }))
    .sort((a, b) => byName(a.label, b.label));
