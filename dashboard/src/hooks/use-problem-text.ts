/** An error as a sentence: what happened and what to do next. */
import { useTranslation } from 'react-i18next';
import { ApiProblem } from '../core/problem.ts';

export const useProblemText = (): ((error: unknown) => string) => {
  const { t, i18n } = useTranslation();
  return (error) => {
    if (!(error instanceof ApiProblem)) return t('error.unknown', { status: '–' });
    const { field = '' } = error.problem;
    // Some fields have a sentence of their own, such as a number that is taken.
    const own = `error.${error.code}${field}`;
    const key = i18n.exists(own) ? own : `error.${error.code}`;
    return i18n.exists(key)
      ? t(key, { field: error.problem.field ?? error.problem.detail ?? '–' })
      : t('error.unknown', { status: error.problem.status });
  };
};
