/** Judges a package as a whole: archive, manifest and its signed statement, keys, seal, lines, pictures (decision 62). */
import { isManifest } from '@giamsat/contract/package/check';
import {
  CHECKPOINT,
  KEYS,
  MANIFEST,
  type Manifest,
  type MediaFile,
  PACKAGE_FORMAT,
  STATEMENT,
  statementText,
} from '@giamsat/contract/package/manifest';
import { type Checkpoint, parseCheckpointText } from '../checkpoint.ts';
import { type HistoricalKey, judgeKeyHistory, keyForSize } from '../key-history.ts';
import { parseNote, verifierKeyText } from '../note.ts';
import { judgeSignature } from '../note-signing.ts';
import { sha256Hex } from '../sha256.ts';
import { crc32 } from './crc32.ts';
import { type Finding, finding } from './findings.ts';
import { compareWithStated, type Digest, judgeMedia, type Stated } from './judge-media.ts';
import { judgeRecords, type RecordsVerdict } from './judge-records.ts';
import { type RemovedStretch, removedOf } from './removed.ts';
import type { PackageSource } from './source.ts';

/** What is read at once is no larger. */
const MAX_TEXT_BYTES = 512 * 1024 * 1024;
const SMALL_BYTES = 256 * 1024 * 1024;

export type Verdict = {
  /** Nothing was found. Whether the key is the right one only a comparison with its owner's word tells. */
  ok: boolean;
  findings: Finding[];
  manifest?: Manifest;
  /** Who sealed it: the key, as its owner publishes it. `compared`: it is the one that was given to compare with. */
  key?: { text: string; compared: boolean };
  seal?: { origin: string; size: number; root: string; cosigners: string[] };
  lines: { told: number; withheld: number; sealed: number };
  /** `unstated`: segments of which the court has stated nothing yet. */
  pictures: { segments: number; durationMs: number; unstated: number };
  /** Removed by decision before the package was made: not missing. */
  removed: RemovedStretch[];
};
export type VerifyOptions = {
  digest: Digest;
  /** A verifier key by which the province is known, of any time. */
  trustedKey?: string;
  progress?: (bytes: number) => void;
};

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

export async function verifyPackage(source: PackageSource, options: VerifyOptions): Promise<Verdict> {
  const { digest, progress = () => {} } = options;
  const sizes = new Map(source.files.map(({ path, bytes }) => [path, bytes]));
  const text = async (path: string, most = SMALL_BYTES): Promise<string | undefined> => {
    const bytes = sizes.get(path);
    if (bytes === undefined || bytes > most) return undefined;
    const read = await source.read(path, 0, bytes);
    return read.length === bytes ? new TextDecoder().decode(read) : undefined;
  };
  const findings: Finding[] = [];
  const lines = { told: 0, withheld: 0, sealed: 0 };
  const verdict = (more: Partial<Verdict> = {}): Verdict => ({
    ok: findings.length === 0,
    findings,
    lines,
    pictures: { segments: 0, durationMs: 0, unstated: 0 },
    removed: [],
    ...more,
  });

  const manifestText = await text(MANIFEST);
  const manifest = json(manifestText ?? '');
  if (!isManifest(manifest) || manifestText === undefined) {
    findings.push(finding(sizes.has(MANIFEST) ? 'manifest-unreadable' : 'file-missing', { path: MANIFEST }));
    return verdict();
  }
  for (const path of [MANIFEST, STATEMENT]) findings.push(...(await sumOfArchive(source, path)));

  const keys = await keysOf(await text(KEYS), options.trustedKey, findings);
  const checkpoint = await checkpointOf(await text(CHECKPOINT), keys, findings);
  judgeStatement(await text(STATEMENT), { manifest, manifestText, keys, checkpoint }, findings);
  findings.push(...compareFiles(source, manifest));

  const media: MediaFile[] = [];
  const streams: RecordsVerdict[] = [];
  for (const file of manifest.files) {
    const here = sizes.get(file.path);
    if (here === undefined) continue;
    if (file.kind === 'media') {
      media.push(file);
      findings.push(...(await judgeMedia(file, source, here, digest, progress)));
      continue;
    }
    const bytes = here <= MAX_TEXT_BYTES ? await source.read(file.path, 0, here) : undefined;
    const right = bytes?.length === file.bytes && (await digest(bytes)) === file.sha256;
    if (!right) findings.push(finding('file-changed', { path: file.path }));
    if (bytes) progress(bytes.length);
    if (file.kind !== 'records' || !bytes) continue;
    const judged = judgeRecords(file, new TextDecoder().decode(bytes), checkpoint);
    streams.push(judged);
    findings.push(...judged.findings);
    lines.told += judged.records.length;
    lines.withheld += judged.withheld;
    lines.sealed += judged.sealed;
  }
  const statements = streams
    .flatMap(({ records }) => records)
    .filter(({ head, payload }) => head?.type === 'recording.committed' && payload)
    .map(({ payload }) => payload?.data as Stated);
  const { findings: unlike, ...pictures } = compareWithStated(media, statements);
  findings.push(...unlike);

  const key = checkpoint && keys && keyForSize(keys, checkpoint.size);
  return verdict({
    manifest,
    pictures,
    removed: removedOf(streams),
    ...(key
      ? {
          key: {
            text: verifierKeyText(key.key),
            compared: options.trustedKey !== undefined && !findings.some(({ code }) => code === 'key-unknown'),
          },
        }
      : {}),
    ...(checkpoint
      ? {
          seal: {
            origin: checkpoint.origin,
            size: checkpoint.size,
            root: checkpoint.root.toString('base64'),
            cosigners: checkpoint.cosigners,
          },
        }
      : {}),
  });
}

/** The archive's own sum of a file that no manifest names. */
async function sumOfArchive(source: PackageSource, path: string): Promise<Finding[]> {
  const file = source.files.find((one) => one.path === path);
  if (file?.crc32 === undefined || file.bytes > SMALL_BYTES) return [];
  return crc32(await source.read(path, 0, file.bytes)) === file.crc32 ? [] : [finding('archive-form', { path })];
}

async function keysOf(
  text: string | undefined,
  trusted: string | undefined,
  findings: Finding[],
): Promise<HistoricalKey[] | undefined> {
  const notes = json(text ?? '');
  const judged =
    Array.isArray(notes) && notes.length > 0 && notes.every((note) => typeof note === 'string')
      ? judgeKeyHistory(notes)
      : undefined;
  if (!judged?.ok) {
    findings.push(finding('keys-broken', { path: KEYS }));
    return undefined;
  }
  const { keys } = judged;
  // Whoever trusts one key follows to the next only where the one before signed it.
  const known = keys.findIndex(({ key }) => verifierKeyText(key) === trusted);
  const follows = known >= 0 && keys.slice(known + 1).every(({ proved }) => proved);
  if (trusted !== undefined && !follows) findings.push(finding('key-unknown', { path: KEYS }));
  return keys;
}

type Sealed = Checkpoint & { cosigners: string[] };

async function checkpointOf(
  text: string | undefined,
  keys: HistoricalKey[] | undefined,
  findings: Finding[],
): Promise<Sealed | undefined> {
  const note = text === undefined ? undefined : parseNote(text);
  const checkpoint = note && parseCheckpointText(note.text);
  const key = checkpoint && keys && keyForSize(keys, checkpoint.size);
  const signed = note && key && key.origin === checkpoint.origin && judgeSignature(note, key.key).kind === 'right';
  if (!signed) {
    findings.push(finding('checkpoint-unsigned', { path: CHECKPOINT }));
    return undefined;
  }
  const cosigners = note.signatures.filter(({ keyId }) => keyId !== key.key.keyId).map(({ name }) => name);
  return { ...checkpoint, cosigners };
}

function judgeStatement(
  text: string | undefined,
  of: { manifest: Manifest; manifestText: string; keys: HistoricalKey[] | undefined; checkpoint: Sealed | undefined },
  findings: Finding[],
): void {
  const { manifest, manifestText, keys, checkpoint } = of;
  const note = text === undefined ? undefined : parseNote(text);
  if (!note?.text.startsWith(`${PACKAGE_FORMAT}\n`)) {
    findings.push(finding('statement-unreadable', { path: STATEMENT }));
    return;
  }
  const key = checkpoint && keys && keyForSize(keys, checkpoint.size);
  if (!key || judgeSignature(note, key.key).kind !== 'right')
    findings.push(finding('statement-unsigned', { path: STATEMENT }));
  const right = statementText(checkpoint?.origin ?? '', sha256Hex(manifestText), manifest.madeAt);
  if (checkpoint && note.text !== right) findings.push(finding('statement-differs', { path: MANIFEST }));
}

/** Names, sums and order, without reading a byte of them. */
function compareFiles(source: PackageSource, { files }: Manifest): Finding[] {
  const findings: Finding[] = [];
  const here = new Map(source.files.map((file) => [file.path, file]));
  const named = [...files.map(({ path }) => path), MANIFEST, STATEMENT];
  if (new Set(named).size < named.length) findings.push(finding('manifest-unreadable', { path: MANIFEST }));
  for (const { path, crc32 } of files) {
    const file = here.get(path);
    if (!file) findings.push(finding('file-missing', { path }));
    else if (file.crc32 !== undefined && file.crc32 !== Number.parseInt(crc32, 16))
      findings.push(finding('archive-form', { path }));
  }
  if (!here.has(STATEMENT)) findings.push(finding('file-missing', { path: STATEMENT }));
  const places = new Map(named.map((path, n) => [path, n]));
  let highest = -1;
  for (const { path } of source.files) {
    const place = places.get(path);
    if (place === undefined) findings.push(finding('file-added', { path }));
    else if (source.inOrder && place < highest) findings.push(finding('file-moved', { path }));
    highest = Math.max(highest, place ?? -1);
  }
  return findings;
}
