/** What `main.ts` is asked to do: alone it is the service; `reset-second-factor` is the way back in; `rotate-checkpoint-key` makes another key for seals; those of copies stand in `backup-commands.ts`. */
import { PlainError } from './platform/errors.ts';

export type Command = {
  name: 'serve' | 'reset-second-factor' | 'rotate-checkpoint-key';
  /** A login, `--all` or `--lost`. */
  whom: string | undefined;
};

const KNOWN = /^(|reset-second-factor \S+|rotate-checkpoint-key( --lost)?)$/;
export const USAGE = `main.ts
       main.ts reset-second-factor LOGIN | --all
       main.ts rotate-checkpoint-key [--lost]
       main.ts backup-key FILE
       main.ts backup --to FOLDER --for age1… [--keep COPIES]
       main.ts restore --from FOLDER --key FILE [--keys FOLDER] [--copy MOMENT] [--partial]
       main.ts verify`;

/** @throws PlainError that says how it is used */
export function readCommand(words: readonly string[]): Command {
  if (!KNOWN.test(words.join(' '))) throw new PlainError(`Usage: ${USAGE}`, { exitCode: 2 });
  const [name = 'serve', whom] = words;
  return { name: name as Command['name'], whom };
}
