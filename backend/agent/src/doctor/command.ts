/** `giamsat-agent doctor`: checks one camera and says what to change; ends with 0 (Đạt), 1 (Chưa đạt) or 2 (not asked rightly). */
import { readFileSync } from 'node:fs';
import { text } from 'node:stream/consumers';
import { parseArgs } from 'node:util';
import type { CameraSource } from '../config.ts';
import { createLogger } from '../platform/logger.ts';
import { checkCamera } from './check.ts';
import { checkText } from './text.ts';

const USAGE = `giamsat-agent doctor CAMERA_URL | - | @FILE  [--language vi|en] [--json] [--transcode] [--data FOLDER]

  -            the address is read from standard input   (địa chỉ đọc từ đầu vào chuẩn)
  @FILE        the address is the first line of a file   (địa chỉ là dòng đầu của một tệp)
  --transcode  encode the picture anew where it cannot be copied (mã hóa lại khi cần)
  --data       folder whose disk will hold recordings    (thư mục lưu bản ghi)
`;

const KIND = /^(rtsps?:\/\/|\/|\.{1,2}\/)\S+$/i;

async function addressOf(given: string): Promise<string> {
  if (given === '-') return (await text(process.stdin)).split('\n')[0]?.trim() ?? '';
  if (given.startsWith('@')) return readFileSync(given.slice(1), 'utf8').split('\n')[0]?.trim() ?? '';
  return given;
}

export async function doctor(args: string[]): Promise<number> {
  // The list of processes shows a title instead of what was typed, password and all.
  process.title = 'giamsat-agent doctor';
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      language: { type: 'string', default: 'vi' },
      json: { type: 'boolean', default: false },
      transcode: { type: 'boolean', default: false },
      data: { type: 'string' },
    },
  });
  const [given] = positionals;
  const url = given === undefined ? '' : await addressOf(given);
  if (positionals.length !== 1 || !KIND.test(url)) {
    process.stderr.write(USAGE);
    return 2;
  }
  if (given === url && /@/.test(url)) {
    process.stderr.write(
      'Mật khẩu trên dòng lệnh còn lại trong lịch sử của shell; nên dùng - hoặc @FILE. (A password on the command line stays in the shell’s history; better use - or @FILE.)\n',
    );
  }
  const source: CameraSource = {
    kind: /^rtsps?:/i.test(url) ? 'rtsp' : 'file',
    url,
    ...(values.transcode ? { transcode: 'when-needed' } : {}),
  };
  const { report } = await checkCamera({
    source,
    logger: createLogger('silent', 'doctor'),
    ...(values.data === undefined ? {} : { folder: values.data }),
  });
  process.stdout.write(
    values.json ? `${JSON.stringify(report)}\n` : checkText(report, values.language === 'en' ? 'en' : 'vi'),
  );
  return report.pass ? 0 : 1;
}
