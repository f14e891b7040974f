/** Removals of recordings in the courts that one decides for: what waits, and what became of it; each is decided beside its hearing. */
import { APPROVALS, type Removals } from '@giamsat/contract/wire/keeping';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { dayText, momentText } from '../../core/format.ts';
import { useServices } from '../../hooks/services.ts';
import { Section } from './section.tsx';

const AGAIN_MS = 60_000;

export const RemovalsSection = () => {
  const { t } = useTranslation('keeping');
  const { api } = useServices();
  const removals = useQuery({
    queryKey: ['admin', 'removals'],
    queryFn: ({ signal }) => api.get<Removals>('/removals', {}, signal),
    refetchInterval: AGAIN_MS,
  });
  return (
    <Section
      title={t('removal.title')}
      query={removals}
      items={removals.data?.removals}
      keyOf={({ id }) => id}
      empty={t('list.empty')}
      columns={[
        {
          head: t('list.hearing'),
          cell: ({ hearing, title, caseNumbers }) => (
            <Link to={`/hearings/${hearing}?tab=keeping`}>{title ?? caseNumbers?.[0] ?? t('list.closed')}</Link>
          ),
        },
        { head: t('list.court'), cell: ({ courtShort }) => courtShort },
        {
          head: t('list.decision'),
          cell: ({ decisionNo, decidedOn }) => t('removal.of', { no: decisionNo, day: dayText(decidedOn) }),
        },
        {
          head: t('list.asked'),
          cell: ({ asked }) => t('by', { name: asked.displayName, at: momentText(asked.at) }),
        },
        {
          head: t('list.state'),
          cell: ({ state, approvals }) => t(`state.${state}`, { given: approvals.length, of: APPROVALS }),
        },
      ]}
    />
  );
};
