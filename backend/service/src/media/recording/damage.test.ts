import { expect, test } from 'vitest';
import { createLogger } from '../../platform/logger.ts';
import { createMetrics } from '../../platform/metrics.ts';
import { createDamageReport } from './damage.ts';

test('a damaged segment is counted by feed, and named in the log by feed and number alone', async () => {
  const metrics = createMetrics();
  let text = '';
  const write = (line: string) => {
    text += line;
  };
  const logger = createLogger({ level: 'info', destination: { write } });
  const report = createDamageReport({ logger, metrics });
  report({ feed: 'lb-1-1', epoch: '01890000-0000-7000-8000-000000000001', number: 7 });
  report({ feed: 'lb-1-1', epoch: '01890000-0000-7000-8000-000000000001', number: 8 });
  expect(await metrics.registry.metrics()).toContain('giamsat_media_damaged_segments_total{feed="lb-1-1"} 2');
  const [first] = text.trim().split('\n');
  expect(Object.keys(JSON.parse(first ?? '')).sort()).toEqual(['epoch', 'feed', 'level', 'msg', 'number', 'time']);
});
