/** Is it a manifest, is it a record's line? Asked of whatever somebody brings. */
import { Compile } from 'typebox/compile';
import { Manifest, RecordLine } from './manifest.ts';

const manifest = Compile(Manifest);
const line = Compile(RecordLine);

/** Also that what looks like a moment is one. */
export const isManifest = (value: unknown): value is Manifest =>
  manifest.Check(value) && momentsOf(value).every((time) => !Number.isNaN(Date.parse(time)));

const momentsOf = ({ madeAt, from, to, files }: Manifest): string[] => [
  ...[madeAt, from, to],
  ...files
    .flatMap((file) => (file.kind === 'media' ? file.parts : []))
    .flatMap((part) => (part.kind === 'segment' ? [part.start] : [])),
];

export const isRecordLine = (value: unknown): value is RecordLine => line.Check(value);
