/** What a node writes of a camera is written only while it has that camera: an earlier holder can never write after a new one. */
import type { Sql } from '../sql.ts';

/** As which a node holds a camera. */
export type Hold = { feed: string; node: string; fence: number };

/** Another node has the camera by now, or nobody has. */
export class NotHeld extends Error {
  constructor() {
    super('this node does not have the camera any more');
  }
}

/**
 * In one transaction with the proof, which keeps the camera from changing hands until it is over. Without a hold there is one node.
 * @throws NotHeld
 */
export async function fenced<T>(sql: Sql, hold: Hold | undefined, write: (into: Sql) => Promise<T>): Promise<T> {
  if (!hold) return write(sql);
  return sql.transaction().execute(async (tx) => {
    const held = await tx
      .selectFrom('feed_leases')
      .select('feed')
      .where('feed', '=', hold.feed)
      .where('node', '=', hold.node)
      .where('fence', '=', hold.fence)
      .forShare()
      .executeTakeFirst();
    if (!held) throw new NotHeld();
    return write(tx);
  });
}
