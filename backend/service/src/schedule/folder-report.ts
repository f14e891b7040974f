/** The report beside a hearing list that was set aside, for whoever put it down: plain text that any editor opens. Pure. */
import { LINE_FAULT_WORDS, LIST_REFUSAL_WORDS } from '@giamsat/contract/list-words';
import type { ListFile } from '@giamsat/contract/wire/schedule';

const HEAD = 'Danh sách này chưa được nhập: không dòng nào của tệp có hiệu lực.';
const NEXT = 'Hãy sửa tệp rồi đặt lại vào thư mục.';

const faultText = ({ code, value }: ListFile['lines'][number]['faults'][number]): string =>
  LINE_FAULT_WORDS[code].replace('{{value}}', value ?? '');

/** With the mark by which Windows knows UTF-8, and its ends of lines. */
export function reportOf(name: string, { refusal, lines }: Pick<ListFile, 'refusal' | 'lines'>): string {
  const why =
    refusal === undefined
      ? [
          `${lines.length} dòng có lỗi:`,
          ...lines.map(({ line, caseNumber, faults }) => {
            const at = caseNumber === undefined ? `Dòng ${line}` : `Dòng ${line} (${caseNumber})`;
            return `- ${at}: ${faults.map(faultText).join('; ')}`;
          }),
        ]
      : [LIST_REFUSAL_WORDS[refusal]];
  return `\uFEFF${[`Tệp: ${name}`, HEAD, '', ...why, '', NEXT, ''].join('\r\n')}`;
}
