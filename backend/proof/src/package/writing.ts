/** Writes a package, file after file, to whatever takes bytes: sizes are known beforehand, sums only when a file has gone by. */
import {
  MANIFEST,
  type Manifest,
  type MediaFile,
  type PackageFile,
  type PackagePart,
  STATEMENT,
  statementText,
} from '@giamsat/contract/package/manifest';
import { canonicalJson } from '../jcs.ts';
import { sha256Hex } from '../sha256.ts';
import { directoryOf, localHeader, type ZipEntry } from './zip-form.ts';

export type PackageSink = {
  append(bytes: Uint8Array): Promise<void>;
  /** Replaces what stands at `at`: a file's header gets its checksum once that is known. */
  patch(at: number, bytes: Uint8Array): Promise<void>;
};
type Crc32 = (bytes: Uint8Array, previous?: number) => number;
type Body = Iterable<Uint8Array> | AsyncIterable<Uint8Array>;

export type PackageWriter = {
  /** A file that is at hand as a whole; `records` where it holds lines of a stream. */
  file(path: string, bytes: Uint8Array, records?: { stream: string; first: number; last: number }): Promise<void>;
  /** `body` gives the parts' bytes in their order. @throws WrongPart where one is not what the parts say. */
  media(file: Pick<MediaFile, 'path' | 'feed' | 'epoch' | 'parts'>, body: Body): Promise<void>;
  /** The manifest, and the statement over it, signed by `sign` as a note. Nothing can follow. */
  end(
    manifest: Omit<Manifest, 'files'>,
    origin: string,
    sign: (text: string) => string | Promise<string>,
  ): Promise<void>;
};

const encoder = new TextEncoder();

export function createPackageWriter(sink: PackageSink, crc32: Crc32): PackageWriter {
  const entries: ZipEntry[] = [];
  const files: PackageFile[] = [];
  let at = 0;

  const add = async (path: string, bytes: number, body: Body): Promise<string> => {
    const start = at;
    const entry: ZipEntry = { path, bytes, crc32: 0 };
    const header = localHeader(entry);
    await sink.append(header);
    let written = 0;
    for await (const piece of body) {
      entry.crc32 = crc32(piece, entry.crc32);
      written += piece.length;
      await sink.append(piece);
    }
    if (written !== bytes) throw new Error(`${path} has ${written} bytes instead of ${bytes}.`);
    await sink.patch(start, localHeader(entry));
    entries.push(entry);
    at = start + header.length + bytes;
    return entry.crc32.toString(16).padStart(8, '0');
  };

  return {
    async file(path, bytes, records) {
      const crc = await add(path, bytes.length, [bytes]);
      const common = { path, bytes: bytes.length, crc32: crc, sha256: sha256Hex(bytes) };
      files.push(records ? { kind: 'records', ...common, ...records } : { kind: 'file', ...common });
    },
    async media({ path, feed, epoch, parts }, body) {
      const bytes = parts.reduce((sum, part) => sum + part.bytes, 0);
      const crc = await add(path, bytes, checked(path, parts, body));
      files.push({ kind: 'media', path, bytes, crc32: crc, feed, epoch, parts });
    },
    async end(manifest, origin, sign) {
      const text = canonicalJson({ ...manifest, files });
      const bytes = encoder.encode(text);
      await add(MANIFEST, bytes.length, [bytes]);
      const note = encoder.encode(await sign(statementText(origin, sha256Hex(text), manifest.madeAt)));
      await add(STATEMENT, note.length, [note]);
      await sink.append(directoryOf(entries));
    },
  };
}

export class WrongPart extends Error {
  /** Its place among the file's parts. */
  readonly part: number;

  constructor(path: string, part: number) {
    super(`Part ${part} of ${path} is not what it should be.`);
    this.part = part;
  }
}

/** One piece is one part; nothing that is not what it should be gets into a package. */
async function* checked(path: string, parts: readonly PackagePart[], body: Body): AsyncIterable<Uint8Array> {
  let next = 0;
  for await (const piece of body) {
    if (sha256Hex(piece) !== parts[next]?.sha256) throw new WrongPart(path, next);
    next += 1;
    yield piece;
  }
}
