/** What goes into a copy is sealed for whoever holds one key, in the format of age (age-encryption.org/v1): Debian's `age` opens it as well. */
import { readFile, stat, writeFile } from 'node:fs/promises';
import { Decrypter, Encrypter, generateX25519Identity, identityToRecipient } from 'age-encryption';
import { PlainError } from '../platform/errors.ts';

export type Sealer = { seal(plain: Uint8Array): Promise<Uint8Array> };
export type Opener = {
  /** @throws CannotOpen for another key, or a changed or missing byte */
  open(sealed: Uint8Array): Promise<Buffer>;
};

/** `other-key`: it was sealed for somebody else. `damaged`: a byte of it changed or is missing. */
export class CannotOpen extends Error {
  readonly why: 'other-key' | 'damaged';
  constructor(why: 'other-key' | 'damaged', cause: unknown) {
    super(why, { cause });
    this.name = 'CannotOpen';
    this.why = why;
  }
}

/** @param recipient `age1…` @throws PlainError where it is no public key */
export function createSealer(recipient: string): Sealer {
  const encrypter = new Encrypter();
  try {
    encrypter.addRecipient(recipient);
  } catch {
    throw new PlainError('The public key must be the line that begins with "age1", as `backup-key` shows it.', {
      exitCode: 2,
    });
  }
  return { seal: (plain) => encrypter.encrypt(plain) };
}

/** By the key's file, which others may not read. @throws PlainError */
export async function readOpener(file: string): Promise<Opener> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new PlainError(`The key file ${file} cannot be read: ${error.code}`);
  });
  if (((await stat(file)).mode & 0o077) !== 0) {
    throw new PlainError(`The key file ${file} can be read by others; set its mode to 600.`);
  }
  const identity = text.split('\n').find((line) => line.startsWith('AGE-SECRET-KEY-'));
  const decrypter = new Decrypter();
  try {
    decrypter.addIdentity(identity?.trim() ?? '');
  } catch {
    throw new PlainError(`The file ${file} holds no key as \`backup-key\` makes it (AGE-SECRET-KEY-…).`);
  }
  return {
    async open(sealed) {
      try {
        return Buffer.from(await decrypter.decrypt(sealed));
      } catch (error) {
        const others = (error as Error).message.startsWith('no identity matched');
        throw new CannotOpen(others ? 'other-key' : 'damaged', error);
      }
    },
  };
}

/** Makes a key in a file of its own, which must not be there yet; answers its public half. @throws PlainError */
export async function makeKeyFile(file: string): Promise<string> {
  const identity = await generateX25519Identity();
  const recipient = await identityToRecipient(identity);
  const text = `# giamsat: opens copies. Keep it away from the machine and from its copies.\n# public key: ${recipient}\n${identity}\n`;
  await writeFile(file, text, { mode: 0o600, flag: 'wx', flush: true }).catch((error: NodeJS.ErrnoException) => {
    throw new PlainError(
      error.code === 'EEXIST'
        ? `${file} is there already; a key is never written over.`
        : `The key file ${file} cannot be made: ${error.code}`,
    );
  });
  return recipient;
}
