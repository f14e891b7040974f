/** Vietnamese in the fonts of before Unicode (TCVN3, `.VnTime`): recognised by its headings, so that it can be refused in words. */
import { headingsIn } from './columns.ts';
import type { Line } from './grid.ts';

/** From 0xA1 on; a dot: nothing stands there. TCVN 5712:1993, VN3. */
const FROM_A1 =
  'ĂÂÊÔƠƯĐăâêôơưđ' + // A1–AE
  '......àảãáạ.ằẳẵắ' + // AF–BE
  '.......ặầẩẫấậè.ẻẽ' + // BF–CF
  'éẹềểễếệìỉ...ĩíịò' + // D0–DF
  '.ỏõóọồổỗốộờởỡớợù' + // E0–EF; EC is ỡ
  '.ủũúụừửữứựỳỷỹýỵ'; // F0–FE

const unicodeOf = (text: string): string =>
  [...text]
    .map((sign) => {
      const meant = FROM_A1[(sign.codePointAt(0) ?? 0) - 0xa1];
      return meant === undefined || meant === '.' ? sign : meant;
    })
    .join('');

/** Whether these lines have headings once their letters are read as the old fonts show them. */
export const isInOldLetters = (lines: readonly Line[]): boolean =>
  headingsIn(
    lines.slice(0, 40).map(({ line, cells }) => ({
      line,
      cells: cells.map((cell) => (typeof cell === 'string' ? unicodeOf(cell) : cell)),
    })),
  ) !== undefined;
