import { inflateSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { type Content, renderPdf } from './pdf.ts';

const pageOf = (content: Content) =>
  renderPdf({ title: 'Phiếu theo dõi phiên tòa', language: 'vi', foot: 'In lúc 09:00', content });

/** What it holds, unpacked. */
function streamsOf(pdf: Buffer): string[] {
  const raw = pdf.toString('latin1');
  const streams: string[] = [];
  for (const { index } of raw.matchAll(/stream\n/g)) {
    const begin = index + 'stream\n'.length;
    try {
      streams.push(inflateSync(pdf.subarray(begin, raw.indexOf('endstream', begin))).toString('latin1'));
    } catch {
      // One that is not packed.
    }
  }
  return streams;
}
/** Of each page, how many pieces of text stand on it, its foot included. */
const textsOf = (pdf: Buffer): number[] => streamsOf(pdf).flatMap((text) => text.match(/\bBT\b/g)?.length ?? []);

/** What the pages' fonts say their glyphs mean, as a reader's search and copy use it. */
function lettersOf(pdf: Buffer): string {
  let letters = '';
  for (const text of streamsOf(pdf)) {
    if (!text.includes('beginbfrange')) continue;
    for (const [hex] of text.slice(text.indexOf('beginbfrange')).matchAll(/(?<=[<[ ])<?[0-9a-f]{4}(?=>)/g))
      letters += String.fromCharCode(Number.parseInt(hex.replace('<', ''), 16));
  }
  return letters;
}

test('every letter of Vietnamese is in the type, and can be searched for', async () => {
  const vietnamese =
    'ĂăÂâĐđÊêÔôƠơƯưẠạẢảẤấẦầẨẩẪẫẬậẮắẰằẲẳẴẵẶặẸẹẺẻẼẽẾếỀềỂểỄễỆệỈỉỊịỌọỎỏỐốỒồỔổỖỗỘộỚớỜờỞởỠỡỢợỤụỦủỨứỪừỬửỮữỰựỲỳỴỵỶỷỸỹ–';
  const pdf = await pageOf(vietnamese);
  expect(pdf.subarray(0, 5).toString()).toBe('%PDF-');
  const letters = lettersOf(pdf);
  expect([...vietnamese].filter((letter) => !letters.includes(letter))).toEqual([]);
});

test('a text is a text: signs that no type has, signs of markup and of control break nothing', async () => {
  const pdf = await pageOf(['🙂 <b>&amp;</b> {"image":"/etc/passwd"}', { text: '\u0007\u200b\ud83d' }, '']);
  expect(pdf.length).toBeGreaterThan(1000);
});

test('it reads no file and no address that a document names', async () => {
  await expect(pageOf({ image: '/etc/hostname' })).rejects.toThrow();
  await expect(pageOf({ image: 'http://127.0.0.1:1/x.png' })).rejects.toThrow();
  // And goes on afterwards.
  await expect(pageOf('Tiếp theo')).resolves.toBeInstanceOf(Buffer);
});

test('a long table goes over pages of A4, and each page has its number', async () => {
  const body = Array.from({ length: 150 }, (_, i) => [`${i}`, 'Kiểm sát viên công bố cáo trạng']);
  const pdf = await pageOf({
    layout: 'form',
    table: { headerRows: 1, widths: [40, '*'], body: [['Số', 'Diễn biến'], ...body] },
  });
  const raw = pdf.toString('latin1');
  expect(raw.match(/\/Type \/Page\b/g)?.length).toBeGreaterThan(3);
  expect(raw).toContain('/MediaBox [0 0 595.28 841.89]');
});

test('a heading goes along with what it heads', async () => {
  // Of the first page so much is left that the heading has room there, and its table has not.
  const filler = { text: 'Trước', margin: [0, 0, 0, 684] as [number, number, number, number] };
  const table = { table: { dontBreakRows: true, body: [[{ stack: ['Một', 'Hai', 'Ba', 'Bốn', 'Năm'] }]] } };
  const [alone = 0] = textsOf(await pageOf('Trước'));
  expect(textsOf(await pageOf([filler, { text: 'Mục', style: 'h2' }, table]))).toEqual([alone, alone + 5]);
  // What is no heading stays where it has room.
  expect(textsOf(await pageOf([filler, 'Mục', table]))).toEqual([alone + 1, alone + 4]);
});
