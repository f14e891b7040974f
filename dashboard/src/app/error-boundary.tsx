/** A page that fails to draw leaves the others alone, and says so. */
import { Button } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { Component, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { EmptyState } from '../ui/empty-state.tsx';

const Crashed = () => {
  const { t } = useTranslation();
  return (
    <main role="alert">
      <EmptyState
        icon={IconAlertTriangle}
        title={t('page.crashed')}
        action={<Button onClick={() => window.location.reload()}>{t('page.reload')}</Button>}
      >
        {t('page.crashedHelp')}
      </EmptyState>
    </main>
  );
};

export class ErrorBoundary extends Component<{ children: ReactNode }, { failed: boolean }> {
  override state = { failed: false };
  static getDerivedStateFromError() {
    return { failed: true };
  }
  override render() {
    return this.state.failed ? <Crashed /> : this.props.children;
  }
}
