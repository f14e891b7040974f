/** What a run found, to be read. */
import type { Outcome } from './play.ts';

const padded = (rows: readonly (readonly (string | number)[])[]): string[] => {
  const widths = (rows[0] ?? []).map((_, n) => Math.max(...rows.map((row) => String(row[n] ?? '').length)));
  return rows.map((row) =>
    row
      .map((cell, n) => String(cell).padEnd(widths[n] ?? 0))
      .join('  ')
      .trimEnd(),
  );
};
const median = (numbers: readonly number[]): number | string =>
  [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? '–';

export function tableOf({ struck, verdict, unsettled }: Outcome): string {
  const names = [...new Set(struck.map(({ fault }) => fault))];
  const faults = names.map((name) => {
    const all = struck.filter(({ fault }) => fault === name);
    const back = all.flatMap(({ backMs }) => (typeof backMs === 'number' ? [backMs] : []));
    const never = all.filter(({ backMs }) => backMs === null).length;
    return [name, all.length, median(back), back.length > 0 ? Math.max(...back) : '–', never];
  });
  const { events, feeds } = verdict;
  return [
    ...padded([['fault', 'times', 'picture back, median ms', 'most ms', 'not within a minute'], ...faults]),
    '',
    `events: ${events.acknowledged} acknowledged, ${events.present} present, ${events.doubled.length} doubled, ${events.outOfChain.length} out of chain, ${events.outOfOrder.length} out of order`,
    ...Object.entries(feeds).map(([feed, account]) => {
      const declared = Object.entries(account.declared).map(([cause, n]) => `${n} ${cause}`);
      const { median: usual, most } = account.apartMs;
      return (
        `frames of ${feed}: ${account.shown} shown, ${account.recorded} recorded, declared missing ${declared.join(', ') || 'none'}, ` +
        `${account.undeclared.length} undeclared, ${account.doubled} doubled; log and picture ${usual ?? '–'} ms apart (median), ${most ?? '–'} at most`
      );
    }),
    `longest interruption of the viewer: ${verdict.longestInterruptionMs} ms`,
    ...[
      ...events.lost,
      ...verdict.segmentsLost,
      ...events.doubled,
      ...events.outOfChain,
      ...events.outOfOrder,
      ...unsettled,
    ]
      .slice(0, 20)
      .map((line) => `  ✗ ${line}`),
    ...Object.entries(feeds).flatMap(([feed, { undeclared }]) =>
      stretchesOf(undeclared).map((line) => `  ✗ ${feed}, undeclared: ${line}`),
    ),
  ].join('\n');
}

/** Frames that follow each other within a second are one stretch. */
function stretchesOf(frames: readonly number[]): string[] {
  const stretches: { from: number; to: number; frames: number }[] = [];
  for (const frame of [...frames].sort((a, b) => a - b)) {
    const last = stretches.at(-1);
    if (last && frame - last.to < 1_000) {
      last.to = frame;
      last.frames += 1;
    } else stretches.push({ from: frame, to: frame, frames: 1 });
  }
  return stretches.map(
    ({ from, to, frames: n }) => `${new Date(from).toISOString()} to ${new Date(to).toISOString()}, ${n} frames`,
  );
}
