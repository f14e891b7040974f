/** A copy's list: what it holds, until when, and what each piece must be. */
import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import { type Static, Type } from 'typebox';
import { Compile } from 'typebox/compile';
import { PlainError } from '../platform/errors.ts';
import { CannotOpen, type Opener, type Sealer } from './age.ts';
import { type CopyFolder, listOf } from './folder.ts';

const Piece = Type.Object({
  name: Type.String(),
  /** Of the rows, as PostgreSQL's COPY writes them as text. */
  sha256: Type.String(),
  bytes: Type.Integer(),
  rows: Type.Integer(),
});
const Table = Type.Object({ name: Type.String(), columns: Type.Array(Type.String()), pieces: Type.Array(Piece) });
const CopyList = Type.Object({
  v: Type.Literal(1),
  /** The moment of which the database is; RFC 3339. */
  at: Type.String(),
  /** Records of the journal. */
  records: Type.Integer(),
  migrations: Type.Array(Type.Object({ name: Type.String(), checksum: Type.String() })),
  /** Each after those that it refers to. */
  tables: Type.Array(Table),
  sequences: Type.Array(Type.Object({ name: Type.String(), value: Type.Integer(), called: Type.Boolean() })),
  media: Type.Object({ segments: Type.Integer(), bytes: Type.Integer() }),
});
export type CopyList = Static<typeof CopyList>;
export type CopiedTable = Static<typeof Table>;
export type CopiedPiece = Static<typeof Piece>;

const isCopyList = Compile(CopyList);
const [zip, unzip] = [promisify(gzip), promisify(gunzip)];

/** Text of rows packs well; level 3 costs half the time of the usual 6. */
export const packed = async (sealer: Sealer, plain: Uint8Array): Promise<Uint8Array> =>
  sealer.seal(await zip(plain, { level: 3 }));
/** @throws CannotOpen */
export async function unpacked(opener: Opener, sealed: Uint8Array): Promise<Buffer> {
  const zipped = await opener.open(sealed);
  return unzip(zipped).catch((error: unknown) => {
    throw new CannotOpen('damaged', error);
  });
}

export const sealedList = (sealer: Sealer, list: CopyList): Promise<Uint8Array> =>
  packed(sealer, Buffer.from(JSON.stringify(list)));

/** The newest copy, or the one of that moment. @throws PlainError in words that say what to try */
export async function readList(
  folder: CopyFolder,
  opener: Opener,
  asked: string | undefined,
): Promise<{ moment: string; list: CopyList }> {
  const moments = await folder.copies();
  const moment = asked ?? moments.at(-1);
  if (moment === undefined) throw new PlainError('The folder holds no copy that was finished.');
  const sealed = moments.includes(moment) ? await folder.read(listOf(moment)) : undefined;
  if (!sealed) throw new PlainError(`There is no copy ${moment}. There are: ${moments.join(', ')}`);
  try {
    const list: unknown = JSON.parse((await unpacked(opener, sealed)).toString());
    if (isCopyList.Check(list)) return { moment, list };
  } catch (error) {
    if (!(error instanceof CannotOpen)) throw error;
    if (error.why === 'other-key')
      throw new PlainError(`This key does not open the copy ${moment}: it was made for another.`);
    throw new PlainError(`The list of the copy ${moment} is damaged. ${others(moments, moment)}`);
  }
  throw new PlainError(`The copy ${moment} was made by another version of this program.`);
}

const others = (moments: readonly string[], but: string): string => {
  const left = moments.filter((moment) => moment !== but);
  return left.length === 0 ? 'There is no other.' : `Try another with --copy: ${left.reverse().join(', ')}`;
};
