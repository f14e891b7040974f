/** The viewer's name and organisation, faintly, over every picture (`domain.md` §4). */
import classes from './watermark.module.css';

const PLACES = [0, 1, 2, 3, 4] as const;

export const Watermark = ({ text }: { text: string }) => (
  <div className={classes.watermark} aria-hidden="true">
    {PLACES.map((place) => (
      <span key={place}>{text}</span>
    ))}
  </div>
);
