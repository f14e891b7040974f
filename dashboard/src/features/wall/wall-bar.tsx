/** Above the tiles: how many hearings stand where, which courts and how many tiles are shown. */

import type { HearingRow } from '@giamsat/contract/wire/live';
import { ActionIcon, Button, Checkbox, Popover, SegmentedControl, Stack } from '@mantine/core';
import { IconChevronLeft, IconChevronRight, IconKeyboard, IconLock, IconMaximize } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { COUNT_GROUPS, type CountGroup, countGroup, type Tone } from '../../core/stage-view.ts';
import { GRID_SIZES, type GridSize } from '../../core/wall/grid.ts';
import { usePlace } from '../../hooks/use-place.ts';
import { useRegistry } from '../../hooks/use-registry.ts';
import type { Wall } from './use-wall-layout.ts';
import classes from './wall.module.css';

type Props = {
  wall: Wall;
  rows: ReadonlyMap<string, HearingRow>;
  onFullscreen: () => void;
  onHelp: () => void;
};

/** Counted by what is told of them: that they are closed. */
const CLOSED = ['in_camera', 'minor'] as const;

const TONE: Record<CountGroup, Tone> = {
  sitting: 'green',
  recess: 'amber',
  deliberation: 'violet',
  upcoming: 'neutral',
  suspended: 'orange',
  closed: 'grey',
  postponed: 'red',
  other: 'slate',
};

export const WallBar = ({ wall, rows, onFullscreen, onHelp }: Props) => {
  const { t } = useTranslation('wall');
  const { layout, page, pages, change } = wall;
  const counts = new Map<CountGroup, number>();
  const closed = new Map<(typeof CLOSED)[number], number>();
  for (const row of rows.values()) {
    if (layout.courts.length > 0 && !layout.courts.includes(row.court)) continue;
    if (row.form === 'masked') {
      closed.set(row.cause, (closed.get(row.cause) ?? 0) + 1);
      continue;
    }
    const group = countGroup(row.state.stage);
    counts.set(group, (counts.get(group) ?? 0) + 1);
  }
  return (
    <div className={classes.bar}>
      <ul className={classes.counts}>
        {COUNT_GROUPS.filter((group) => counts.has(group) || group === 'sitting').map((group) => (
          <li key={group} data-tone={TONE[group]}>
            <i aria-hidden="true" />
            {t(`stage:group.${group}`)} <b>{counts.get(group) ?? 0}</b>
          </li>
        ))}
        {CLOSED.filter((cause) => closed.has(cause)).map((cause) => (
          <li key={cause} data-tone="ink">
            <IconLock size={15} aria-hidden="true" />
            {t(`stage:${cause}`)} <b>{closed.get(cause)}</b>
          </li>
        ))}
      </ul>
      <div className={classes.tools}>
        {pages > 1 && (
          <span className={classes.pages}>
            <ActionIcon
              variant="subtle"
              size={36}
              aria-label={t('page.previous')}
              disabled={page === 0}
              onClick={() => change({ page: page - 1 })}
            >
              <IconChevronLeft size={20} />
            </ActionIcon>
            <span role="status" aria-label={t('page.label', { page: page + 1, pages })}>
              {page + 1}/{pages}
            </span>
            <ActionIcon
              variant="subtle"
              size={36}
              aria-label={t('page.next')}
              disabled={page === pages - 1}
              onClick={() => change({ page: page + 1 })}
            >
              <IconChevronRight size={20} />
            </ActionIcon>
          </span>
        )}
        <CourtFilter wall={wall} />
        <SegmentedControl
          aria-label={t('grid.label')}
          value={String(layout.size)}
          onChange={(value) => change({ size: value === 'auto' ? 'auto' : (Number(value) as GridSize), page: 0 })}
          data={[
            ...GRID_SIZES.map((size) => ({ value: String(size), label: String(size) })),
            { value: 'auto', label: t('grid.auto') },
          ]}
        />
        <ActionIcon
          className={classes.wideOnly}
          variant="subtle"
          size={36}
          aria-label={t('full.enter')}
          title={`${t('full.enter')} (F)`}
          onClick={onFullscreen}
        >
          <IconMaximize size={20} />
        </ActionIcon>
        <ActionIcon
          className={classes.wideOnly}
          variant="subtle"
          size={36}
          aria-label={t('keys.title')}
          title={`${t('keys.title')} (?)`}
          onClick={onHelp}
        >
          <IconKeyboard size={20} />
        </ActionIcon>
      </div>
    </div>
  );
};

const CourtFilter = ({ wall: { layout, change } }: { wall: Wall }) => {
  const { t, i18n } = useTranslation('wall');
  const registry = useRegistry();
  const at = usePlace();
  const courts = registry?.courts ?? [];
  if (courts.length < 2) return null;
  const only = layout.courts.length === 1 ? courts.find((one) => one.code === layout.courts[0]) : undefined;
  const label =
    (only && at.court(only.short)) ??
    (layout.courts.length ? t('courts.some', { count: layout.courts.length }) : t('courts.all'));
  return (
    <Popover position="bottom-end" trapFocus returnFocus>
      <Popover.Target>
        <Button variant="default">{label}</Button>
      </Popover.Target>
      <Popover.Dropdown>
        <Checkbox.Group
          label={t('courts.label')}
          value={[...layout.courts]}
          onChange={(value) => change({ courts: value, page: 0 })}
        >
          <Stack gap="xs" mt="xs">
            {courts.map((court) => (
              <Checkbox
                key={court.code}
                value={court.code}
                label={(i18n.language === 'en' && court.nameEn) || court.name}
              />
            ))}
          </Stack>
        </Checkbox.Group>
      </Popover.Dropdown>
    </Popover>
  );
};
