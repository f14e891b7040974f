/** Structured logs that hold neither a case's name nor a camera's password. */
import pino, { type DestinationStream, type Logger as PinoLogger } from 'pino';

export type Logger = PinoLogger;

/** A URL as it may be shown: without user, password and query. */
export function withoutCredentials(url: string): string {
  try {
    const parsed = new URL(url);
    if (parsed.host === '') return url.split('?')[0] ?? '';
    return `${parsed.protocol}//${parsed.host}${parsed.pathname}`;
  } catch {
    return url.replace(/\/\/[^/@]*@/, '//').split('?')[0] ?? '';
  }
}

/** Takes credentials out of whatever another program wrote. */
export const scrubbed = (text: string): string => text.replace(/([a-z]+:\/\/)[^\s/@]*@/gi, '$1…@');

const ignore = () => undefined;
const MAX_WAITING_BYTES = 1024 * 1024;

/**
 * Standard output. A reader that stands still or went away holds nothing: a write to the descriptor itself would wait in a thread for
 * ever, and the end of the process for that thread; the stream takes what the pipe takes. What waits beyond a bound is dropped.
 */
function standardOutput(): DestinationStream {
  const { stdout } = process;
  if (!stdout.listeners('error').includes(ignore)) stdout.on('error', ignore);
  return {
    write(line) {
      if (stdout.writableLength < MAX_WAITING_BYTES) stdout.write(line);
    },
  };
}

/** `out`: where lines go instead of standard output. */
export const createLogger = (level: string, agent: string, out: DestinationStream = standardOutput()): Logger =>
  pino(
    {
      level,
      base: { agent },
      formatters: { level: (label) => ({ level: label }) },
      timestamp: pino.stdTimeFunctions.isoTime,
      redact: { paths: ['token', 'password', '*.token', '*.password', 'headers.authorization'], censor: '[hidden]' },
    },
    out,
  );
