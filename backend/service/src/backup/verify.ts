/** Judges everything that is kept, as it is stored: the journal with its seals, the audit's chain, and every recorded segment by its digest. */
import { readFile } from 'node:fs/promises';
import { sha256Hex } from '@giamsat/proof/sha256';
import pg from 'pg';
import { proveAudit } from '../access/audit-chain.ts';
import { type JournalVerdict, verifyJournal } from '../journal/verify-journal.ts';
import type { Logger } from '../platform/logger.ts';
import { connectionConfig, createSql, type Sql, type SqlOptions } from '../platform/sql.ts';
import { fileOf, inLanes, pictureOf, recordedSegments } from './recorded.ts';

export type Verdict = {
  journal: JournalVerdict;
  audit: { lines: number; fault?: string };
  media: {
    segments: number;
    bytes: number;
    /** Removed by decision; they are missed by nobody. */
    removed: number;
    missing: string[];
    changed: string[];
    /** As they came, and not what their court states that it captured. */
    statedOtherwise: number;
    /** Initialisation sections that are not what was announced. */
    inits: number;
  };
};

const LANES = 4;

export async function verifyEverything(
  connection: SqlOptions['connection'],
  { sharedDir, logger }: { sharedDir: string; logger: Logger },
): Promise<Verdict> {
  const sql = createSql({ connection, logger, maxConnections: 2 });
  const client = new pg.Client(connectionConfig(connection));
  try {
    await client.connect();
    return {
      journal: await verifyJournal(sql),
      audit: await verifyAudit(sql),
      media: await verifyMedia(client, sharedDir),
    };
  } finally {
    await client.end().catch(() => {});
    await sql.destroy();
  }
}

async function verifyAudit(sql: Sql): Promise<Verdict['audit']> {
  for (let from = 1; ; ) {
    const { through, fault, next } = await proveAudit(sql, { from, limit: 5_000 });
    if (fault)
      return { lines: through, fault: `${fault.kind}${fault.number === undefined ? '' : ` at ${fault.number}`}` };
    if (next === undefined) return { lines: through };
    from = next;
  }
}

async function verifyMedia(client: pg.ClientBase, sharedDir: string): Promise<Verdict['media']> {
  const found: Verdict['media'] = {
    segments: 0,
    bytes: 0,
    removed: 0,
    missing: [],
    changed: [],
    statedOtherwise: 0,
    inits: 0,
  };
  await inLanes(recordedSegments(client), LANES, async (segment) => {
    if (segment.removed) {
      found.removed += 1;
      return;
    }
    const object = pictureOf(segment);
    const bytes = await readFile(fileOf(sharedDir, object)).catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return undefined;
      throw error;
    });
    if (!bytes) found.missing.push(object);
    else if (bytes.length !== segment.bytes || sha256Hex(bytes) !== segment.sha256) found.changed.push(object);
    found.segments += 1;
    found.bytes += segment.bytes;
  });
  const { rows } = await client.query<{ stated: string; inits: string }>(`
    select (select count(*)::int from media_committed c join media_segments s using (feed, epoch, number)
        where c.sha256 <> s.sha256 or c.bytes <> s.bytes) as stated,
      (select count(*)::int from media_epochs where encode(sha256(init), 'hex') <> init_sha256) as inits`);
  return { ...found, statedOtherwise: Number(rows[0]?.stated), inits: Number(rows[0]?.inits) };
}
