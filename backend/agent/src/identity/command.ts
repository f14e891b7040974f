/** `giamsat-agent enrol`: takes the code from standard input or a file, so that it is in no list of processes; ends with 0, 1 or 2. */
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import { readConfig } from '../config.ts';
import { LineError, RefusedError } from '../uplink/service-client.ts';
import { enrol } from './enrol.ts';

export const ENROL_USAGE = 'giamsat-agent enrol --config FILE [--code-file FILE] [--language vi|en]';

const WORDS = {
  vi: {
    ask: 'Mã đăng ký (quản trị viên Tòa án cấp, dùng một lần): ',
    empty: 'Chưa nhập mã đăng ký.',
    done: 'Đã đăng ký máy',
    compare: 'Dấu kiểm của khóa (phải giống ở trang Quản trị → Máy tại tòa)',
    refused: 'Hệ thống không chấp nhận mã này: mã đã dùng, đã hết hạn hoặc của máy khác. Hãy xin mã mới.',
    failed: 'Hệ thống từ chối',
    line: 'Không kết nối được tới hệ thống; hãy kiểm tra đường truyền rồi chạy lại với cùng mã',
  },
  en: {
    ask: 'Enrolment code (from the court administrator, good once): ',
    empty: 'No code was given.',
    done: 'Enrolled',
    compare: 'Fingerprint of the key (must be the same on the page Administration → Court machines)',
    refused: 'The code is not taken: it was used, has expired, or is another machine’s. Ask for a new one.',
    failed: 'The service refuses',
    line: 'The service cannot be reached; check the line, then run this again with the same code',
  },
} as const;

/** The first line that is typed, or comes down a pipe. */
async function firstLine(prompt: string): Promise<string> {
  if (process.stdin.isTTY) process.stderr.write(prompt);
  const lines = createInterface({ input: process.stdin });
  try {
    for await (const line of lines) return line;
    return '';
  } finally {
    lines.close();
  }
}

export async function enrolCommand(args: string[]): Promise<number> {
  const { values } = parseArgs({
    args,
    options: {
      config: { type: 'string' },
      'code-file': { type: 'string' },
      language: { type: 'string', default: 'vi' },
    },
  });
  if (values.config === undefined) {
    process.stderr.write(`${ENROL_USAGE}\n`);
    return 2;
  }
  const words = WORDS[values.language === 'en' ? 'en' : 'vi'];
  const config = readConfig(values.config);
  const file = values['code-file'];
  const code = (file === undefined ? await firstLine(words.ask) : readFileSync(file, 'utf8')).trim();
  if (code === '') {
    process.stderr.write(`${words.empty}\n`);
    return 2;
  }
  try {
    const { fingerprint } = await enrol(config, code);
    process.stdout.write(`${words.done} ${config.code}.\n${words.compare}: ${fingerprint}\n`);
    return 0;
  } catch (error) {
    if (error instanceof LineError) process.stderr.write(`${words.line}: ${error.message}\n`);
    else if (!(error instanceof RefusedError)) throw error;
    else if (error.status === 401) process.stderr.write(`${words.refused}\n`);
    else process.stderr.write(`${words.failed}: ${error.problem?.detail ?? error.message}\n`);
    return 1;
  }
}
