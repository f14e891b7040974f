/** What must not be readable in a copy of the database: sealed under a key that stands in a file beside it. */
import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes, timingSafeEqual } from 'node:crypto';
import { readFile, stat, writeFile } from 'node:fs/promises';
import { PlainError } from '../platform/errors.ts';
import type { Sql, Tx } from '../platform/sql.ts';

export type Seal = {
  /** AES-256-GCM. `context` (`totp minh`) is bound to it: a sealed value that is moved to another row does not open. */
  seal(plain: Uint8Array, context: string): Buffer;
  /** @throws Error for another context, another key, or a changed byte. */
  open(sealed: Uint8Array, context: string): Buffer;
  /** A keyed digest (HMAC-SHA-256): what was short can be looked up by it and not be guessed from it. */
  mac(context: string, text: string): Buffer;
};

/** In the data folder, unless `GIAMSAT_SEAL_KEY_FILE` names another. */
export const SEAL_KEY_FILE = 'seal.key';
const KEY_BYTES = 32;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

export function createSeal(key: Uint8Array): Seal {
  const derive = (use: string) => Buffer.from(hkdfSync('sha256', key, '', `giamsat ${use}`, KEY_BYTES));
  const [sealing, digesting] = [derive('seal'), derive('mac')];
  return {
    seal(plain, context) {
      const nonce = randomBytes(NONCE_BYTES);
      const cipher = createCipheriv('aes-256-gcm', sealing, nonce).setAAD(Buffer.from(context));
      return Buffer.concat([nonce, cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
    },
    open(sealed, context) {
      const bytes = Buffer.from(sealed);
      const decipher = createDecipheriv('aes-256-gcm', sealing, bytes.subarray(0, NONCE_BYTES), {
        authTagLength: TAG_BYTES,
      })
        .setAAD(Buffer.from(context))
        .setAuthTag(bytes.subarray(-TAG_BYTES));
      return Buffer.concat([decipher.update(bytes.subarray(NONCE_BYTES, -TAG_BYTES)), decipher.final()]);
    },
    mac: (context, text) => createHmac('sha256', digesting).update(`${context}\0${text}`).digest(),
  };
}

/** The key's file: 32 bytes in base64, read by its owner alone; made where there is none, and on the disk before anything is sealed. @throws PlainError */
export async function readSealKey(file: string): Promise<Buffer> {
  const made = `${randomBytes(KEY_BYTES).toString('base64')}\n`;
  await writeFile(file, made, { mode: 0o600, flag: 'wx', flush: true }).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST')
      throw new PlainError(`The key file ${file} can be neither read nor made: ${error.code}`);
  });
  const { mode } = await stat(file);
  if ((mode & 0o077) !== 0) throw new PlainError(`The key file ${file} can be read by others; set its mode to 600.`);
  const key = Buffer.from((await readFile(file, 'utf8')).trim(), 'base64');
  if (key.length !== KEY_BYTES) throw new PlainError(`The key file ${file} must hold ${KEY_BYTES} bytes in base64.`);
  return key;
}

const keyMac = (seal: Seal): Buffer => seal.mac('seal key', '');

/** The database remembers the first key that it was used with. @throws PlainError when this node has another. */
export async function claimSealKey(sql: Sql, seal: Seal): Promise<void> {
  const mac = keyMac(seal);
  await sql
    .insertInto('seal_key')
    .values({ mac })
    .onConflict((conflict) => conflict.column('one').doNothing())
    .execute();
  const row = await sql.selectFrom('seal_key').select('mac').executeTakeFirstOrThrow();
  if (timingSafeEqual(row.mac, mac)) return;
  throw new PlainError(
    'The key of this node is not the one that sealed the second factors in this database. Bring back the file seal.key, or name ' +
      "another node's in GIAMSAT_SEAL_KEY_FILE. If it is lost: `main.ts reset-second-factor --all` gives everybody's up.",
  );
}

/** After everything that the old key sealed was given up. */
export async function replaceSealKey(sql: Tx, seal: Seal): Promise<void> {
  const mac = keyMac(seal);
  await sql
    .insertInto('seal_key')
    .values({ mac })
    .onConflict((conflict) => conflict.column('one').doUpdateSet({ mac }))
    .execute();
}
