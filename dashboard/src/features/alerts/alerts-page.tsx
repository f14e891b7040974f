/** What is not in order, for one's own body to work on: to do, taken, done; narrowed by filters in the address. */
import { SEVERITIES } from '@giamsat/contract/wire/alerts';
import { Kbd, SegmentedControl, Select, Skeleton } from '@mantine/core';
import { IconCircleCheck } from '@tabler/icons-react';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'react-router';
import { useAlertPiles } from '../../hooks/use-alerts.ts';
import { useKeys } from '../../hooks/use-keys.ts';
import { usePageTitle } from '../../hooks/use-page-title.ts';
import { useRegistry } from '../../hooks/use-registry.ts';
import { CourtSelect } from '../../ui/case-selects.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { type AlertFilters, filtersOf, inOrder, matches, PILES, searchOf } from './address.ts';
import { AlertItem } from './alert-item.tsx';
import classes from './alerts.module.css';
import { BellSwitches } from './bell-switches.tsx';

export const AlertsPage = () => {
  const { t } = useTranslation('alerts');
  usePageTitle(t('title'));
  const [search, setSearch] = useSearchParams();
  const filters = filtersOf(search);
  const change = (next: { [key in keyof AlertFilters]?: AlertFilters[key] | undefined }, replace = true) =>
    setSearch(searchOf({ ...filters, ...next }), { replace });
  const courts = useRegistry()?.courts ?? [];
  const piles = useAlertPiles();
  const shown =
    piles &&
    inOrder(
      piles[filters.pile].filter((one) => matches(one, filters)),
      filters.pile,
    );
  const list = useRef<HTMLOListElement>(null);
  const move = (by: number) => {
    const heads = [...(list.current?.querySelectorAll<HTMLElement>('[data-head]') ?? [])];
    const at = heads.indexOf(document.activeElement as HTMLElement);
    heads[Math.max(0, Math.min(heads.length - 1, at < 0 ? 0 : at + by))]?.focus();
  };
  useKeys({ arrowdown: () => move(1), arrowup: () => move(-1) });
  const { open } = filters;
  // A link to one that lies elsewhere by now leads to where it lies.
  const pileOfOpen = piles && open ? PILES.find((pile) => piles[pile].some(({ id }) => id === open)) : undefined;
  const first = useRef(true);
  useEffect(() => {
    if (!piles || !first.current) return;
    first.current = false;
    if (pileOfOpen && pileOfOpen !== filters.pile) change({ pile: pileOfOpen });
  });

  return (
    <div className={classes.page}>
      <h1 className={classes.title}>{t('title')}</h1>
      <div className={classes.bar}>
        <SegmentedControl
          aria-label={t('pile.label')}
          value={filters.pile}
          onChange={(value) => change({ pile: PILES.find((one) => one === value) ?? 'todo', open: undefined }, false)}
          data={PILES.map((pile) => ({
            value: pile,
            label: `${t(`pile.${pile}`)}${piles ? ` (${piles[pile].length})` : ''}`,
          }))}
        />
        <CourtSelect courts={courts} searchable value={filters.court} onChange={(court) => change({ court })} />
        <Select
          aria-label={t('severity.label')}
          placeholder={t('severity.all')}
          clearable
          value={filters.severity ?? null}
          onChange={(value) => change({ severity: SEVERITIES.find((one) => one === value) })}
          data={SEVERITIES.map((one) => ({ value: one, label: t(`severity.${one}`) }))}
        />
      </div>
      <BellSwitches />
      {!shown && (
        <div aria-busy="true">
          <Skeleton height={76} />
          <Skeleton height={76} mt="sm" />
        </div>
      )}
      {shown?.length === 0 && (
        <EmptyState icon={IconCircleCheck} title={t(`empty.${filters.pile}`)}>
          {t(piles && piles[filters.pile].length > 0 ? 'empty.filtered' : `empty.${filters.pile}Help`)}
        </EmptyState>
      )}
      {shown && shown.length > 0 && (
        <>
          <ol className={classes.list} ref={list} aria-label={t(`pile.${filters.pile}`)}>
            {shown.map((alert) => (
              <AlertItem
                key={alert.id}
                alert={alert}
                open={alert.id === open}
                onOpen={(wanted) => change({ open: wanted ? alert.id : undefined })}
              />
            ))}
          </ol>
          <p className={classes.keys}>
            <Kbd>↑</Kbd> <Kbd>↓</Kbd> {t('keys.move')} · <Kbd>Enter</Kbd> {t('keys.open')}
          </p>
        </>
      )}
    </div>
  );
};
