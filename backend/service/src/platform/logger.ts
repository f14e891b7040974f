/** The service's log: structured lines that never hold what a case is called, who is in it, or a secret. */
import pino, { type DestinationStream, type Logger } from 'pino';

export type { Logger } from 'pino';

/**
 * Members that may hold a case's name, number or title, a person's name, or a secret, wherever they stand.
 * The text of an error is kept: our own never quote what came in.
 */
const WITHHELD = new Set([
  'title',
  'casenumbers',
  'casenumber',
  'data',
  'payload',
  'panel',
  'participants',
  'prosecutor',
  'clerk',
  'displayname',
  'text',
  'body',
  'query',
  'search',
  'detail',
  'where',
  'parameters',
  'password',
  'passwordhash',
  'verifier',
  'token',
  'authorization',
  'cookie',
]);
const MAX_DEPTH = 6;
const MAX_WAITING_BYTES = 1024 * 1024;

/** A copy without the withheld members. */
export function withhold(value: unknown, depth = 0): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (depth >= MAX_DEPTH) return '[deep]';
  if (Array.isArray(value)) return value.map((item) => withhold(item, depth + 1));
  if (value instanceof Error) return errorLine(value);
  return Object.fromEntries(
    Object.entries(value).map(([key, member]) => [
      key,
      WITHHELD.has(key.toLowerCase()) ? '[withheld]' : withhold(member, depth + 1),
    ]),
  );
}

/** PostgreSQL puts values into `detail` and `where`; of an error only what we can vouch for is written. */
function errorLine(error: Error): object {
  const { code, routine, constraint } = error as Error & { code?: unknown; routine?: unknown; constraint?: unknown };
  // A database's message can quote a value ("invalid input syntax for type json: …"); its code says what happened.
  const fromDatabase = typeof routine === 'string';
  return {
    type: error.name,
    message: fromDatabase ? `database error ${String(code)}` : error.message,
    stack: fromDatabase ? error.stack?.split('\n').slice(1).join('\n') : error.stack,
    ...(code === undefined ? {} : { code }),
    ...(constraint === undefined ? {} : { constraint }),
    ...(error.cause instanceof Error ? { cause: errorLine(error.cause) } : {}),
  };
}

/**
 * Standard output. A reader that stands still holds nothing: a write to the descriptor itself would wait in a thread for ever, and the
 * end of the process for that thread; the stream takes what the pipe takes. What waits beyond a bound is dropped, and at the end all of it.
 */
function standardOutput(): DestinationStream {
  const { stdout } = process;
  stdout.on('error', () => undefined);
  return {
    write(line) {
      if (stdout.writableLength < MAX_WAITING_BYTES) stdout.write(line);
    },
  };
}

export function createLogger(options: { level: string; destination?: DestinationStream }): Logger {
  const logger = pino(
    {
      level: options.level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: {
        level: (label) => ({ level: label }),
        log: (line) => withhold(line) as Record<string, unknown>,
      },
      serializers: { err: (error: unknown) => error },
      hooks: {
        // Of a bare error pino would take the message as the line's own.
        logMethod(args, method) {
          const [first, ...rest] = args as unknown[];
          const line = first instanceof Error ? [{ err: first }, ...(rest.length > 0 ? rest : ['failed'])] : args;
          method.apply(this, line as Parameters<typeof method>);
        },
      },
    },
    options.destination ?? standardOutput(),
  );
  // What is bound to a child does not pass the formatters.
  const { child } = logger;
  logger.child = function bound(this: Logger, bindings, childOptions) {
    return child.call(this, withhold(bindings) as typeof bindings, childOptions);
  } as typeof child;
  return logger;
}

/** For tools and tests that have nobody to tell. */
export const silentLogger = createLogger({ level: 'silent' });
