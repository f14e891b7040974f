/** Puts the address of one moment of a hearing on the clipboard, or of two that are held beside each other, and says so. */
import { notifications } from '@mantine/notifications';
import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import { clockSecondsText } from '../../core/format.ts';

type More = {
  camera?: string | undefined;
  /** Milliseconds since the epoch of the second picture. */
  besideMs?: number | undefined;
  bothCameras?: boolean;
};

export const useCopyMoment = (hearing: string): ((dateMs: number, more?: More) => void) => {
  const { t } = useTranslation('hearing');
  return useCallback(
    (dateMs, { camera, besideMs, bothCameras } = {}) => {
      const search = new URLSearchParams({
        t: new Date(dateMs).toISOString(),
        ...(camera ? { camera } : {}),
        ...(besideMs === undefined ? {} : { beside: new Date(besideMs).toISOString() }),
        ...(bothCameras ? { cameras: '2' } : {}),
      });
      const address = `${window.location.origin}/hearings/${hearing}?${search}`;
      navigator.clipboard.writeText(address).then(
        () => notifications.show({ message: t('log.linkCopied', { time: clockSecondsText(dateMs) }) }),
        // Without the permission the address is at least there to be copied by hand.
        () => notifications.show({ message: address, autoClose: false }),
      );
    },
    [hearing, t],
  );
};
