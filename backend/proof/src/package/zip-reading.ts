/** Opens a package that may be anybody's: every number in it is doubted, and every byte between the files must be as `zip-form` writes it. */
import { type Finding, finding } from './findings.ts';
import type { PackageSource, RandomAccess } from './source.ts';
import { directoryOf, localHeader, offsetsOf, type ZipEntry } from './zip-form.ts';

const MAX_FILES = 20_002;
const MAX_DIRECTORY_BYTES = 16 * 1024 * 1024;
const END_BYTES = 22;
const ZIP64_END_BYTES = 56 + 20;
const decoder = new TextDecoder('utf-8', { fatal: true });

type Listed = ZipEntry & { offset: number; method: number };
type Place = { start: number; size: number; count: number; endAt: number };

const viewOf = (bytes: Uint8Array): DataView => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
const big = (view: DataView, at: number): number => {
  const value = view.getBigUint64(at, true);
  return value <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(value) : Number.NaN;
};

/** Where the directory stands. Undefined: the end is missing or is no end. */
async function placeOf(file: RandomAccess): Promise<Place | undefined> {
  if (file.bytes < END_BYTES) return undefined;
  const end = viewOf(await file.read(file.bytes - END_BYTES, file.bytes));
  if (end.getUint32(0, true) !== 0x0605_4b50) return undefined;
  const endAt = file.bytes - END_BYTES;
  const place = {
    count: end.getUint16(10, true),
    size: end.getUint32(12, true),
    start: end.getUint32(16, true),
    endAt,
  };
  if (place.start !== 0xffff_ffff && place.count !== 0xffff) return place;
  if (endAt < ZIP64_END_BYTES) return undefined;
  const large = viewOf(await file.read(endAt - ZIP64_END_BYTES, endAt));
  if (large.getUint32(0, true) !== 0x0606_4b50) return undefined;
  return { count: big(large, 32), size: big(large, 40), start: big(large, 48), endAt: endAt - ZIP64_END_BYTES };
}

/** Undefined where it is no directory. */
function listedIn(bytes: Uint8Array, count: number): Listed[] | undefined {
  const view = viewOf(bytes);
  const listed: Listed[] = [];
  let at = 0;
  while (at + 46 <= bytes.length && listed.length < count) {
    if (view.getUint32(at, true) !== 0x0201_4b50) return undefined;
    const [nameBytes, extraBytes, commentBytes] = [28, 30, 32].map((n) => view.getUint16(at + n, true)) as [
      number,
      number,
      number,
    ];
    const next = at + 46 + nameBytes + extraBytes + commentBytes;
    if (next > bytes.length) return undefined;
    let path: string;
    try {
      path = decoder.decode(bytes.subarray(at + 46, at + 46 + nameBytes));
    } catch {
      return undefined;
    }
    const extra = viewOf(bytes.subarray(at + 46 + nameBytes, at + 46 + nameBytes + extraBytes));
    let taken = 4;
    /** A number of 32 bits, or ZIP64's in its place. */
    const number = (offset: number): number => {
      const value = view.getUint32(at + offset, true);
      if (value !== 0xffff_ffff || extra.byteLength < taken + 8 || extra.getUint16(0, true) !== 1) return value;
      taken += 8;
      return big(extra, taken - 8);
    };
    const bytesOf = number(24);
    if (view.getUint32(at + 20, true) === 0xffff_ffff) number(20);
    listed.push({
      path,
      bytes: bytesOf,
      crc32: view.getUint32(at + 16, true),
      method: view.getUint16(at + 10, true),
      offset: number(42),
    });
    at = next;
  }
  return listed.length === count && at === bytes.length ? listed : undefined;
}

const same = (a: Uint8Array, b: Uint8Array): boolean => a.length === b.length && a.every((byte, n) => byte === b[n]);

/**
 * Files that are there, and what is wrong with the archive itself. Nothing is unpacked: compressed files, of which a bomb is made, are
 * refused unread. `source` is absent where not even the directory can be read.
 */
export async function openZip(file: RandomAccess): Promise<{ source?: PackageSource; findings: Finding[] }> {
  const place = await placeOf(file);
  if (!place) return { findings: [finding('archive-truncated')] };
  const { start, size, count, endAt } = place;
  const sane = size <= MAX_DIRECTORY_BYTES && count <= MAX_FILES && start + size === endAt;
  const directory = sane ? await file.read(start, endAt) : undefined;
  const listed = directory && listedIn(directory, count);
  if (!listed || !directory) return { findings: [finding('archive-form')] };

  const findings: Finding[] = [];
  const paths = new Set<string>();
  for (const { path, method, bytes, offset } of listed) {
    if (paths.has(path)) findings.push(finding('file-twice', { path }));
    paths.add(path);
    if (method !== 0) findings.push(finding('file-compressed', { path }));
    if (!(offset + bytes <= start)) findings.push(finding('archive-form', { path }));
  }
  const { headers, end } = offsetsOf(listed);
  for (const [n, entry] of listed.entries()) {
    const header = localHeader(entry);
    const at = headers[n] as number;
    const right =
      entry.offset === at && at + header.length <= start && same(await file.read(at, at + header.length), header);
    if (!right) findings.push(finding('archive-form', { path: entry.path }));
  }
  const behind = directoryOf(listed);
  const wholeEnd =
    end <= file.bytes && file.bytes - end === behind.length ? await file.read(end, file.bytes) : new Uint8Array();
  if (!same(wholeEnd, behind)) findings.push(finding('archive-form'));

  // Read by its own account of where it is, as whoever unpacks it would.
  const bodyOf = new Map(
    listed
      .filter(({ method, offset, bytes }) => method === 0 && offset + bytes <= start)
      .map((entry) => [entry.path, { at: entry.offset + localHeader(entry).length, bytes: entry.bytes }] as const),
  );
  return {
    findings,
    source: {
      inOrder: true,
      files: listed.map(({ path, bytes, crc32 }) => ({ path, bytes, crc32 })),
      async read(path, from, to) {
        const body = bodyOf.get(path);
        if (!body) return new Uint8Array();
        const until = Math.min(to, body.bytes);
        return from < until ? file.read(body.at + from, body.at + until) : new Uint8Array();
      },
    },
  };
}
