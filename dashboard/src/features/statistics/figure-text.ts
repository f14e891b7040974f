/** Figures as they are read: `97,6%`, `+7,6 điểm phần trăm`, `1 giờ 42 phút`. Pure. */
import type { Figure, FigureDefinition } from '@giamsat/contract/wire/statistics';
import type { TFunction } from 'i18next';
import { numberText } from '../../core/format.ts';

type Unit = FigureDefinition['unit'];
type T = TFunction<'statistics'>;

const PERCENT: Record<string, Intl.NumberFormat> = {};
/** One decimal, always: `90,0`. */
const pointText = (value: number, language: string): string => {
  PERCENT[language] ??= new Intl.NumberFormat(language === 'vi' ? 'vi-VN' : 'en-GB', {
    minimumFractionDigits: 1,
    maximumFractionDigits: 1,
  });
  return PERCENT[language].format(value);
};

export const valueText = (value: number | null | undefined, unit: Unit, t: T, language: string): string => {
  if (value === null || value === undefined) return '–';
  if (unit === 'percent') return `${pointText(value, language)}%`;
  if (unit === 'count') return numberText(value, language);
  const minutes = Math.round(value);
  return minutes < 60
    ? t('statistics:minutes', { minutes })
    : t('statistics:hours', { hours: Math.floor(minutes / 60), minutes: minutes % 60 });
};

/** `+7,6 điểm phần trăm`; what is rounded to nothing is neither above nor below. */
export const differenceText = (difference: number, unit: Unit, t: T, language: string): string => {
  const rounded = Math.round(difference * 10) / 10;
  const sign = rounded > 0 ? '+' : rounded < 0 ? '−' : '';
  const size = unit === 'count' ? numberText(Math.abs(rounded), language) : pointText(Math.abs(rounded), language);
  return unit === 'percent' ? t('statistics:points', { points: sign + size }) : sign + size;
};

/** Whether the target is met; undefined where there is none, or no figure. */
export const isMet = ({ difference }: Figure, { better }: FigureDefinition): boolean | undefined => {
  if (difference === undefined || better === undefined) return undefined;
  // As it is read: a difference that is shown as nothing is none.
  const rounded = Math.round(difference * 10) / 10;
  return better === 'more' ? rounded >= 0 : rounded <= 0;
};
