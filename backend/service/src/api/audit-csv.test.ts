import { csvField } from '@giamsat/contract/csv';
import { describe, expect, test } from 'vitest';
import { csvEntry, csvHead } from './audit-csv.ts';

const entry = {
  id: 70,
  number: 7,
  at: '2021-04-14T18:30:00.250Z',
  kind: 'authorisation.entered',
  login: 'quan.tri',
  organisation: 'tand',
  address: '10.1.2.3',
  detail: { documentNo: '=HYPERLINK("http://x")', issuer: 'Tòa "A", B' },
};

describe('a field', () => {
  test('is quoted, its quotation marks are doubled', () => {
    expect(csvField('')).toBe('""');
    expect(csvField('Tòa "A", phòng 1\r\n2')).toBe('"Tòa ""A"", phòng 1\r\n2"');
  });

  test.each(['=1+1', '+84', '-1', '@SUM(A1)', '\t=1', '\r=1', '\n=1', '＝1+1', '＠SUM(A1)'])(
    'is never a formula: %j',
    (value) => {
      expect(csvField(value)).toBe(`"'${value}"`);
    },
  );

  test('is left as it is where it is none', () => {
    for (const value of ['12/QĐ-TA', '019171b1-0000', 'a=1', "'x"]) expect(csvField(value)).toBe(`"${value}"`);
  });
});

describe('a line', () => {
  test('has a field for each head, in either language', () => {
    const count = (line: string) => line.split('","').length;
    for (const language of ['vi', 'en'] as const) {
      expect(count(csvEntry({ ...entry, detail: {} }, language))).toBe(count(csvHead(language)));
    }
  });

  test('says the kind in words and in its code, and the time as in Vietnam and as it is stored', () => {
    expect(csvEntry(entry, 'vi')).toBe(
      '"7","2021-04-15 01:30:00","2021-04-14T18:30:00.250Z","Nhập văn bản cho phép","authorisation.entered","quan.tri","tand","10.1.2.3","","","","","",' +
        '"{""documentNo"":""=HYPERLINK(\\""http://x\\"")"",""issuer"":""Tòa \\""A\\"", B""}"\r\n',
    );
    expect(csvEntry({ ...entry, kind: 'an.old.kind' }, 'en')).toContain('"an.old.kind","an.old.kind"');
  });

  test('names nobody whose look is withheld', () => {
    const { login: _1, organisation: _2, address: _3, ...rest } = entry;
    expect(csvEntry({ ...rest, withheld: true }, 'en')).toContain('"(not named before the hearing has ended)","",""');
  });
});
