/** Beside the picture: the log, and the panels that are opened when somebody asks for them. */
import { Skeleton, Tabs } from '@mantine/core';
import { type ReactNode, Suspense, useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'react-router';
import classes from './hearing.module.css';
import type { PanelProps } from './panel.ts';
import { PANELS } from './panels.ts';

type Props = PanelProps & { log: ReactNode };

export const SideTabs = ({ log, ...handed }: Props) => {
  const { t } = useTranslation('hearing');
  const [search, setSearch] = useSearchParams();
  const panels = PANELS.filter(({ isFor }) => isFor(handed.may));
  const asked = search.get('tab');
  const open = panels.find(({ name }) => name === asked)?.name ?? 'log';
  const list = useRef<HTMLDivElement>(null);
  // A link may open one that the list has no room for.
  useEffect(() => {
    const tab = list.current?.querySelector<HTMLElement>(`[data-tab="${open}"]`);
    if (tab && list.current)
      list.current.scrollLeft = tab.offsetLeft - (list.current.clientWidth - tab.offsetWidth) / 2;
  }, [open]);
  const onChange = (name: string | null) =>
    setSearch(
      (before) => {
        if (name === null || name === 'log') before.delete('tab');
        else before.set('tab', name);
        return before;
      },
      { replace: true },
    );
  return (
    <Tabs value={open} onChange={onChange} keepMounted={false} className={classes.tabs}>
      <Tabs.List ref={list}>
        <Tabs.Tab value="log" data-tab="log">
          {t('tab.log')}
        </Tabs.Tab>
        {panels.map(({ name }) => (
          <Tabs.Tab key={name} value={name} data-tab={name}>
            {t(`tab.${name}`)}
          </Tabs.Tab>
        ))}
      </Tabs.List>
      <Tabs.Panel value="log" className={classes.panel}>
        {log}
      </Tabs.Panel>
      {panels.map(({ name, Body }) => (
        <Tabs.Panel key={name} value={name} className={classes.panel}>
          <Suspense fallback={<Skeleton m="md" height={200} />}>
            <Body {...handed} />
          </Suspense>
        </Tabs.Panel>
      ))}
    </Tabs>
  );
};
