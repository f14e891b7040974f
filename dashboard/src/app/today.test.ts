import { describe, expect, it } from 'vitest';
import { todayOf } from '../core/briefing/today.ts';
import { fullRow, maskedRow } from './test-rows.ts';

describe('the day', () => {
  it('is what sits, what comes, and what is over', () => {
    const rows = [
      fullRow(1, { stage: 'closed' }),
      maskedRow(2),
      fullRow(3, { stage: 'scheduled', start: '2021-04-15T07:00:00.000Z' }),
      fullRow(4, { stage: 'deliberation' }),
    ];
    expect(todayOf(rows).map(({ id }) => id)).toEqual([rows[3], rows[2], rows[1], rows[0]].map((row) => row?.id));
  });
});
