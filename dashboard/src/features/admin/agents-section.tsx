/** The machines at the courts, and the keys by which they speak for them. */

import type { AdminMachines, EnrolmentCode } from '@giamsat/contract/wire/admin';
import { Button } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { momentText, roughText } from '../../core/format.ts';
import { useServices } from '../../hooks/services.ts';
import { usePlace } from '../../hooks/use-place.ts';
import { useProblemText } from '../../hooks/use-problem-text.ts';
import { languageCode } from '../../i18n/language.ts';
import classes from './admin.module.css';
import { ConfirmDialog } from './confirm-dialog.tsx';
import { EnrolmentDialog } from './enrolment-dialog.tsx';
import { CODE_PATTERN, FormDialog, textOf } from './form-dialog.tsx';
import { Section } from './section.tsx';
import { courtName, courtOptions, useChange, useMachines } from './use-admin.ts';

type Agent = AdminMachines['agents'][number];

/** Beyond it whoever looks after the machine should set its clock. */
const CLOCK_OFF_MS = 1000;

/** Nothing while the machine's own clock is right; times are right all the same, since the agent corrects its own. */
const ClockOff = ({ offsetMs }: { offsetMs: number }) => {
  const { t, i18n } = useTranslation('admin');
  if (Math.abs(offsetMs) <= CLOCK_OFF_MS) return null;
  const amount = roughText(Math.abs(offsetMs), languageCode(i18n.language));
  return (
    <small className={classes.warning}>
      {t(offsetMs > 0 ? 'agent.clock.slow' : 'agent.clock.fast', { amount })} {t('agent.clock.help')}
    </small>
  );
};

export const AgentsSection = () => {
  const { t } = useTranslation('admin');
  const { api } = useServices();
  const change = useChange();
  const at = usePlace();
  const problemText = useProblemText();
  const machines = useMachines();
  const [edited, setEdited] = useState<Agent | 'new'>();
  const [asked, setAsked] = useState<Agent>();
  const [issued, setIssued] = useState<EnrolmentCode & { agent: string }>();
  const agent = edited === 'new' ? undefined : edited;
  const courts = machines.data?.courts;
  const give = async (agent: string) => {
    try {
      const given = await api.post<EnrolmentCode>(`/admin/agents/${agent}/enrolment`);
      setIssued({ agent, ...given });
    } catch (error) {
      notifications.show({ color: 'lacquer', message: problemText(error) });
    }
  };
  const closeIssued = () => {
    setIssued(undefined);
    // It may have been enrolled meanwhile.
    void machines.refetch();
  };
  const revoke = async (code: string) => {
    await change(() => api.post(`/admin/agents/${code}/revoke`));
    setAsked(undefined);
  };
  return (
    <Section
      title={t('section.agents')}
      query={machines}
      items={machines.data?.agents}
      keyOf={(one) => one.code}
      empty={t('empty.agents')}
      columns={[
        { head: t('field.code'), cell: (one) => <code>{one.code}</code> },
        { head: t('field.name'), cell: (one) => one.name ?? '' },
        {
          head: t('field.court'),
          cell: (one) => {
            const court = courts?.find((each) => each.code === one.court);
            return court ? at.court(courtName(court)) : one.court;
          },
        },
        {
          head: t('agent.contact'),
          cell: (one) => (
            <>
              {one.lastSeenAt ? t('agent.seen', { time: momentText(one.lastSeenAt) }) : t('agent.neverSeen')}
              <ClockOff offsetMs={one.clockOffsetMs ?? 0} />
            </>
          ),
        },
        {
          head: t('agent.key'),
          cell: (one) =>
            one.enrolledAt ? (
              <>
                {t('agent.enrolled', { time: momentText(one.enrolledAt) })}
                <br />
                <code>{one.fingerprint}</code>
              </>
            ) : (
              t('agent.notEnrolled')
            ),
        },
      ]}
      onAdd={() => setEdited('new')}
      onEdit={setEdited}
      actions={(one) => (
        <>
          {one.enrolledAt && (
            <Button size="sm" variant="subtle" color="lacquer" onClick={() => setAsked(one)}>
              {t('agent.revoke')}
            </Button>
          )}
          <Button size="sm" variant="default" onClick={() => void give(one.code)}>
            {t('agent.give')}
          </Button>
        </>
      )}
    >
      {edited && (
        <FormDialog
          title={agent?.code ?? t('add')}
          onClose={() => setEdited(undefined)}
          initial={{ code: agent?.code, court: agent?.court, name: agent?.name }}
          onSave={(values) =>
            change(() =>
              api.put(`/admin/agents/${textOf(values.code)}`, { court: values.court, name: textOf(values.name) }),
            )
          }
          fields={[
            {
              name: 'court',
              label: t('field.court'),
              kind: 'select',
              required: true,
              options: courtOptions(courts, at.court),
            },
            {
              name: 'code',
              label: t('field.code'),
              kind: 'text',
              required: true,
              disabled: agent !== undefined,
              help: t('field.codeHelp'),
              pattern: CODE_PATTERN,
            },
            { name: 'name', label: t('field.name'), kind: 'text' },
          ]}
        />
      )}
      {asked && (
        <ConfirmDialog
          title={t('agent.revokeTitle', { code: asked.code })}
          text={t('agent.revokeConfirm', { code: asked.code })}
          action={t('agent.revoke')}
          onConfirm={() => revoke(asked.code)}
          onClose={() => setAsked(undefined)}
        />
      )}
      {issued && <EnrolmentDialog {...issued} onClose={closeIssued} />}
    </Section>
  );
};
