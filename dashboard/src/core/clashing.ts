/** Hearings of a day that cannot both be held as they are listed, as far as this viewer sees both. */
import { type Clash, clashesOf, type Planned } from '@giamsat/contract/clashes';
import { isEnded } from '@giamsat/contract/stage';
import type { FullRow, HearingRow } from '@giamsat/contract/wire/live';

export type RowClash = { kind: Clash<Planned>['kind']; with: FullRow };

/** By id; what has ended clashes with nothing any more. */
export function clashingOf(rows: readonly HearingRow[]): Map<string, RowClash[]> {
  const planned = rows.flatMap((row) => {
    if (row.form === 'masked' || isEnded(row.state.stage)) return [];
    const { panel, prosecutor, clerk } = row.state;
    const people = [...panel, ...(prosecutor ? [prosecutor] : []), ...(clerk ? [clerk] : [])];
    return [{ row, court: row.court, room: row.room, start: Date.parse(row.state.start), people }];
  });
  const found = new Map<string, RowClash[]>();
  for (const { of, with: other, kind } of clashesOf(planned)) {
    found.set(of.row.id, [...(found.get(of.row.id) ?? []), { kind, with: other.row }]);
  }
  return found;
}
