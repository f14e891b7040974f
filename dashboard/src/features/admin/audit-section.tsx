/** The audit, newest first: who did, looked at, or was denied what. */

import type { AuditAnswer } from '@giamsat/contract/wire/admin';
import { Button, Group, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { clockSecondsText, dateText } from '../../core/format.ts';
import { useServices } from '../../hooks/services.ts';
import classes from './admin.module.css';
import { Section } from './section.tsx';

const PAGE = 100;

export const AuditSection = () => {
  const { t } = useTranslation('admin');
  const { api } = useServices();
  const [login, setLogin] = useState('');
  const [kind, setKind] = useState('');
  const [filter] = useDebouncedValue({ login: login.trim() || undefined, kind: kind.trim() || undefined }, 400);
  const audit = useInfiniteQuery({
    queryKey: ['admin', 'audit', filter],
    queryFn: ({ pageParam, signal }) =>
      api.get<AuditAnswer>('/audit', { ...filter, before: pageParam, limit: PAGE }, signal),
    initialPageParam: undefined as number | undefined,
    getNextPageParam: (last) => last.next,
  });
  return (
    <Section
      title={t('section.audit')}
      above={
        <Group>
          <TextInput
            aria-label={t('field.login')}
            placeholder={t('field.login')}
            value={login}
            onChange={(event) => setLogin(event.currentTarget.value)}
          />
          <TextInput
            aria-label={t('audit.kind')}
            placeholder={t('audit.kind')}
            value={kind}
            onChange={(event) => setKind(event.currentTarget.value)}
          />
        </Group>
      }
      query={audit}
      items={audit.data?.pages.flatMap((page) => page.entries)}
      keyOf={(entry) => String(entry.id)}
      empty={t('empty.audit')}
      columns={[
        {
          head: t('audit.at'),
          cell: ({ at }) => (
            <time dateTime={at}>
              {clockSecondsText(at)}
              <small className={classes.small}>{dateText(at)}</small>
            </time>
          ),
        },
        { head: t('audit.kind'), cell: (entry) => <code>{entry.kind}</code> },
        {
          head: t('audit.who'),
          cell: (entry) => (
            <>
              <strong>{entry.login ?? '–'}</strong>
              <small className={classes.small}>{entry.organisation}</small>
            </>
          ),
        },
        { head: t('audit.from'), cell: (entry) => entry.address ?? '' },
        {
          head: t('audit.detail'),
          cell: (entry) => (
            <span className={classes.detail}>
              {[entry.action, entry.reason, entry.authorisation, entry.feed, entry.hearing?.slice(0, 8)]
                .filter(Boolean)
                .join(' · ')}
            </span>
          ),
        },
      ]}
    >
      {audit.hasNextPage && (
        <Button
          mt="md"
          variant="light"
          fullWidth
          loading={audit.isFetchingNextPage}
          onClick={() => void audit.fetchNextPage()}
        >
          {t('common:action.more')}
        </Button>
      )}
    </Section>
  );
};
