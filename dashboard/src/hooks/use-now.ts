/** The service's time, in milliseconds since the epoch, renewed on the full second (or minute) of its clock. */
import { useEffect, useState } from 'react';
import { useServices } from './services.ts';

export const useNow = (everyMs = 1000): number => {
  const { clock } = useServices();
  const [now, setNow] = useState(clock.now);
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout>;
    const tick = () => {
      setNow(clock.now());
      timer = setTimeout(tick, everyMs - (clock.now() % everyMs) + 5);
    };
    tick();
    return () => clearTimeout(timer);
  }, [clock, everyMs]);
  return now;
};
