/** Rings when something is new that waits for somebody; shows nothing itself. */
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { useBell } from '../../hooks/bell.ts';
import { useAlertPiles } from '../../hooks/use-alerts.ts';
import { useAlertText } from './alert-text.ts';

export const Bell = () => {
  const { t } = useTranslation('alerts');
  const { ways } = useBell();
  const text = useAlertText();
  const navigate = useNavigate();
  const todo = useAlertPiles()?.todo;
  /** What was there when the page came is not new; what flaps rings each time. */
  const known = useRef<ReadonlySet<string>>(undefined);
  useEffect(() => {
    if (!todo) return;
    const now = new Set(todo.map(({ id, times }) => `${id} ${times}`));
    const before = known.current;
    known.current = now;
    if (!before) return;
    const fresh = todo.filter(({ id, times }) => !before.has(`${id} ${times}`));
    const [first] = fresh;
    if (!first) return;
    if (ways.includes('sound')) ring();
    if (ways.includes('desktop') && 'Notification' in window && Notification.permission === 'granted') {
      // One for all that came at once; nothing of a hearing stands on a desktop that somebody else may see.
      const body = fresh.length === 1 ? text(first) : t('bell.many', { count: fresh.length });
      const notice = new Notification(t('title'), { body, tag: 'giamsat-alerts' });
      notice.onclick = () => {
        window.focus();
        navigate(fresh.length === 1 ? `/alerts?open=${first.id}` : '/alerts');
      };
    }
  }, [todo, ways, text, t, navigate]);
  return null;
};

/** Two short tones; a browser that was never touched plays none. */
function ring(): void {
  const context = new AudioContext();
  const gain = context.createGain();
  gain.connect(context.destination);
  gain.gain.value = 0.15;
  [880, 660].forEach((pitch, n) => {
    const tone = context.createOscillator();
    tone.frequency.value = pitch;
    tone.connect(gain);
    tone.start(context.currentTime + n * 0.22);
    tone.stop(context.currentTime + n * 0.22 + 0.18);
  });
  setTimeout(() => void context.close(), 1000);
}
