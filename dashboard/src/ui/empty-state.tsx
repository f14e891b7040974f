/** An empty list says what would fill it; an error says what happened, what was kept, and what to do. */
import { Button } from '@mantine/core';
import { IconAlertTriangle, type TablerIcon } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import classes from './empty-state.module.css';

type Props = { icon?: TablerIcon; title: string; children?: ReactNode; action?: ReactNode; compact?: boolean };

export const EmptyState = ({ icon: Icon, title, children, action, compact }: Props) => (
  <div className={classes.state} data-compact={compact || undefined}>
    {Icon && <Icon size={compact ? 28 : 44} stroke={1.3} aria-hidden="true" className={classes.icon} />}
    <p className={classes.title}>{title}</p>
    {children && <div className={classes.text}>{children}</div>}
    {action}
  </div>
);

export const ErrorState = ({ text, onRetry, compact }: { text: string; onRetry?: () => void; compact?: boolean }) => {
  const { t } = useTranslation();
  return (
    <div role="alert">
      <EmptyState
        icon={IconAlertTriangle}
        title={t('error.title')}
        compact={compact ?? false}
        action={
          onRetry && (
            <Button variant="light" onClick={onRetry}>
              {t('action.retry')}
            </Button>
          )
        }
      >
        {text}
      </EmptyState>
    </div>
  );
};
