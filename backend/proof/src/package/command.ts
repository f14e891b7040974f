/** `verify FILE.zip|FOLDER [--key KEY] [--lang vi|en] [--json]`: the verifier on the command line. Ends with 0, 1 where something was changed, 2 where it could not look. */
import { stat } from 'node:fs/promises';
import { verifyArchive } from './archive.ts';
import type { Digest } from './judge-media.ts';
import { openFile, openFolder } from './node-source.ts';
import { type Verdict, verifyPackage } from './verify.ts';
import { findingText, type Language, VERIFIER_WORDS } from './words.ts';

const USAGE = 'verify FILE.zip|FOLDER [--key KEY] [--lang vi|en] [--json]';
/** A damaged package can have as many faults as it has bytes. */
const MOST_TOLD = 200;

async function verifyAt(name: string, trustedKey: string | undefined, digest: Digest): Promise<Verdict> {
  const options = { digest, ...(trustedKey === undefined ? {} : { trustedKey }) };
  if ((await stat(name)).isDirectory()) {
    const folder = await openFolder(name);
    return verifyPackage(folder, options).finally(folder.close);
  }
  const file = await openFile(name);
  return verifyArchive(file, options).finally(file.close);
}

function tell(verdict: Verdict, language: Language): void {
  const words = VERIFIER_WORDS[language];
  const { ok, findings, manifest, key } = verdict;
  console.log(ok ? words.title.ok : manifest ? words.title.broken : words.title.noPackage);
  for (const one of findings.slice(0, MOST_TOLD)) console.log(`  - ${findingText(one, language)}`);
  if (findings.length > MOST_TOLD) console.log(`  … ${findings.length - MOST_TOLD}`);
  for (const line of manifest ? words.count(verdict) : []) console.log(line);
  if (key) console.log(`${key.compared ? words.compared : words.toCompare}: ${key.text}`);
}

/** @returns the exit code. */
export async function verifyCommand(args: readonly string[], digest: Digest): Promise<number> {
  const optionOf = (name: string): string | undefined =>
    args.includes(name) ? args[args.indexOf(name) + 1] : undefined;
  const language = optionOf('--lang') === 'en' ? 'en' : 'vi';
  const key = optionOf('--key');
  const name = args.find((one, n) => !one.startsWith('--') && !['--key', '--lang'].includes(args[n - 1] ?? ''));
  if (name === undefined) {
    console.error(USAGE);
    return 2;
  }
  let verdict: Verdict;
  try {
    verdict = await verifyAt(name, key, digest);
  } catch (error) {
    console.error((error as Error).message);
    return 2;
  }
  if (args.includes('--json')) console.log(JSON.stringify(verdict));
  else tell(verdict, language);
  return verdict.ok ? 0 : 1;
}
