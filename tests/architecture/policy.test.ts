// Who may see what is one pure file, and every way in asks it.
import { parseSync } from 'oxc-parser';
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
  for (const path of known)
    expect(path).toMatch(/^backend\/(contract\/|service\/src\/access\/(policy-(facts|grants|offices)|viewer)\.ts$)/);
  for (const path of [POLICY, ...known.filter((one) => one.includes('/policy-'))])
    expect(modules.get(path)?.source, path).not.toMatch(/Date\.now|new Date\(\)|process\.|async |await /);
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

type Node = { type: string; [member: string]: unknown };
const isNode = (value: unknown): value is Node => typeof value === 'object' && value !== null && 'type' in value;
function* nodesOf(value: unknown): Generator<Node> {
  if (Array.isArray(value)) for (const one of value) yield* nodesOf(one);
  else if (isNode(value)) {
    yield value;
    for (const member of Object.values(value)) yield* nodesOf(member);
  }
}
/** `get` and its like on an address of people's, with the literal that the address begins with. */
function routesOf(path: string, source: string): { at: string; options: Node | undefined }[] {
  return [...nodesOf(parseSync(path, source).program)].flatMap((node) => {
    const callee = node.callee as { property?: { name?: string } } | undefined;
    const verb = node.type === 'CallExpression' ? callee?.property?.name : undefined;
    if (!['get', 'post', 'put', 'patch', 'delete'].includes(verb ?? '')) return [];
    const [address, options] = node.arguments as [Node | undefined, Node | undefined];
    const begins =
      address?.value ?? (address?.quasis as { value: { raw: string } }[] | undefined)?.[0]?.value.raw ?? '';
    if (!/^\/(api\/v1|media)\//.test(String(begins))) return [];
    return [{ at: `${path}: ${verb} ${begins}`, options }];
  });
}
const namesIn = (options: Node | undefined): string[] =>
  ((options?.properties ?? []) as { key?: { name?: string } }[]).flatMap(({ key }) => key?.name ?? []);

test('every route of people’s says in its config what it asks the policy, or that it is open', () => {
  const routes = [...modules.values()]
    .filter(({ path }) => path.startsWith('backend/service/src/') && !path.endsWith('.test.ts'))
    .filter(({ source }) => /['`]\/(api\/v1|media)\//.test(source))
    .flatMap(({ path, source }) => routesOf(path, source));
  expect(routes.length).toBeGreaterThan(30);
  // Add `config: { asks: 'log.read' }`, or whatever it asks; see FastifyContextConfig in access/http.ts.
  expect(routes.filter(({ options }) => !namesIn(options).includes('config')).map(({ at }) => at)).toEqual([]);
}, 30_000);
