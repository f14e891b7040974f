/** Judges the pictures of a package: is each piece the one that the manifest names, and the one that its court said it captured? */
import type { EventData } from '@giamsat/contract/event/catalogue';
import type { MediaFile, PackagePart, SegmentPart } from '@giamsat/contract/package/manifest';
import { align } from './alignment.ts';
import { type Finding, finding, type Place } from './findings.ts';
import type { PackageSource } from './source.ts';

/** SHA-256 in hex. */
export type Digest = (bytes: Uint8Array) => string | Promise<string>;
export type Stated = EventData<'recording.committed'>;

/** A moment that has the form of one need not be one. */
const endOf = ({ start, durationMs }: SegmentPart): string => {
  const end = Date.parse(start) + durationMs;
  return Number.isFinite(end) ? new Date(end).toISOString() : start;
};

export async function judgeMedia(
  file: MediaFile,
  source: PackageSource,
  bytesHere: number,
  digest: Digest,
  progress: (bytes: number) => void,
): Promise<Finding[]> {
  const { path, feed, parts } = file;
  const placeOf = (part: PackagePart | undefined): Place =>
    part?.kind === 'segment' ? { path, feed, from: part.start, to: endOf(part) } : { path, feed };
  const told = (what: 'changed' | 'missing' | 'twice' | 'moved', index: number): Finding => {
    const part = parts[index] as PackagePart;
    if (part.kind === 'segment') return finding(`segment-${what}`, placeOf(part));
    return finding(part.kind === 'init' ? 'init-changed' : 'index-changed', placeOf(part));
  };
  let done = 0;
  const aligned = await align(parts, bytesHere, async (from, to) => {
    const bytes = await source.read(path, from, to);
    if (to > done) {
      progress(to - Math.max(done, from));
      done = to;
    }
    return bytes.length === to - from ? digest(bytes) : '';
  });
  return [
    ...aligned.changed.map((index) => told('changed', index)),
    ...aligned.missing.map((index) => told('missing', index)),
    ...aligned.twice.map((index) => told('twice', index)),
    ...aligned.moved.map((index) => told('moved', index)),
    ...aligned.added.map(({ before }) => finding('segment-added', placeOf(parts[before] ?? parts.at(-1)))),
  ];
}

/** Segments by what their courts stated of them. `unstated`: nobody stated anything yet, which is no fault. */
export function compareWithStated(
  files: readonly MediaFile[],
  statements: readonly Stated[],
): { findings: Finding[]; unstated: number; segments: number; durationMs: number } {
  const key = (feed: string, epoch: string, number: number) => `${feed} ${epoch} ${number}`;
  const stated = new Map<string, Stated['segments'][number]>();
  const inits = new Map<string, string>();
  for (const { feed, epoch, initSha256, segments } of statements) {
    inits.set(`${feed} ${epoch}`, initSha256);
    // A restatement changes nothing: the first counts.
    for (const one of segments) {
      const name = key(feed, epoch, one.number);
      if (!stated.has(name)) stated.set(name, one);
    }
  }
  const findings: Finding[] = [];
  let [unstated, count, durationMs] = [0, 0, 0];
  for (const { path, feed, epoch, parts } of files) {
    const init = inits.get(`${feed} ${epoch}`);
    for (const part of parts) {
      if (part.kind === 'init' && init !== undefined && init !== part.sha256) {
        findings.push(finding('init-changed', { path, feed }));
      }
      if (part.kind !== 'segment') continue;
      count += 1;
      durationMs += part.durationMs;
      const one = stated.get(key(feed, epoch, part.number));
      if (!one) unstated += 1;
      else if (one.sha256 !== part.sha256 || one.bytes !== part.bytes || one.start !== part.start) {
        findings.push(finding('segment-unlike-stated', { path, feed, from: part.start, to: endOf(part) }));
      }
    }
  }
  return { findings, unstated, segments: count, durationMs };
}
