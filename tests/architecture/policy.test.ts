// Who may see what is one pure file, and every way in asks it.
import { expect, test } from 'vitest';
import { readModules, resolveImport } from './modules.ts';

const POLICY = 'backend/service/src/access/policy.ts';
const modules = new Map(readModules().map((module) => [module.path, module]));
const importsOf = (path: string): string[] => {
  const module = modules.get(path);
  if (!module) throw new Error(`there is no ${path}`);
  return module.imports.map((specifier) => resolveImport(path, specifier) ?? specifier);
};
/** Does the module ask the policy, by itself or through what it imports of the service? */
function reaches(path: string, seen = new Set<string>()): boolean {
  if (path === POLICY) return true;
  if (seen.has(path) || !modules.has(path)) return false;
  seen.add(path);
  return importsOf(path).some((next) => next.startsWith('backend/service/') && reaches(next, seen));
}

test('the policy knows the contract and who looks, and nothing that could make its answer depend on anything else', () => {
  const known = importsOf(POLICY);
  expect(known.length).toBeGreaterThan(0);
  for (const path of known) expect(path).toMatch(/^backend\/(contract\/|service\/src\/access\/viewer\.ts$)/);
  expect(modules.get(POLICY)?.source).not.toMatch(/Date\.now|new Date\(\)|process\.|async |await /);
});

test.each([
  ['hearings over HTTP', 'backend/service/src/api/hearings.ts'],
  ['administration over HTTP', 'backend/service/src/api/people.ts'],
  ['machines over HTTP', 'backend/service/src/api/machines.ts'],
  ['sockets', 'backend/service/src/live/gateway.ts'],
  ['media', 'backend/service/src/media-rights.ts'],
])('%s ask it', (_way, path) => {
  expect(reaches(path)).toBe(true);
});

test('the media are handed their rights, and judge nobody themselves', () => {
  const media = [...modules.keys()].filter((path) => path.startsWith('backend/service/src/media/'));
  expect(media.length).toBeGreaterThan(10);
  for (const path of media) {
    expect(importsOf(path).filter((to) => to.startsWith('backend/service/src/access/'))).toEqual([]);
    expect(modules.get(path)?.source, path).not.toMatch(/\brole\b/);
  }
});
