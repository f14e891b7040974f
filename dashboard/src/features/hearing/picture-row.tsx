/** The picture, or the two that stand beside each other. */

import classes from './picture.module.css';
import { Picture } from './picture.tsx';
import type { Pictures } from './use-pictures.ts';

export const PictureRow = ({ pictures, now }: { pictures: Pictures; now: number }) => {
  const { shown, beside, chosen, choose } = pictures;
  return (
    <div className={classes.pictures}>
      {shown.map((picture, index) => {
        const free = beside === 'moment';
        const led = free ? picture.playback : shown[0]?.playback;
        const start = picture.tracks?.recorded[0]?.from;
        return (
          <Picture
            key={index === 0 ? 'first' : 'second'}
            picture={picture}
            now={now}
            chosen={free ? index === chosen : undefined}
            onPress={() => (free && index !== chosen ? choose(index) : led?.toggle())}
            onWatchFromStart={start === undefined || led !== picture.playback ? undefined : () => led.seek(start)}
          />
        );
      })}
    </div>
  );
};
