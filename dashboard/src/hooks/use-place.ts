/** Courts and rooms as this page's language names them. */
import { courtNameIn, roomNameIn } from '@giamsat/contract/place-names';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';

const UNBROKEN = 20;

export const usePlace = () => {
  const { language } = useTranslation().i18n;
  return useMemo(() => {
    const court = (name: string): string => courtNameIn(name, language);
    const room = (name: string): string => roomNameIn(name, language);
    /** A short name of a room stays on one line. */
    const whole = (name: string): string => (name.length <= UNBROKEN ? name.replaceAll(' ', '\u00a0') : name);
    return {
      court,
      room,
      /** `TAND tỉnh · Phòng xử án A`; the room only where it is known. */
      at: (courtName: string, roomName: string | undefined): string =>
        [court(courtName), ...(roomName ? [whole(room(roomName))] : [])].join(' · '),
    };
  }, [language]);
};
