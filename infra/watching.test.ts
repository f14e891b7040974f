// What Prometheus and Grafana are told to look at exists: a figure that was renamed would be an alarm that never rings.
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const house = join(import.meta.dirname, '..');
const read = (file: string): string => readFileSync(join(house, file), 'utf8');

/** Names in the sources, with what a histogram makes of its own. */
const made = new Set(
  globSync('backend/service/src/**/*.ts', { cwd: house })
    .flatMap((file) => [...read(file).matchAll(/\.(counter|gauge|histogram)\(\s*'([a-z_]+)'/g)])
    .flatMap(([, kind, name]) => (kind === 'histogram' ? [`${name}_bucket`, `${name}_sum`, `${name}_count`] : [name])),
);

test.each(['infra/prometheus/giamsat.rules.yml', 'infra/grafana/giamsat.json'])('%s asks for what there is', (file) => {
  const asked = [...read(file).matchAll(/\bgiamsat_([a-z_]+)/g)].map(([, name]) => name);
  expect(asked.length).toBeGreaterThan(10);
  expect(asked.filter((name) => !made.has(name))).toEqual([]);
});

test('the dashboard is JSON with panels of their own places', () => {
  const { panels } = JSON.parse(read('infra/grafana/giamsat.json')) as {
    panels: { gridPos: { x: number; y: number } }[];
  };
  expect(new Set(panels.map(({ gridPos: { x, y } }) => `${x} ${y}`)).size).toBe(panels.length);
});
