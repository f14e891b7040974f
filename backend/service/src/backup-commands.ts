/** What is typed beside the service: copies, their restoring, and the verdict over everything; see README, "Copies". */
import path from 'node:path';
import { parseArgs } from 'node:util';
import { makeKeyFile } from './backup/age.ts';
import { makeCopy } from './backup/backup.ts';
import { openDatabase } from './backup/place.ts';
import { restoreCopy } from './backup/restore.ts';
import { type Verdict, verifyEverything } from './backup/verify.ts';
import { copiedWords, faultsOf, restoredWords, verdictWords } from './backup/words.ts';
import { USAGE } from './command.ts';
import { readConfig } from './config.ts';
import { systemClock } from './platform/clock.ts';
import { PlainError } from './platform/errors.ts';
import { createLogger } from './platform/logger.ts';

const COMMANDS = ['backup-key', 'backup', 'restore', 'verify'] as const;

export const isBackupCommand = (name: string | undefined): boolean => COMMANDS.some((one) => one === name);

type Environment = Record<string, string | undefined>;
/** `code` is 1 where what it found is not whole. */
type CommandAnswer = { said: string; code: number };

/** As it is typed: says what it did, and ends with its code. @throws PlainError */
export async function runBackupCommand(argv: readonly string[], env: Environment): Promise<void> {
  const { said, code } = await answerCommand(argv, env);
  console.log(said);
  process.exitCode = code;
}

/** @throws PlainError */
export async function answerCommand(argv: readonly string[], env: Environment): Promise<CommandAnswer> {
  const [command, ...args] = argv;
  const usage = new PlainError(`Usage: ${USAGE}`, { exitCode: 2 });
  const given = (() => {
    try {
      return parseArgs({
        args,
        allowPositionals: true,
        options: {
          to: { type: 'string' },
          for: { type: 'string' },
          keep: { type: 'string' },
          from: { type: 'string' },
          key: { type: 'string' },
          keys: { type: 'string' },
          copy: { type: 'string' },
          partial: { type: 'boolean' },
        },
      });
    } catch {
      throw usage;
    }
  })();
  const { values, positionals } = given;
  if (command === 'backup-key') {
    const [file, ...more] = positionals;
    if (file === undefined || more.length > 0) throw usage;
    return { said: await makeKeyFile(path.resolve(file)), code: 0 };
  }
  if (positionals.length > 0) throw usage;
  const config = readConfig(env);
  const logger = createLogger({ level: config.logLevel });
  const deps = { clock: systemClock, logger };

  if (command === 'backup') {
    const { to, for: recipient, keep } = values;
    if (to === undefined || recipient === undefined || (keep !== undefined && !/^[1-9]\d{0,5}$/.test(keep)))
      throw usage;
    const options = { to: path.resolve(to), recipient, keep: keep === undefined ? undefined : Number(keep) };
    return { said: copiedWords(await makeCopy(config, options, deps)), code: 0 };
  }
  if (command === 'restore') {
    const { from, key, keys, copy, partial = false } = values;
    if (from === undefined || key === undefined) throw usage;
    const restored = await restoreCopy(
      config,
      {
        from: path.resolve(from),
        keyFile: path.resolve(key),
        keysDir: keys === undefined ? undefined : path.resolve(keys),
        copy,
        partial,
      },
      deps,
    );
    return { said: restoredWords(restored), code: codeOf(restored.verdict) };
  }
  const database = await openDatabase(config, logger);
  try {
    const verdict = await verifyEverything(database.connection, { sharedDir: config.sharedDir, logger });
    return { said: verdictWords(verdict), code: codeOf(verdict) };
  } finally {
    await database.close();
  }
}

const codeOf = (verdict: Verdict): number => (faultsOf(verdict).length > 0 ? 1 : 0);
