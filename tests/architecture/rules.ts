// The rules of the house as pure functions over modules: who may know whom, no cycles, small files, plain names.
import { type Module, resolveImport } from './modules.ts';

/** A rule that a module breaks, as one readable line. */
export type Violation = string;

const isTest = (path: string) => /\.test\.tsx?$/.test(path) || path.startsWith('tests/');

/** Which parts of the service a part may import, besides itself, `contract` and `proof`. */
const serviceParts: Record<string, readonly string[]> = {
  platform: [],
  access: ['platform'],
  journal: ['platform'],
  jobs: ['platform'],
  media: ['platform'],
  hearings: ['platform', 'access', 'journal'],
  ingest: ['platform', 'access', 'journal', 'hearings'],
  live: ['platform', 'access', 'journal', 'hearings'],
  review: ['platform', 'access', 'journal', 'hearings'],
  alerts: ['platform', 'access', 'journal', 'hearings'],
  schedule: ['platform', 'access', 'journal', 'hearings'],
  statistics: ['platform', 'access', 'journal', 'hearings'],
  // Of everything that is kept, as it lies there.
  backup: ['platform', 'access', 'journal', 'media'],
  // Routes that draw on several parts.
  api: [
    'platform',
    'access',
    'journal',
    'hearings',
    'live',
    'media',
    'ingest',
    'review',
    'alerts',
    'schedule',
    'statistics',
  ],
};

/** Which layers of the dashboard a layer may import, besides itself. */
const dashboardLayers: Record<string, readonly string[]> = {
  core: [],
  i18n: [],
  ui: ['core', 'i18n'],
  hooks: ['core', 'i18n'],
  features: ['core', 'i18n', 'ui', 'hooks'],
  // The clerk's console is a page of its own, served by the agent.
  console: ['core', 'i18n', 'ui', 'hooks'],
  // A script of its own, which certified packages hold: neither React nor anything that asks the service.
  'package-page': ['core', 'i18n'],
  app: ['core', 'i18n', 'ui', 'hooks', 'features'],
};

/** Which packages a package may import, besides itself. */
const packages: Record<string, readonly string[]> = {
  contract: [],
  proof: ['contract'],
  service: ['contract', 'proof'],
  agent: ['contract', 'proof'],
  witness: ['contract', 'proof'],
  dashboard: ['contract', 'proof'],
  infra: ['contract', 'proof', 'service', 'agent'],
  tests: ['contract', 'proof', 'service', 'agent', 'dashboard', 'infra'],
};

interface Place {
  readonly package: string;
  /** The folder below the package's sources; '' for the files that stand above all folders. */
  readonly part: string;
  /** The folder below `part`. */
  readonly inner: string;
}

function placeOf(path: string): Place {
  const words = path.split('/');
  const [area = '', second = ''] = words;
  const name = area === 'backend' ? second : area;
  const folders = words.slice(area === 'backend' ? 3 : 2, -1);
  return { package: name, part: folders[0] ?? '', inner: folders[1] ?? '' };
}

/** Why `from` may not import the module at `to`; undefined when it may. */
function forbidden(from: string, to: string): string | undefined {
  const [here, there] = [placeOf(from), placeOf(to)];
  if (here.package !== there.package) {
    return packages[here.package]?.includes(there.package)
      ? undefined
      : `${here.package} may not know ${there.package}`;
  }
  if (here.part === there.part) {
    const otherFeature = here.package === 'dashboard' && here.part === 'features' && here.inner !== there.inner;
    return otherFeature ? 'a feature imports no other feature' : undefined;
  }
  // `testing` is what tests are made of: a database, events, an app. It knows every part, and only tests know it.
  const fromTest = isTest(from) || here.part === 'testing';
  if (here.package === 'service' && fromTest && (there.part === 'testing' || there.part === '')) return undefined;
  if (here.part === 'testing') return undefined;
  const order = { service: serviceParts, dashboard: dashboardLayers }[here.package];
  // Files above all folders (main, app) put the parts together; nothing below imports them.
  if (order === undefined || here.part === '') return undefined;
  return order[here.part]?.includes(there.part)
    ? undefined
    : `${here.part} may not know ${there.part === '' ? 'what puts it together' : there.part}`;
}

/** Imports that go against the house's directions, and folders that have no place in them. */
export function wrongDirections(modules: readonly Module[]): Violation[] {
  const found: Violation[] = [];
  for (const { path, imports } of modules) {
    const here = placeOf(path);
    const order = { service: serviceParts, dashboard: dashboardLayers }[here.package];
    if (order && !['', 'testing'].includes(here.part) && !(here.part in order))
      found.push(`${path}: ${here.part} has no place in the rules`);
    for (const specifier of imports) {
      const to = resolveImport(path, specifier);
      const why = to === undefined ? wrongPackage(path, specifier) : forbidden(path, to);
      if (why) found.push(`${path} → ${specifier}: ${why}`);
      const crosses = to !== undefined && specifier.startsWith('.') && placeOf(to).package !== here.package;
      if (crosses) found.push(`${path} → ${specifier}: another package is imported by its name`);
    }
  }
  return found;
}

/** Why a module may not import a package that is not of this house. */
function wrongPackage(path: string, specifier: string): string | undefined {
  const { package: name, part } = placeOf(path);
  if (isTest(path) || part === 'testing') return undefined;
  if (name === 'contract' && !/^typebox(\/|$)/.test(specifier)) return 'the contract imports typebox alone';
  if (name === 'dashboard' && part === 'core' && /(^|[/-])(react|@?mantine)([/-]|$)/.test(specifier)) {
    return 'the core of the dashboard knows no React';
  }
  return undefined;
}

/** Groups of modules that import each other in a ring, each as a sorted list of paths (Tarjan's components). */
export function cycles(modules: readonly Module[]): string[][] {
  const edges = new Map(
    modules.map(({ path, imports }) => [path, imports.flatMap((specifier) => resolveImport(path, specifier) ?? [])]),
  );
  const index = new Map<string, number>();
  const low = new Map<string, number>();
  const stack: string[] = [];
  const rings: string[][] = [];
  const visit = (path: string): number => {
    const own = index.size;
    index.set(path, own);
    low.set(path, own);
    stack.push(path);
    for (const next of edges.get(path) ?? []) {
      if (!edges.has(next)) continue;
      const reached = index.has(next) ? (stack.includes(next) ? (index.get(next) ?? own) : own) : visit(next);
      low.set(path, Math.min(low.get(path) ?? own, reached));
    }
    if (low.get(path) === own) {
      const ring = stack.splice(stack.indexOf(path));
      if (ring.length > 1 || edges.get(path)?.includes(path)) rings.push(ring.sort());
    }
    return low.get(path) ?? own;
  };
  for (const path of edges.keys()) if (!index.has(path)) visit(path);
  return rings;
}

/** Sources over 300 lines; tests, locales and generated files may be longer. */
export function tooLong(modules: readonly Module[]): Violation[] {
  return modules
    .filter(({ path }) => !isTest(path) && !/(^|\/)(generated|locales?|i18n)(\/|$)/.test(path))
    .map(({ path, source }) => ({ path, lines: source.trimEnd().split('\n').length }))
    .filter(({ lines }) => lines > 300)
    .map(({ path, lines }) => `${path}: ${lines} lines`);
}

/** Files and folders whose name is not in kebab-case. */
export function oddNames(modules: readonly Module[]): Violation[] {
  const word = '[a-z0-9]+(-[a-z0-9]+)*';
  const plain = new RegExp(`^(${word}/)*${word}(\\.${word})*\\.tsx?$`);
  return modules.filter(({ path }) => !plain.test(path)).map(({ path }) => path);
}

/** Sources that do not open with a sentence about their duty. */
export function silentFiles(modules: readonly Module[]): Violation[] {
  return modules
    .filter(
      ({ path, source }) =>
        !isTest(path) && !/(^|\/)generated\//.test(path) && !/^(#![^\n]*\n)?\s*(\/\/|\/\*)/.test(source),
    )
    .map(({ path }) => path);
}
