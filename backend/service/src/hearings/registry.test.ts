import path from 'node:path';
import type { RegistrySeed } from '@giamsat/contract/registry';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createMemoryBus } from '../platform/bus.ts';
import { openTestDatabase, silentLogger, type TestDatabase } from '../testing/database.ts';
import { testJournal } from '../testing/events.ts';
import { createRegistry } from './registry.ts';
import { createRegistryChanges } from './registry-changes.ts';
import { readRegistrySeed } from './registry-seed.ts';

const LANG_SON = path.join(import.meta.dirname, '../../../../infra/registry/lang-son.json');

const SEED: RegistrySeed = {
  courts: [
    {
      code: 'lb',
      level: 'district',
      names: [
        { name: 'Tòa án nhân dân huyện Lộc Bình', short: 'TAND Lộc Bình', validTo: '2025-01-01' },
        { name: 'Tòa án nhân dân Lộc Bình', short: 'TAND LB', validFrom: '2025-01-01', validTo: '2025-07-01' },
      ],
      validTo: '2025-07-01',
    },
    { code: 'kv-2', level: 'region', validFrom: '2025-07-01', names: [{ name: 'TAND khu vực 2', short: 'KV2' }] },
  ],
  successions: [{ from: 'lb', to: 'kv-2', on: '2025-07-01' }],
  rooms: [
    { code: 'lb-1', court: 'lb', name: 'Phòng xử án 1' },
    { code: 'lb-2', court: 'lb', name: 'Phòng xử án 2', validFrom: '2020-01-01', validTo: '2022-01-01' },
  ],
  feeds: [{ code: 'lb-1-cam-1', room: 'lb-1', name: 'Hội đồng xét xử', role: 'panel' }],
  agents: [{ code: 'lb-1', court: 'lb' }],
  templates: [{ code: 'noi-quy', text: 'Thư ký phổ biến nội quy' }],
};

let database: TestDatabase;
beforeEach(async () => {
  database = await openTestDatabase();
});
afterEach(() => database.close());

async function parts() {
  const { sql } = database;
  const bus = createMemoryBus({ logger: silentLogger });
  const registry = await createRegistry({ sql, bus, logger: silentLogger });
  const { journal } = testJournal(sql);
  return { bus, registry, journal, changes: createRegistryChanges({ sql, registry, journal }) };
}

describe('a seed', () => {
  test('gives what it says, tells the history in the journal, and changes nothing the second time', async () => {
    const { registry, journal, changes } = await parts();
    await changes.applySeed(SEED);
    const { courts, rooms, feeds, agents, templates, successions } = registry.content();
    expect({ courts, rooms, feeds, agents, templates, successions }).toEqual({
      ...SEED,
      courts: [...SEED.courts].sort((a, b) => (a.code < b.code ? -1 : 1)),
    });
    const history = await journal.readStream('courts/lb');
    expect(history.map(({ event }) => [event.type, event.data])).toEqual([
      ['court.renamed', { name: 'Tòa án nhân dân Lộc Bình', from: '2025-01-01' }],
      ['court.succeeded', { by: 'kv-2', from: '2025-07-01' }],
    ]);

    const [revision, head] = [registry.state().revision, await journal.head()];
    await changes.applySeed(SEED);
    expect([registry.state().revision, await journal.head()]).toEqual([revision, head]);
  });

  test('leaves alone what an administrator changed since', async () => {
    const { registry, changes } = await parts();
    await changes.applySeed(SEED);
    await changes.putRoom({ code: 'lb-1', court: 'lb', name: 'Phòng lớn' });
    await changes.applySeed(SEED);
    expect(registry.room('lb-1')?.name).toBe('Phòng lớn');
  });

  test('the history of Lạng Sơn can be read and applied', async () => {
    const { registry, changes } = await parts();
    await changes.applySeed(await readRegistrySeed(LANG_SON));
    expect(registry.courtsOn('2021-04-15')).toHaveLength(12);
    expect(registry.courtsOn('2025-07-01')).toHaveLength(6);
    expect([...registry.speaksFor('kv-1', '2025-07-01')].sort()).toEqual(['cao-loc', 'kv-1', 'tp-lang-son']);
  });

  test('a file that is no registry is refused with the place that is wrong', async () => {
    await expect(readRegistrySeed(import.meta.filename)).rejects.toThrow('cannot be read');
    await expect(readRegistrySeed(path.join(import.meta.dirname, '../../package.json'))).rejects.toThrow(
      'is not a registry',
    );
  });
});

describe('the registry', () => {
  test('knows what a court was called on a day', async () => {
    const { registry, changes } = await parts();
    await changes.applySeed(SEED);
    const nameOn = (day: string) => registry.courtNameOn('lb', day).short;
    expect(['1999-01-01', '2024-12-31', '2025-01-01', '2025-06-30', '2030-01-01'].map(nameOn)).toEqual([
      'TAND Lộc Bình',
      'TAND Lộc Bình',
      'TAND LB',
      'TAND LB',
      'TAND LB',
    ]);
    expect(registry.roomsOf('lb', '2021-01-01').map(({ code }) => code)).toEqual(['lb-1', 'lb-2']);
    expect(registry.roomsOf('lb', '2022-01-01').map(({ code }) => code)).toEqual(['lb-1']);
    expect(registry.courtOfFeed('lb-1-cam-1')).toBe('lb');
  });

  test('knows whom agents speak for', async () => {
    const { registry, changes } = await parts();
    await changes.applySeed(SEED);
    expect([...registry.speaksFor('lb', '2025-07-01')]).toEqual(['lb']);
    expect([...registry.speaksFor('kv-2', '2025-06-30')]).toEqual(['kv-2']);
    expect([...registry.speaksFor('kv-2', '2025-07-01')]).toEqual(['kv-2', 'lb']);
  });

  test('tells of changes, on every node', async () => {
    const { bus, registry, changes } = await parts();
    const other = await createRegistry({ sql: database.sql, bus, logger: silentLogger });
    let told = 0;
    registry.onChange(() => told++);
    other.onChange(() => told++);
    await changes.applySeed(SEED);
    await expect.poll(() => told).toBe(2);
    expect(other.court('lb')).toEqual(registry.court('lb'));
  });

  test('refuses what contradicts itself, naming the field', async () => {
    const { registry, journal, changes } = await parts();
    await changes.applySeed(SEED);
    const names = [
      { name: 'a', short: 'a' },
      { name: 'b', short: 'b', validFrom: '2025-01-01' },
    ];
    const refused = (field: string) => expect.objectContaining({ code: 'invalid', field });
    await expect(changes.putCourt({ code: 'lb', level: 'district', names })).rejects.toThrow(
      refused('/names/1/validFrom'),
    );
    await expect(changes.putRoom({ code: 'x', court: 'nobody', name: 'x' })).rejects.toThrow(refused('/court'));
    await expect(changes.putRoom({ code: 'lb-1', court: 'kv-2', name: 'x' })).rejects.toThrow(refused('/court'));
    await expect(changes.putFeed({ code: 'x', room: 'x', name: 'x', role: 'panel' })).rejects.toThrow(refused('/room'));

    await changes.putRoom({ code: 'lb-1', court: 'lb', name: 'Phòng lớn', validTo: '2030-01-01' });
    const [told] = await journal.readStream('rooms/lb-1');
    expect(told?.event).toMatchObject({ type: 'room.changed', data: { name: 'Phòng lớn', validTo: '2030-01-01' } });
    expect(registry.room('lb-1')?.validTo).toBe('2030-01-01');
  });
});
