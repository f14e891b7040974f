/** A court's machine, and a node of the service, in a line each: how it fares and why, then its figures. */
import type { Ailment, Band, SystemAnswer } from '@giamsat/contract/wire/system';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { clockSecondsText, momentText, numberText, roughText } from '../../core/format.ts';
import { languageCode } from '../../i18n/language.ts';
import { useAilmentsText } from '../../ui/ailments-text.ts';
import { BandBadge } from '../../ui/band-badge.tsx';
import classes from './system.module.css';

type Machine = SystemAnswer['courts'][number]['machines'][number];
type Node = SystemAnswer['nodes'][number];

type LineProps = { band: Band | undefined; ailments: readonly Ailment[]; name: ReactNode; children: ReactNode };

export const Line = ({ band, ailments, name, children }: LineProps) => {
  const ailmentsText = useAilmentsText();
  return (
    <div className={classes.line}>
      <BandBadge band={band} />
      <div className={classes.name}>{name}</div>
      <div className={classes.figures}>
        {ailments.length > 0 && <b>{ailmentsText(ailments)}</b>}
        {children}
      </div>
    </div>
  );
};

const since = (from: string, now: string, language: string): string =>
  roughText(Math.max(0, Date.parse(now) - Date.parse(from)), language);

export const MachineLine = ({ machine, now }: { machine: Machine; now: string }) => {
  const { t, i18n } = useTranslation('system');
  const language = languageCode(i18n.language);
  const size = (bytes: number) => t('gb', { size: numberText(bytes / 1e9, language) });
  const { heardAt, version, startedAt, diskFreeBytes, diskHours, spoolBytes, spoolSince } = machine;
  const { outboxLength, clockOffsetMs } = machine;
  return (
    <li>
      <Line
        band={machine.band}
        ailments={machine.ailments}
        name={
          <>
            <strong>{machine.name ?? t('machine', { code: machine.code })}</strong>
            {machine.name && <small>{machine.code}</small>}
          </>
        }
      >
        <span>{heardAt ? t('heard', { time: clockSecondsText(heardAt) }) : t('never')}</span>
        {version && <span>{t('version', { version })}</span>}
        {startedAt && <span>{t('uptime', { time: since(startedAt, now, language) })}</span>}
        {diskFreeBytes !== undefined && (
          <span>
            {t('disk', { size: size(diskFreeBytes) })}
            {diskHours !== undefined && `, ${t('diskHours', { time: roughText(diskHours * 3_600_000, language) })}`}
          </span>
        )}
        {spoolBytes !== undefined && (
          <span>
            {t('spool', { size: size(spoolBytes) })}
            {spoolSince && `, ${t('spoolSince', { time: since(spoolSince, now, language) })}`}
          </span>
        )}
        {outboxLength !== undefined && <span>{t('outbox', { count: outboxLength })}</span>}
        {clockOffsetMs !== undefined && (
          <span>{t('clock', { seconds: numberText(clockOffsetMs / 1000, language) })}</span>
        )}
      </Line>
    </li>
  );
};

export const NodeLine = ({ node, now }: { node: Node; now: string }) => {
  const { t, i18n } = useTranslation('system');
  const language = languageCode(i18n.language);
  return (
    <li>
      <Line
        band={node.band}
        ailments={node.ailments}
        name={<strong>{t('node', { code: node.node.slice(0, 8) })}</strong>}
      >
        <span>{t('version', { version: node.version })}</span>
        <span title={momentText(node.startedAt)}>{t('uptime', { time: since(node.startedAt, now, language) })}</span>
        <span>{t('busy', { ms: numberText(node.busyMs, language) })}</span>
      </Line>
    </li>
  );
};
