/** From one's telephone: what a screen of mine shows, which picture is large on it, and which hearing is heard. */
import type { HearingRow } from '@giamsat/contract/wire/live';
import { SCREEN_PAGES, type ScreenRemote, type ScreenSteering } from '@giamsat/contract/wire/screens';
import { Button, Skeleton, UnstyledButton } from '@mantine/core';
import {
  IconArrowLeft,
  IconArrowsMaximize,
  IconCalendar,
  IconChartBar,
  IconLayoutGrid,
  IconRefresh,
  IconVolume,
} from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link, useParams } from 'react-router';
import { todayOf } from '../../core/briefing/today.ts';
import { ApiProblem } from '../../core/problem.ts';
import { stageView } from '../../core/stage-view.ts';
import { useServices } from '../../hooks/services.ts';
import { useStoreSnapshot } from '../../hooks/use-hearings.ts';
import { useNow } from '../../hooks/use-now.ts';
import { usePageTitle } from '../../hooks/use-page-title.ts';
import { usePlace } from '../../hooks/use-place.ts';
import { useProblemText } from '../../hooks/use-problem-text.ts';
import { EmptyState, ErrorState } from '../../ui/empty-state.tsx';
import { StageBadge } from '../../ui/stage-badge.tsx';
import classes from './remote.module.css';

const PAGES = ['turning', ...SCREEN_PAGES] as const;
const ICON = { turning: IconRefresh, wall: IconLayoutGrid, today: IconCalendar, statistics: IconChartBar };
/** Somebody may steer from another telephone, or end the screen. */
const AGAIN_MS = 10_000;

type FullRow = Extract<HearingRow, { form: 'full' }>;
const isOnAir = (row: HearingRow): row is FullRow => row.form === 'full' && row.windows.length > 0;

export const RemotePage = () => {
  const { t } = useTranslation('me');
  usePageTitle(t('remote.title'));
  const { login = '' } = useParams();
  const { api } = useServices();
  const queries = useQueryClient();
  const problemText = useProblemText();
  const queryKey = ['me', 'screens', login];
  const path = `/screens/${encodeURIComponent(login)}/steering`;
  const { data, error, refetch } = useQuery({
    queryKey,
    queryFn: ({ signal }) => api.get<ScreenRemote>(path, {}, signal),
    refetchInterval: AGAIN_MS,
  });
  const steer = useMutation({
    mutationFn: (steering: ScreenSteering) => api.put<ScreenRemote>(path, steering),
    onSuccess: (answer) => queries.setQueryData(queryKey, answer),
    onError: () => void refetch(),
  });
  const gone = error instanceof ApiProblem && error.problem.status < 500;
  // What was pressed shows at once; what was refused goes back.
  const steering = steer.isPending ? steer.variables : data?.steering;
  return (
    <div className={classes.page}>
      <Link to="/me" className={classes.back}>
        <IconArrowLeft size={20} aria-hidden="true" /> {t('remote.back')}
      </Link>
      <h1 className={classes.title}>{data?.name ?? t('remote.title')}</h1>
      {gone ? (
        <EmptyState title={t('remote.gone')} />
      ) : error && !data ? (
        <ErrorState text={problemText(error)} onRetry={() => void refetch()} />
      ) : !data || !steering ? (
        <Skeleton height={220} animate={false} />
      ) : (
        <>
          {steer.error && (
            <p role="alert" className={classes.refused}>
              {problemText(steer.error)}
            </p>
          )}
          <section aria-labelledby="shows">
            <h2 id="shows" className={classes.heading}>
              {t('remote.page')}
            </h2>
            <div className={classes.pages}>
              {PAGES.filter((page) => page === 'turning' || data.open.includes(page)).map((page) => {
                const Icon = ICON[page];
                return (
                  <UnstyledButton
                    key={page}
                    className={classes.choice}
                    aria-pressed={steering.page === page}
                    onClick={() => steer.mutate({ ...steering, page })}
                  >
                    <Icon size={30} stroke={1.6} aria-hidden="true" />
                    {t(`remote.page.${page}`)}
                  </UnstyledButton>
                );
              })}
            </div>
          </section>
          <Tiles steering={steering} onSteer={steer.mutate} />
        </>
      )}
    </div>
  );
};

type TilesProps = { steering: ScreenSteering; onSteer: (next: ScreenSteering) => void };

const Tiles = ({ steering, onSteer }: TilesProps) => {
  const { t } = useTranslation('me');
  const { hearings, scopeEpoch } = useStoreSnapshot();
  const rows = todayOf(hearings.values()).filter(isOnAir);
  const { page, large, sound } = steering;
  /** Whoever asks for a picture wants to see it, unless pages turn. */
  const choose = (next: { large?: string | undefined; sound?: string | undefined }, shows: boolean) =>
    onSteer({
      page: shows && page !== 'turning' ? 'wall' : page,
      ...(next.large === undefined ? {} : { large: next.large }),
      ...(next.sound === undefined ? {} : { sound: next.sound }),
    });
  const lost = [large, sound].some((id) => id !== undefined && !rows.some((row) => row.id === id));
  return (
    <section aria-labelledby="tiles">
      <h2 id="tiles" className={classes.heading}>
        {t('remote.tiles')}
      </h2>
      {scopeEpoch === undefined && <Skeleton height={96} animate={false} />}
      {scopeEpoch !== undefined && rows.length === 0 && <EmptyState compact title={t('remote.none')} />}
      {scopeEpoch !== undefined && lost && (
        <p className={classes.over}>
          {t('remote.over')}{' '}
          <Button variant="light" onClick={() => choose({}, false)}>
            {t('remote.clear')}
          </Button>
        </p>
      )}
      <ul className={classes.rows}>
        {rows.map((row) => (
          <Row
            key={row.id}
            row={row}
            large={large === row.id}
            sounding={sound === row.id}
            onLarge={() => choose({ sound, large: large === row.id ? undefined : row.id }, large !== row.id)}
            onSound={() => choose({ large, sound: sound === row.id ? undefined : row.id }, sound !== row.id)}
          />
        ))}
      </ul>
    </section>
  );
};

type RowProps = { row: FullRow; large: boolean; sounding: boolean; onLarge: () => void; onSound: () => void };

const Row = ({ row, large, sounding, onLarge, onSound }: RowProps) => {
  const { t } = useTranslation('me');
  const { at } = usePlace();
  const now = useNow();
  const title = row.state.title ?? t('common:hearing.untitled');
  return (
    <li className={classes.row}>
      <p className={classes.case}>{title}</p>
      <p className={classes.place}>
        {at(row.courtShort, row.roomName)} <StageBadge view={stageView(row, now)} size="sm" />
      </p>
      <div className={classes.acts}>
        <UnstyledButton
          className={classes.act}
          aria-pressed={large}
          aria-label={t('remote.largeOf', { title })}
          onClick={onLarge}
        >
          <IconArrowsMaximize size={22} aria-hidden="true" /> {t('remote.large')}
        </UnstyledButton>
        <UnstyledButton
          className={classes.act}
          aria-pressed={sounding}
          aria-label={t('remote.soundOf', { title })}
          disabled={!row.windows.some((window) => window.sound)}
          onClick={onSound}
        >
          <IconVolume size={22} aria-hidden="true" /> {t('remote.sound')}
        </UnstyledButton>
      </div>
    </li>
  );
};
