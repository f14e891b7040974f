/** Until when the procuracy may protest, at both levels: always expected, with the rule by which it was counted. */
import type { SheetDeadline } from '@giamsat/contract/wire/sheet';
import { useTranslation } from 'react-i18next';
import { dayText } from '../../core/format.ts';
import { languageCode } from '../../i18n/language.ts';
import classes from './sheet.module.css';

export const SheetDeadlines = ({ deadlines }: { deadlines: readonly SheetDeadline[] }) => {
  const { t, i18n } = useTranslation('sheet');
  const language = languageCode(i18n.language);
  return (
    <section aria-label={t('deadlines.title')}>
      <h4>{t('deadlines.title')}</h4>
      {deadlines.length === 0 ? (
        <p className={classes.quiet}>{t('deadlines.none')}</p>
      ) : (
        <dl className={classes.deadlines}>
          {deadlines.map(({ id, title, term, from, until, moved, basis, checked, calendarKnown }) => (
            <div key={id}>
              <dt>{title[language]}</dt>
              <dd>
                {from === undefined || until === undefined ? (
                  t('deadlines.unknown')
                ) : (
                  <>
                    <strong>
                      {moved
                        ? t('deadlines.moved', { until: dayText(until), moved: dayText(moved) })
                        : t('deadlines.until', { until: dayText(until) })}
                    </strong>
                    <span>{t(`deadlines.${term.unit}`, { many: term.count, from: dayText(from) })}</span>
                  </>
                )}
                <span className={classes.basis}>
                  {[
                    basis,
                    ...(checked ? [] : [t('deadlines.unchecked')]),
                    ...(calendarKnown ? [] : [t('deadlines.calendar')]),
                  ].join('; ')}
                </span>
              </dd>
            </div>
          ))}
        </dl>
      )}
      <p className={classes.quiet}>{t('deadlines.help')}</p>
    </section>
  );
};
