/** Puts the address of one moment of a hearing on the clipboard, and says so. */
import { notifications } from '@mantine/notifications';
import { useTranslation } from 'react-i18next';
import { clockSecondsText } from '../../core/format.ts';

export const useCopyMoment = (hearing: string, feed: string | undefined): ((dateMs: number) => void) => {
  const { t } = useTranslation('hearing');
  return (dateMs) => {
    const search = new URLSearchParams({ t: new Date(dateMs).toISOString(), ...(feed ? { camera: feed } : {}) });
    const address = `${window.location.origin}/hearings/${hearing}?${search}`;
    navigator.clipboard.writeText(address).then(
      () => notifications.show({ message: t('log.linkCopied', { time: clockSecondsText(dateMs) }) }),
      // Without the permission the address is at least there to be copied by hand.
      () => notifications.show({ message: address, autoClose: false }),
    );
  };
};
