/** A refusal in words a clerk can act on; always says what was kept. */
import type { TFunction } from 'i18next';
import { ConsoleProblem } from './console-problem.ts';

export const problemText = (error: unknown, t: TFunction<'console'>): string => {
  if (!(error instanceof ConsoleProblem)) return t('problem.unknown');
  const { type, status, detail, field, title } = error.problem;
  if (status === 0) return t('problem.unreachable');
  if (status === 401) return t('problem.signIn');
  if (status === 429) return t('problem.tooMany');
  if (type === 'urn:giamsat:problem:closed') return t('problem.closed');
  return t('problem.refused', { detail: [field, detail ?? title].filter(Boolean).join(': ') });
};
