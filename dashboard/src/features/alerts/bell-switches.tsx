/** Whether this browser tells of a new alert by a sound, or by a notice of the desktop. */
import { Switch } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { BELL_WAYS, type BellWay, useBell } from '../../hooks/bell.ts';
import classes from './alerts.module.css';

export const BellSwitches = () => {
  const { t } = useTranslation('alerts');
  const { ways, set } = useBell();
  const [refused, setRefused] = useState(false);
  const turn = async (way: BellWay, on: boolean) => {
    if (way === 'desktop' && on) {
      const answer = 'Notification' in window ? await Notification.requestPermission() : 'denied';
      setRefused(answer !== 'granted');
      if (answer !== 'granted') return;
    }
    set(way, on);
  };
  return (
    <div className={classes.bell}>
      {BELL_WAYS.map((way) => (
        <Switch
          key={way}
          label={t(`bell.${way}`)}
          checked={ways.includes(way)}
          onChange={(event) => void turn(way, event.currentTarget.checked)}
        />
      ))}
      {refused && <p role="alert">{t('bell.refused')}</p>}
    </div>
  );
};
