/** What copies, restores and verdicts say to whoever keeps the machine. */
import type { Copied } from './backup.ts';
import type { Restored } from './restore.ts';
import type { Verdict } from './verify.ts';

const MOST_NAMED = 5;

const count = (n: number, one: string, many = `${one}s`): string => `${n.toLocaleString('en')} ${n === 1 ? one : many}`;
const size = (bytes: number): string =>
  bytes < 1e6
    ? `${Math.ceil(bytes / 1e3)} kB`
    : bytes < 1e9
      ? `${(bytes / 1e6).toFixed(1)} MB`
      : `${(bytes / 1e9).toFixed(1)} GB`;
/** In the court's own time. */
const moment = (rfc3339: string): string =>
  `${new Intl.DateTimeFormat('en-GB', { dateStyle: 'short', timeStyle: 'medium', timeZone: 'Asia/Ho_Chi_Minh' }).format(Date.parse(rfc3339))} (UTC+7)`;

export const KEYS_APART =
  'Not in a copy: seal.key (opens second factors), checkpoint.key (signs seals) and tls/ (the certificate that machines at courts trust). Keep them apart from it; a restore takes them by --keys.';

export function copiedWords({ moment: name, list, written, notWhole }: Copied): string {
  const { records, media, at } = list;
  return [
    `Copied until ${moment(at)}: ${count(records, 'record')}, ${count(media.segments, 'recorded segment')} (${size(media.bytes)}). New in copy ${name}: ${count(written.pieces, 'piece')} of tables, ${count(written.pictures, 'segment')}, ${size(written.bytes)}.`,
    ...(notWhole > 0
      ? [
          `${count(notWhole, 'recorded segment is', 'recorded segments are')} missing or changed on the disk here, and in no copy: \`main.ts verify\` names them.`,
        ]
      : []),
    KEYS_APART,
  ].join('\n');
}

/** Empty: all is whole. */
export function faultsOf({ journal, audit, media }: Verdict): string[] {
  const named = (what: string, objects: readonly string[]): string[] =>
    objects.length === 0
      ? []
      : [
          `${count(objects.length, 'recorded segment')} ${what}: ${objects.slice(0, MOST_NAMED).join(', ')}${objects.length > MOST_NAMED ? ', …' : ''}`,
        ];
  const { fault } = journal;
  return [
    ...(fault
      ? [
          `journal: ${fault.kind}${'position' in fault ? ` at record ${fault.position}` : 'size' in fault ? ` in the seal over ${fault.size} records` : ''}`,
        ]
      : []),
    ...(audit.fault === undefined ? [] : [`audit: ${audit.fault}`]),
    ...named('missing', media.missing),
    ...named('changed', media.changed),
    ...(media.statedOtherwise > 0
      ? [`${count(media.statedOtherwise, 'recorded segment')} not what the court states`]
      : []),
    ...(media.inits > 0 ? [`${count(media.inits, 'initialisation section')} not as announced`] : []),
  ];
}

export function verdictWords(verdict: Verdict): string {
  const { journal, audit, media } = verdict;
  const faults = faultsOf(verdict);
  const read = `${count(journal.records, 'record')} in ${count(journal.streams, 'chain')}, ${count(journal.seals, 'seal')} (up to record ${journal.sealed}), ${count(audit.lines, 'line')} of the audit, ${count(media.segments, 'recorded segment')} (${size(media.bytes)}) by digest${media.removed > 0 ? `, ${media.removed} removed by decision` : ''}`;
  return faults.length === 0
    ? `Whole: ${read}.`
    : [`NOT WHOLE. Read: ${read}. Found:`, ...faults.map((one) => `  - ${one}`)].join('\n');
}

export function restoredWords({ moment: name, list, lacking, removedSince, verdict, keys }: Restored): string {
  return [
    `Restored until ${moment(list.at)} (copy ${name}). ${verdictWords(verdict)}`,
    ...(lacking > 0
      ? [`${count(lacking, 'recorded segment')} could not be restored; their places show as missing.`]
      : []),
    ...(removedSince > 0 ? [`${count(removedSince, 'recorded segment')} had been removed by decision since.`] : []),
    `What was entered, approved, revoked or locked after that moment is not in it. Machines at courts send again what they still have, by themselves; people do not: go through revocations and locks anew. Everybody signs in again, and meeting rooms' screens are confirmed again.`,
    ...keys,
  ].join('\n');
}
