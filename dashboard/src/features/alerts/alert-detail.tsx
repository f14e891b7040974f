/** An alert opened: what became of it line by line, and the further things to do: comment, hand over, mute, give back. */
import { type Alert, MAX_COMMENT_LENGTH } from '@giamsat/contract/wire/alerts';
import { Button, Menu, Select, Skeleton, Textarea } from '@mantine/core';
import { IconBellOff, IconChevronDown } from '@tabler/icons-react';
import { type KeyboardEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { momentText } from '../../core/format.ts';
import { useServices } from '../../hooks/services.ts';
import { useProblemText } from '../../hooks/use-problem-text.ts';
import { ErrorState } from '../../ui/empty-state.tsx';
import classes from './alerts.module.css';
import { useAct, useAlertHistory } from './use-alert.ts';

const HOUR_MS = 3_600_000;
const MUTES = { hour: HOUR_MS, four: 4 * HOUR_MS, day: 24 * HOUR_MS } as const;

export const AlertDetail = ({ alert, muted }: { alert: Alert; muted: boolean }) => {
  const { t } = useTranslation('alerts');
  const problemText = useProblemText();
  const { clock } = useServices();
  const { data, error, refetch } = useAlertHistory(alert);
  const { act, problem, busy } = useAct(alert);
  const [comment, setComment] = useState('');
  const onComment = async () => {
    const text = comment.trim();
    if (text !== '' && (await act({ what: 'commented', text }))) setComment('');
  };
  const onKey = (event: KeyboardEvent) => {
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) void onComment();
  };
  const mute = (ms: number) => void act({ what: 'muted', until: new Date(clock.now() + ms).toISOString() });
  const { state } = alert.work;
  if (error) return <ErrorState compact text={problemText(error)} onRetry={() => void refetch()} />;
  return (
    <div className={classes.detail}>
      {!data && <Skeleton height={60} />}
      {data && (
        <ol className={classes.records}>
          {data.records.map(({ number, what, at, by, text, to, until }) => (
            <li key={number}>
              <time dateTime={at}>{momentText(at)}</time>
              <span>
                {t(`record.${what}`, { by: by ?? '', to: to ?? '', until: until ? momentText(until) : '' })}
                {text && <q lang="vi">{text}</q>}
              </span>
            </li>
          ))}
        </ol>
      )}
      <form
        className={classes.comment}
        onSubmit={(event) => {
          event.preventDefault();
          void onComment();
        }}
      >
        <Textarea
          label={t('comment.label')}
          description={t('comment.help')}
          value={comment}
          maxLength={MAX_COMMENT_LENGTH}
          autosize
          minRows={1}
          maxRows={6}
          onKeyDown={onKey}
          onChange={(event) => setComment(event.currentTarget.value)}
        />
        <Button type="submit" variant="default" loading={busy} disabled={comment.trim() === ''}>
          {t('comment.send')}
        </Button>
      </form>
      <div className={classes.further}>
        {data && data.colleagues.length > 0 && state !== 'done' && (
          <Select
            aria-label={t('act.handOver')}
            placeholder={t('act.handOver')}
            searchable
            value={null}
            disabled={busy}
            onChange={(to) => to && void act({ what: 'handed', to })}
            data={data.colleagues.map(({ login, displayName }) => ({ value: login, label: displayName }))}
          />
        )}
        {muted ? (
          <Button variant="default" loading={busy} onClick={() => void act({ what: 'unmuted' })}>
            {t('act.unmute')}
          </Button>
        ) : (
          <Menu position="bottom-start">
            <Menu.Target>
              <Button
                variant="default"
                loading={busy}
                leftSection={<IconBellOff size={17} />}
                rightSection={<IconChevronDown size={15} />}
              >
                {t('act.mute')}
              </Button>
            </Menu.Target>
            <Menu.Dropdown>
              {Object.entries(MUTES).map(([name, ms]) => (
                <Menu.Item key={name} onClick={() => mute(ms)}>
                  {t(`mute.${name}`)}
                </Menu.Item>
              ))}
            </Menu.Dropdown>
          </Menu>
        )}
        {state === 'taken' && (
          <Button variant="default" loading={busy} onClick={() => void act({ what: 'released' })}>
            {t('act.release')}
          </Button>
        )}
        {state === 'done' && (
          <Button variant="default" loading={busy} onClick={() => void act({ what: 'reopened' })}>
            {t('act.reopen')}
          </Button>
        )}
      </div>
      {problem && (
        <p className={classes.problem} role="alert">
          {problem}
        </p>
      )}
    </div>
  );
};
