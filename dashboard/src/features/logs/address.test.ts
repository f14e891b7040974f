import { expect, test } from 'vitest';
import { hashOf, isEmpty, wantedOf } from './address.ts';

test('what is looked for is the address, and comes back from it', () => {
  const wanted = {
    q: '"nghị án" -kín & 9011/2021',
    court: 'lb',
    type: 'HNGĐ',
    stage: 'debate',
    from: '2021-04-01',
    to: '2021-04-15',
    person: 'Nguyễn Văn A',
    gap: true,
    flag: true,
    correction: true,
  } as const;
  expect(wantedOf(hashOf(wanted))).toEqual(wanted);
  expect(hashOf({ q: '', court: undefined })).toBe('');
});

test.each(['', '#', '#court=../x&type=XX&stage=&from=yesterday&to=2021-13-40&gap=yes', '#q=%20%20'])('%s', (hash) => {
  expect(isEmpty(wantedOf(hash))).toBe(true);
});
