/** One hearing, live and afterwards the same page: fetched once, then kept by the push. */

import type { HearingAnswer } from '@giamsat/contract/wire/hearings';
import { Skeleton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useParams } from 'react-router';
import { useServices } from '../../hooks/services.ts';
import { useHearing, useScope } from '../../hooks/use-hearings.ts';
import { useProblemText } from '../../hooks/use-problem-text.ts';
import { ErrorState } from '../../ui/empty-state.tsx';
import classes from './hearing.module.css';
import { HearingView } from './hearing-view.tsx';
import { MaskedHearing } from './masked-hearing.tsx';

export const HearingPage = () => {
  const { id = '' } = useParams();
  const { api } = useServices();
  const problemText = useProblemText();
  useScope(`hearing:${id}`);
  const pushed = useHearing(id);
  const { data, error, refetch } = useQuery({
    queryKey: ['hearing', id],
    queryFn: ({ signal }) => api.get<HearingAnswer>(`/hearings/${id}`, {}, signal),
  });
  const row = newer(pushed, data?.row);
  if (error && !row) return <ErrorState text={problemText(error)} onRetry={() => void refetch()} />;
  if (!row) return <Waiting />;
  if (row.form === 'masked') return <MaskedHearing row={row} keeping={data?.may.keeping === true} />;
  return <HearingView key={id} row={row} may={data?.may} />;
};

const newer = <T extends { version: number }>(a: T | undefined, b: T | undefined): T | undefined =>
  a && b ? (a.version >= b.version ? a : b) : (a ?? b);

const Waiting = () => (
  <div className={classes.page} aria-busy="true">
    <div className={classes.head}>
      <Skeleton height={30} width="50%" />
      <Skeleton height={20} width="34%" mt={10} />
    </div>
    <div className={classes.body}>
      <Skeleton className={classes.left} />
      <Skeleton className={classes.right} />
    </div>
  </div>
);
