/** Who takes part: the panel, the other officials, the participants present and absent. */

import { IconCheck, IconQuestionMark, IconX } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { EmptyState } from '../../ui/empty-state.tsx';
import type { PanelProps } from './panel.ts';
import classes from './people-panel.module.css';

export const PeoplePanel = ({ row: { state } }: PanelProps) => {
  const { t } = useTranslation('people');
  const officials = [state.prosecutor, state.clerk].filter((one) => one !== undefined);
  if (state.panel.length + officials.length + state.participants.length === 0)
    return <EmptyState compact title={t('none')} />;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
    <section className={classes.people} tabIndex={0} aria-label={t('panel.title')}>
      <Group title={t('panel.title')} people={state.panel} />
      <Group title={t('officials.title')} people={officials} />
      {state.participants.length > 0 && (
        <section>
          <h2 className={classes.title}>{t('participants.title')}</h2>
          <ul className={classes.list}>
            {state.participants.map((one) => {
              const presence = one.present === undefined ? 'unknown' : one.present ? 'present' : 'absent';
              const Icon = { unknown: IconQuestionMark, present: IconCheck, absent: IconX }[presence];
              return (
                <li key={`${one.role} ${one.name}`} className={classes.person}>
                  <span className={classes.name}>{one.name}</span>
                  <span className={classes.role}>{t(one.role)}</span>
                  <span
                    className={classes.presence}
                    data-tone={presence === 'present' ? 'green' : presence === 'absent' ? 'red' : 'neutral'}
                  >
                    <Icon size={16} aria-hidden="true" />
                    {t(presence)}
                    {one.absenceReason && `: ${one.absenceReason}`}
                  </span>
                </li>
              );
            })}
          </ul>
        </section>
      )}
    </section>
  );
};

const Group = ({ title, people }: { title: string; people: readonly { name: string; role: string }[] }) => {
  const { t } = useTranslation('people');
  if (people.length === 0) return null;
  return (
    <section>
      <h2 className={classes.title}>{title}</h2>
      <ul className={classes.list}>
        {people.map((one) => (
          <li key={`${one.role} ${one.name}`} className={classes.person}>
            <span className={classes.name}>{one.name}</span>
            <span className={classes.role}>{t(one.role)}</span>
          </li>
        ))}
      </ul>
    </section>
  );
};
