import { sql as query } from 'kysely';
import { afterEach, expect, test } from 'vitest';
import { silentLogger as logger, withDatabase } from '../../testing/database.ts';
import { createMemoryBus } from '../bus.ts';
import { fenced, NotHeld } from './fence.ts';
import { createNodes, type Nodes } from './nodes.ts';

const database = withDatabase();
const open: Nodes[] = [];
afterEach(async () => {
  for (const nodes of open.splice(0)) await nodes.close();
  await database.sql.deleteFrom('feed_leases').execute();
  await database.sql.deleteFrom('nodes').execute();
});

/** Each has a bus of its own: the others are heard of through the database alone. */
async function node(
  name: string,
  { caughtUp = async (): Promise<void> => undefined, still = false } = {},
): Promise<Nodes> {
  const nodes = await createNodes({
    sql: database.sql,
    bus: createMemoryBus({ logger }),
    url: `http://${name}:1`,
    logger,
    caughtUp,
    // Says that it lives once, at its beginning.
    ...(still ? { renewMs: 3_600_000 } : {}),
  });
  open.push(nodes);
  return nodes;
}
/** As if it had hung for longer than its time lasts. */
const late = (name: string) =>
  database.sql
    .updateTable('nodes')
    .set({ until: query<string>`now() - interval '1 second'` })
    .where('url', '=', `http://${name}:1`)
    .execute();
const write = (nodes: Nodes, feed: string) => fenced(database.sql, nodes.holdOf(feed), async () => 'written');

test('a camera is one node’s, and the others are told whose', async () => {
  const [a, b] = [await node('a'), await node('b')];
  await a.refresh();
  expect((await a.claim('f')).kind).toBe('own');
  expect(await b.claim('f')).toMatchObject({ kind: 'other', member: { url: 'http://a:1' } });
  expect(await write(a, 'f')).toBe('written');
  await expect(write(b, 'f')).rejects.toBeInstanceOf(NotHeld);
  expect([a.held(), b.held()]).toEqual([['f'], []]);
});

test('of many who ask at the same time one gets it', async () => {
  const all = await Promise.all(['a', 'b', 'c'].map((name) => node(name)));
  const holders = await Promise.all(all.flatMap((nodes) => [nodes.claim('f'), nodes.claim('f')]));
  expect(holders.filter(({ kind }) => kind === 'own')).toHaveLength(2);
  expect(all.filter((nodes) => nodes.held().length > 0)).toHaveLength(1);
});

test('what an earlier holder still wants to write is refused once another has the camera, and not before', async () => {
  const [a, b] = [await node('a', { still: true }), await node('b')];
  await a.claim('f');
  const then = a.holdOf('f');
  await late('a');
  // Late alone takes nothing from it.
  expect(await write(a, 'f')).toBe('written');
  expect((await b.claim('f')).kind).toBe('own');
  expect(b.holdOf('f').fence).toBe(then.fence + 1);
  await expect(fenced(database.sql, then, async () => 'written')).rejects.toBeInstanceOf(NotHeld);
  expect(await write(b, 'f')).toBe('written');
});

test('while it writes a camera does not change hands', async () => {
  const [a, b] = [await node('a', { still: true }), await node('b')];
  await a.claim('f');
  const [began, enough] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const order: string[] = [];
  const writing = fenced(database.sql, a.holdOf('f'), async () => {
    began.resolve();
    await enough.promise;
    order.push('written');
  });
  await began.promise;
  await late('a');
  const taking = b.claim('f').then(() => order.push('taken'));
  await new Promise((resolve) => setTimeout(resolve, 200));
  enough.resolve();
  await Promise.all([writing, taking]);
  expect(order).toEqual(['written', 'taken']);
});

test('a node that is late and was not given up goes on; one that was joins anew, without its cameras', async () => {
  let caught = 0;
  const a = await node('a', { caughtUp: async () => void caught++ });
  await a.claim('f');
  await late('a');
  const lives = query<boolean>`until > now()`.as('lives');
  await expect
    .poll(async () => (await database.sql.selectFrom('nodes').select(lives).execute())[0]?.lives, { timeout: 10_000 })
    .toBe(true);
  expect(a.held()).toEqual(['f']);

  const b = await node('b');
  const before = caught;
  // It may say that it lives between the two.
  await expect
    .poll(
      async () => {
        await late('a');
        return (await b.claim('f')).kind;
      },
      { timeout: 10_000 },
    )
    .toBe('own');
  await expect.poll(() => a.held(), { timeout: 10_000 }).toEqual([]);
  await expect.poll(() => a.isCounted(), { timeout: 10_000 }).toBe(true);
  expect(caught).toBeGreaterThan(before);
  expect(await a.claim('f')).toMatchObject({ kind: 'other', member: { url: 'http://b:1' } });
});

test('where nobody listens any more everything is free at once; so is what is let go', async () => {
  const [a, b] = [await node('a'), await node('b')];
  await Promise.all([a.claim('f'), a.claim('g')]);
  const [gone] = await database.sql.selectFrom('nodes').select('node').where('url', '=', 'http://a:1').execute();
  await b.refresh();
  const changed: string[] = [];
  b.onChange((feeds) => changed.push(...feeds));
  await a.release('g');
  await b.refresh();
  expect(b.holderOf('g')).toEqual({ kind: 'nobody' });
  await b.bury(gone?.node ?? '');
  expect(b.holderOf('f')).toEqual({ kind: 'nobody' });
  expect((await b.claim('f')).kind).toBe('own');
  expect(changed).toEqual(expect.arrayContaining(['f', 'g']));
});

test('a node that leaves takes nothing, and names who is to', async () => {
  const [a, b] = [await node('a'), await node('b')];
  await a.claim('f');
  await a.leave();
  expect((await a.claim('f')).kind).toBe('own');
  expect(await a.claim('g')).toMatchObject({ kind: 'other', member: { url: 'http://b:1' } });
  expect(a.held()).toEqual(['f']);
  await a.release('f');
  expect((await b.claim('f')).kind).toBe('own');
});
