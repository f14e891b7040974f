/** One authorisation whole: what it says, the signed document, what it would open today, its versions; and where it waits, the approval. */
import {
  type AdminAuthorisation,
  type AuthorisationHistory,
  authorisationState,
  type Opens,
} from '@giamsat/contract/wire/authorisations';
import { Alert, Anchor, Button, Group, Modal, Skeleton, Stack } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { clockText, dayOf, momentText } from '../../core/format.ts';
import { useServices } from '../../hooks/services.ts';
import { useViewer } from '../../hooks/session.ts';
import { useProblemText } from '../../hooks/use-problem-text.ts';
import { ErrorState } from '../../ui/empty-state.tsx';
import classes from './admin.module.css';
import { changedFacts, documentPath, type Fact, useAuthorisationText } from './authorisation-text.ts';
import { useChange } from './use-admin.ts';

type Props = { authorisation: AdminAuthorisation; onClose: () => void };

export const AuthorisationView = ({ authorisation: one, onClose }: Props) => {
  const { t } = useTranslation('admin');
  const { api, clock } = useServices();
  const { login, permissions } = useViewer();
  const change = useChange();
  const problemText = useProblemText();
  const { facts } = useAuthorisationText();
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>();
  const isDraft = authorisationState(one, dayOf(clock.now())) === 'draft';
  const hindrance = [...one.drafters, ...(one.scope.admits ?? [])].includes(login)
    ? t('authorisation.ownDraft')
    : one.attachment
      ? undefined
      : t('authorisation.unsignedHelp');
  const approve = async () => {
    setBusy(true);
    try {
      await change(() => api.post(`/admin/authorisations/${one.id}/approve`, { version: one.version }));
      onClose();
    } catch (failed) {
      setError(failed);
      setBusy(false);
    }
  };
  return (
    <Modal opened onClose={onClose} size="xl" title={one.documentNo}>
      <Stack>
        {error !== undefined && (
          <Alert color="lacquer" variant="light" role="alert">
            {problemText(error)}
          </Alert>
        )}
        <Facts facts={facts(one)} />
        {one.attachment && (
          <Anchor href={documentPath(one, one.attachment.sha256)} download>
            <IconDownload size={18} aria-hidden="true" /> {t('authorisation.download')}
          </Anchor>
        )}
        <OpensList authorisation={one} />
        <History authorisation={one} />
        {isDraft && permissions.approves && (
          <>
            {hindrance && <Alert variant="light">{hindrance}</Alert>}
            <Group justify="flex-end">
              <Button variant="subtle" onClick={onClose}>
                {t('common:action.cancel')}
              </Button>
              <Button loading={busy} disabled={hindrance !== undefined} onClick={() => void approve()}>
                {t('authorisation.approve')}
              </Button>
            </Group>
          </>
        )}
      </Stack>
    </Modal>
  );
};

const Facts = ({ facts }: { facts: readonly Fact[] }) => (
  <dl className={classes.facts}>
    {facts.map(({ label, text }) => (
      <div key={label}>
        <dt>{label}</dt>
        <dd>{text}</dd>
      </div>
    ))}
  </dl>
);

/** Asked anew whenever the dialog opens: what is approved is seen as it is now. */
const OpensList = ({ authorisation: { id, version } }: Pick<Props, 'authorisation'>) => {
  const { t } = useTranslation('admin');
  const { api } = useServices();
  const problemText = useProblemText();
  const opens = useQuery({
    queryKey: ['admin', 'authorisations', id, version, 'opens'],
    queryFn: ({ signal }) => api.get<Opens>(`/admin/authorisations/${id}/opens`, {}, signal),
    staleTime: 0,
    gcTime: 0,
  });
  const { data, error, refetch } = opens;
  return (
    <section aria-labelledby="opens-today">
      <h3 id="opens-today" className={classes.subheading}>
        {t('authorisation.opensToday')}
        {data && data.hearings.length > 0 && ` (${data.hearings.length})`}
      </h3>
      {!data && !error && <Skeleton height={80} />}
      {error && <ErrorState compact text={problemText(error)} onRetry={() => void refetch()} />}
      {data?.hearings.length === 0 && <p className={classes.small}>{t('authorisation.opensNothing')}</p>}
      {data && data.hearings.length > 0 && (
        <ul className={classes.opens}>
          {data.hearings.map((hearing, n) => (
            // They carry no id: to one who reads no hearings it would be one more thing to learn.
            // biome-ignore lint/suspicious/noArrayIndexKey: the list comes whole and is never reordered
            <li key={n}>
              <strong>
                {hearing.closed
                  ? t(`common:hearing.masked.${hearing.closed}`)
                  : (hearing.title ?? t('authorisation.someHearing'))}
              </strong>
              <small className={classes.small}>
                {[
                  hearing.start && clockText(hearing.start),
                  hearing.courtShort,
                  hearing.roomName,
                  ...(hearing.caseNumbers ?? []),
                ]
                  .filter(Boolean)
                  .join(' · ')}
              </small>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
};

const History = ({ authorisation: { id, version } }: Pick<Props, 'authorisation'>) => {
  const { t } = useTranslation('admin');
  const { api } = useServices();
  const problemText = useProblemText();
  const { facts } = useAuthorisationText();
  const { data, error, refetch } = useQuery({
    queryKey: ['admin', 'authorisations', id, version, 'history'],
    queryFn: ({ signal }) => api.get<AuthorisationHistory>(`/admin/authorisations/${id}/history`, {}, signal),
  });
  return (
    <section aria-labelledby="versions">
      <h3 id="versions" className={classes.subheading}>
        {t('authorisation.history')}
      </h3>
      {!data && !error && <Skeleton height={80} />}
      {error && <ErrorState compact text={problemText(error)} onRetry={() => void refetch()} />}
      <ol className={classes.opens}>
        {data?.versions.map((one, n) => {
          const before = data.versions[n - 1];
          return (
            <li key={one.version}>
              <strong>{t(`authorisation.change.${one.what}`)}</strong>
              <small className={classes.small}>
                {momentText(one.at)} · {one.displayName ?? t('authorisation.bySeed')}
              </small>
              {before &&
                changedFacts(facts(before.content), facts(one.content)).map(({ label, text, was }) => (
                  <small key={label} className={classes.small}>
                    {label}: {was === undefined ? text : `${was} → ${text}`}
                  </small>
                ))}
            </li>
          );
        })}
      </ol>
    </section>
  );
};
