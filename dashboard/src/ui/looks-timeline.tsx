/** Who watched a hearing when: for each day a line per person, with a bar for each look. */
import type { Look } from '@giamsat/contract/wire/session';
import { useTranslation } from 'react-i18next';
import { clockText, dayOf, dayText } from '../core/format.ts';
import { byDay } from '../core/looks-by-day.ts';
import classes from './looks-timeline.module.css';

const TONES = { live: 'green', recording: 'blue', log: 'gold' } as const satisfies Record<Look['what'], string>;
const percent = (share: number): string => `${(share * 100).toFixed(2)}%`;

/** `now`: where a look that lasts is drawn to. */
export const LooksTimeline = ({ looks, now }: { looks: readonly Look[]; now: number }) => {
  const { t } = useTranslation('audit');
  return (
    <div className={classes.days}>
      <ul className={classes.legend}>
        {(Object.keys(TONES) as Look['what'][]).map((what) => (
          <li key={what} data-tone={TONES[what]}>
            {t(`what.${what}`)}
          </li>
        ))}
      </ul>
      {byDay(looks, now).map(({ day, from, to, people }) => (
        <section key={day} aria-label={dayText(day)}>
          <h4 className={classes.day}>
            {dayText(day)}
            <span className={classes.span}>
              {clockText(from)}–{clockText(to)}
            </span>
          </h4>
          {people.map((person) => (
            <div key={person.login} className={classes.row}>
              <span className={classes.name}>
                {person.displayName || person.login}
                <small>{person.organisationName}</small>
              </span>
              <div className={classes.track}>
                {person.looks.map((look) => {
                  const until = look.to ? (dayOf(look.to) === day ? '' : `${dayText(dayOf(look.to))} `) : '';
                  const label = t('timeline.bar', {
                    name: person.displayName || person.login,
                    what: t(`what.${look.what}`),
                    from: clockText(look.from),
                    to: look.to ? `${until}${clockText(look.to)}` : t('lasting'),
                  });
                  return (
                    <span
                      key={look.id}
                      role="img"
                      aria-label={label}
                      title={label}
                      className={classes.bar}
                      data-tone={TONES[look.what]}
                      style={{ left: percent(look.left), width: percent(look.width) }}
                    />
                  );
                })}
              </div>
            </div>
          ))}
        </section>
      ))}
    </div>
  );
};
