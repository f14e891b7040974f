/** What the log answers of one item of the sheet; each finding leads to its line's moment. */
import type { SheetFinding } from '@giamsat/contract/wire/sheet';
import { IconAlertTriangle } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { clockSecondsText, clockText } from '../../core/format.ts';
import classes from './sheet.module.css';

type Props = { findings: readonly SheetFinding[]; onSeek: (dateMs: number) => void };

export const SheetFindings = ({ findings, onSeek }: Props) => {
  const { t } = useTranslation('sheet');
  /** Codes that have words of their own are said in these. */
  const textOf = ({ code, values, state }: SheetFinding): string => {
    const { role, stage, reason } = values;
    const named = {
      ...values,
      ...(role ? { role: t(`people:${role}`) } : {}),
      ...(stage ? { stage: t(`stage:${stage}`) } : {}),
      ...(reason ? { reason: t(`reason:${reason}`) } : {}),
    };
    const unsaid = state === 'recorded' || state === 'check' ? undefined : t(`state.${state}`);
    return [code === undefined ? undefined : t(`finding.${code}`, named), unsaid].filter(Boolean).join(': ');
  };
  return (
    <ul className={classes.findings}>
      {findings.map((finding) => {
        const { at, ref, code, state } = finding;
        return (
          <li key={`${ref} ${code} ${Object.values(finding.values)}`} data-state={state}>
            {at ? (
              <button
                type="button"
                title={t('jump', { time: clockSecondsText(at) })}
                onClick={() => onSeek(Date.parse(at))}
              >
                <time dateTime={at}>{clockText(at)}</time>
              </button>
            ) : (
              <span />
            )}
            <span>
              {state === 'check' && <IconAlertTriangle size={16} role="img" aria-label={t('state.check')} />}
              {textOf(finding)}
            </span>
          </li>
        );
      })}
    </ul>
  );
};
