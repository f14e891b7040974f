/** The package "Xuất kèm chứng thực": what its manifest and its files of records hold (decision 62). */
import { type Static, Type } from 'typebox';
import { Code, Sha256, Timestamp, Uuid } from '../primitives.ts';

export const PACKAGE_FORMAT = 'giamsat export v1';
/** The two files that the manifest cannot name: itself, and the signed statement over it. They stand last. */
export const MANIFEST = 'manifest.json';
export const STATEMENT = 'statement.note';
export const CHECKPOINT = 'proof/checkpoint.note';
export const KEYS = 'proof/keys.json';

/** Lower case alone, so that no two names are one on any disk; no name leads out of the folder. */
const WORD = '[a-z0-9][a-z0-9_-]*(\\.[a-z0-9_-]+)*';
export const PackagePath = Type.String({ pattern: `^${WORD}(/${WORD}){0,4}$`, maxLength: 120 });
const Crc32 = Type.String({ pattern: '^[0-9a-f]{8}$' });
const Count = Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER });
const strict = { additionalProperties: false };

/** A stretch of a media file, byte for byte; they fill it. `index` is the package's own: the seek table (`sidx`) for players. */
const Part = Type.Union([
  Type.Object({ kind: Type.Enum(['init', 'index'] as const), bytes: Count, sha256: Sha256 }, strict),
  Type.Object(
    {
      kind: Type.Literal('segment'),
      number: Count,
      start: Timestamp,
      durationMs: Type.Number({ minimum: 0, maximum: 120_000 }),
      bytes: Count,
      sha256: Sha256,
    },
    strict,
  ),
]);
export type PackagePart = Static<typeof Part>;
export type SegmentPart = Extract<PackagePart, { kind: 'segment' }>;

const Common = { path: PackagePath, bytes: Count, crc32: Crc32 };
const PlainFile = Type.Object({ kind: Type.Literal('file'), ...Common, sha256: Sha256 }, strict);
/** Lines of {@link RecordLine}, `first` to `last` by `seq`; of a hearing's stream from 0 on. */
const RecordsFile = Type.Object(
  {
    kind: Type.Literal('records'),
    ...Common,
    sha256: Sha256,
    stream: Type.String({ maxLength: 80 }),
    first: Count,
    last: Count,
  },
  strict,
);
/** One initialisation section and segments that follow each other: plays by itself. */
const MediaFile = Type.Object(
  {
    kind: Type.Literal('media'),
    ...Common,
    feed: Code,
    epoch: Uuid,
    parts: Type.Array(Part, { minItems: 2, maxItems: 50_000 }),
  },
  strict,
);
export const PackageFile = Type.Union([PlainFile, RecordsFile, MediaFile]);
export type PackageFile = Static<typeof PackageFile>;
export type MediaFile = Static<typeof MediaFile>;
export type RecordsFile = Static<typeof RecordsFile>;

export const Manifest = Type.Object(
  {
    format: Type.Literal(PACKAGE_FORMAT),
    hearing: Uuid,
    /** Who exported it, for which body, by which document, when. */
    madeBy: Type.Object(
      {
        login: Type.String({ maxLength: 200 }),
        name: Type.String({ maxLength: 200 }),
        organisation: Type.String({ maxLength: 400 }),
        authorisation: Type.Optional(Type.String({ maxLength: 200 })),
        export: Uuid,
      },
      strict,
    ),
    madeAt: Timestamp,
    /** What was asked for of the pictures. */
    from: Timestamp,
    to: Timestamp,
    /** In the order in which they stand in the package. */
    files: Type.Array(PackageFile, { maxItems: 20_000 }),
  },
  strict,
);
export type Manifest = Static<typeof Manifest>;

/**
 * A record of the journal as far as it is told: `head` absent where it happened behind closed doors, `payload` and `salt` where it is withheld.
 * `path`: its proof in the tree of the checkpoint; of one without a head only where it is the last.
 */
export const RecordLine = Type.Object(
  {
    position: Count,
    seq: Count,
    hash: Sha256,
    head: Type.Optional(Type.String()),
    payload: Type.Optional(Type.String()),
    salt: Type.Optional(Type.String({ pattern: '^[0-9a-f]{32}$' })),
    path: Type.Optional(Type.Array(Sha256, { maxItems: 64 })),
  },
  strict,
);
export type RecordLine = Static<typeof RecordLine>;

/** What the statement says, before it is signed as a note. `digest`: SHA-256 of the manifest, in hex. */
export const statementText = (origin: string, digest: string, madeAt: string): string =>
  `${PACKAGE_FORMAT}\n${origin}\n${digest}\n${madeAt}\n`;
