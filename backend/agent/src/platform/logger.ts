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

/**
 * Standard output, written aside: pino's own waits inside the write for a reader that stands still, for ever, and the
 * whole process with it. Lines that nobody takes are dropped.
 */
function standardOutput(): DestinationStream {
  const out = pino.destination({ dest: 1, sync: false, maxLength: 1024 * 1024, retryEAGAIN: () => false });
  out.on('error', () => undefined);
  return out;
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
