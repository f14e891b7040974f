import type { LogLine } from '@giamsat/contract/wire/live';
import { expect, it } from 'vitest';
import { courseItems } from './course-items.ts';

const T = Date.parse('2021-04-15T01:00:00Z');
const line = (seconds: number): LogLine => ({
  ref: `/courts/lb/agents/lb-1#${seconds}`,
  hearing: '01921e00-0000-7000-8000-000000000001',
  court: 'lb',
  courtShort: 'LB',
  type: 'hearing.note.recorded',
  time: new Date(T + seconds * 1000).toISOString(),
  recordedtime: new Date(T + seconds * 1000).toISOString(),
  data: { text: 'x' },
  correctedBy: [],
  retracted: false,
  flags: [],
  version: 1,
});
const stretch = (from: number, to: number) => ({ from: T + from * 1000, to: T + to * 1000 });
const tracks = {
  stages: [],
  recorded: [stretch(0, 100), stretch(160, 300)],
  filled: [
    { ...stretch(200, 220), filledAt: T + 3_600_000 },
    { ...stretch(222, 224), filledAt: T + 3_600_000 },
  ],
  gaps: [
    { ...stretch(100, 160), cause: 'camera' as const },
    { ...stretch(300, 400), cause: 'cut' as const },
    { ...stretch(90, 91), cause: 'line' as const },
  ],
  locked: [{ ...stretch(300, 400), cause: 'recess' as const }],
};
const named = (seconds: readonly number[], known: Parameters<typeof courseItems>[1]) =>
  courseItems(seconds.map(line), known).map((item) =>
    item.kind === 'line'
      ? `${(item.from - T) / 1000} ${item.absence?.cause ?? 'shown'}`
      : `${(item.from - T) / 1000} ${item.kind}`,
  );

it('tells gaps and fillings where they belong, and of each line why it has no picture', () => {
  expect(named([10, 120, 210, 350], tracks)).toEqual([
    '10 shown',
    '100 gap',
    '120 camera',
    '200 filled',
    '210 shown',
    '350 recess',
  ]);
});
it('says nothing of pictures before it knows, nor of each line where there is none at all', () => {
  expect(named([10, 120], undefined)).toEqual(['10 shown', '120 shown']);
  expect(named([10, 120], { ...tracks, recorded: [] })).toEqual(['10 shown', '120 shown']);
});
