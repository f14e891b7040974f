/** Courts, rooms, cameras and bodies as this page's language names them. */
import { cameraNameIn, courtNameIn, roomNameIn } from '@giamsat/contract/place-names';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';

export const usePlace = () => {
  const { language } = useTranslation().i18n;
  return useMemo(() => {
    const court = (name: string): string => courtNameIn(name, language);
    const room = (name: string): string => roomNameIn(name, language);
    return {
      court,
      room,
      camera: (name: string): string => cameraNameIn(name, language),
      body: ({ name, nameEn }: { name: string; nameEn?: string | undefined }): string =>
        (language === 'en' && nameEn) || name,
      /** `TAND tỉnh · Phòng xử án A`; the room only where it is known. */
      at: (courtName: string, roomName: string | undefined): string =>
        [court(courtName), ...(roomName ? [room(roomName)] : [])].join(' · '),
    };
  }, [language]);
};
