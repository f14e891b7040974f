// The rules must be able to say no: each is shown a house that breaks it.
import { describe, expect, test } from 'vitest';
import { parseModule } from './modules.ts';
import { cycles, oddNames, silentFiles, tooLong, wrongDirections } from './rules.ts';

const house = (files: Record<string, string>) =>
  Object.entries(files).map(([path, source]) => parseModule(path, source));
const broken = (path: string, source: string) => wrongDirections(house({ [path]: source }));

describe('parsing sees', () => {
  test.each([
    [`import { a } from './x.ts';`],
    [`import type { A } from './x.ts';`],
    [`import './x.ts';`],
    [`export { a } from './x.ts';`],
    [`export type { A } from './x.ts';`],
    [`export * from './x.ts';`],
    [`const x = await import('./x.ts');`],
    [`type X = import('./x.ts').X;`],
  ])('%s', (source) => {
    expect(parseModule('a/b.ts', source).imports).toEqual(['./x.ts']);
  });
});

describe('directions', () => {
  test.each([
    ['backend/contract/src/a.ts', `import { x } from '@giamsat/proof/chain';`],
    ['backend/contract/src/a.ts', `import { readFileSync } from 'node:fs';`],
    ['backend/proof/src/a.ts', `import { x } from '@giamsat/service/config';`],
    ['backend/agent/src/a.ts', `import type { X } from '@giamsat/service/config';`],
    ['backend/service/src/journal/a.ts', `import type { X } from '../hearings/summary.ts';`],
    ['backend/service/src/journal/a.ts', `import { x } from '../access/policy.ts';`],
    ['backend/service/src/platform/a.ts', `import { x } from '../journal/append.ts';`],
    ['backend/service/src/media/a.ts', `import { x } from '../access/policy.ts';`],
    ['backend/service/src/live/a.ts', `import { x } from '../ingest/events.ts';`],
    ['backend/service/src/hearings/a.ts', `import { x } from '../main.ts';`],
    ['backend/service/src/hearings/a.ts', `import { x } from '../testing/database.ts';`],
    ['backend/service/src/surprise/a.ts', `import { x } from 'pino';`],
    ['backend/service/src/live/a.ts', `import { x } from '../../../contract/src/stage.ts';`],
    ['dashboard/src/core/a.ts', `import { useState } from 'react';`],
    ['dashboard/src/core/a.ts', `import { useQuery } from '@tanstack/react-query';`],
    ['dashboard/src/core/a.ts', `import { x } from '../hooks/use-x.ts';`],
    ['dashboard/src/features/wall/a.tsx', `import { x } from '../hearing/x.ts';`],
    ['dashboard/src/features/wall/a.tsx', `import { x } from '../../app/routes.tsx';`],
    ['dashboard/src/features/wall/a.tsx', `import { x } from '@giamsat/service/config';`],
    ['infra/demo/a.ts', `import { x } from '@giamsat/tests/help';`],
  ])('%s: %s is refused', (path, source) => {
    expect(broken(path, source)).not.toEqual([]);
  });

  test.each([
    ['backend/contract/src/a.ts', `import { Type } from 'typebox'; import { x } from './hearing/evolve.ts';`],
    ['backend/contract/src/a.test.ts', `import { test } from 'vitest';`],
    ['backend/service/src/main.ts', `import { x } from './media/origin.ts'; import { y } from './live/gateway.ts';`],
    ['backend/service/src/hearings/a.test.ts', `import { x } from '../testing/database.ts';`],
    ['backend/service/src/testing/a.ts', `import { x } from '../app.ts'; import { y } from '../ingest/events.ts';`],
    ['backend/service/src/live/a.ts', `import { x } from '../hearings/summary.ts'; import { y } from './b.ts';`],
    ['dashboard/src/features/wall/a.tsx', `import { x } from '../../core/store.ts'; import { y } from './tile.tsx';`],
    [
      'dashboard/src/core/a.ts',
      `import { Socket } from 'socket.io-client'; import { x } from '@giamsat/contract/stage';`,
    ],
    ['tests/e2e/a.test.ts', `import { x } from '@giamsat/service/main'; import { y } from '@giamsat/infra/demo/main';`],
  ])('%s: %s is allowed', (path, source) => {
    expect(broken(path, source)).toEqual([]);
  });
});

test('a ring is found, through packages and types too', () => {
  const ring = house({
    'backend/proof/src/a.ts': `import type { B } from './b.ts';`,
    'backend/proof/src/b.ts': `export * from './c.ts';`,
    'backend/proof/src/c.ts': `import { a } from '@giamsat/proof/a';`,
    'backend/proof/src/d.ts': `import { a } from './a.ts';`,
  });
  expect(cycles(ring)).toEqual([['backend/proof/src/a.ts', 'backend/proof/src/b.ts', 'backend/proof/src/c.ts']]);
  expect(cycles(ring.slice(0, 2))).toEqual([]);
});

test('a long, an oddly named and a silent file are found', () => {
  const modules = house({
    'infra/long.ts': `// Duty.\n${'let x;\n'.repeat(300).replace(/let x/g, () => `var x`)}`,
    'infra/OddName.ts': '// Duty.\n',
    'infra/silent.ts': 'export const x = 1;\n',
  });
  expect(tooLong(modules)).toEqual(['infra/long.ts: 301 lines']);
  expect(oddNames(modules)).toEqual(['infra/OddName.ts']);
  expect(silentFiles(modules)).toEqual(['infra/silent.ts']);
});
