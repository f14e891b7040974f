/** What an alert says, in one line of words. */
import type { Alert } from '@giamsat/contract/wire/alerts';
import { useTranslation } from 'react-i18next';
import { dayText, numberText } from '../../core/format.ts';

export const useAlertText = (): ((alert: Alert) => string) => {
  const { t, i18n } = useTranslation('alerts');
  return ({ rule, values, basis }) => {
    const figures = Object.fromEntries(
      Object.entries(values).map(([key, value]) => [
        key,
        typeof value === 'number' ? numberText(value, i18n.language) : key === 'day' ? dayText(value) : value,
      ]),
    );
    const { stage, cause, past } = values;
    const said = t(past === 1 ? `rule.${rule}.past` : `rule.${rule}`, {
      ...figures,
      stage: stage ? t(`stage:${stage}`) : '–',
    });
    const why = cause && i18n.exists(`alerts:cause.${cause}`) ? t(`cause.${cause}`) : '';
    return [said, why, basis].filter(Boolean).join(' – ');
  };
};
