// Reads every TypeScript module of the house and what it imports, types included, from the parsed source.
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseSync } from 'oxc-parser';

export const repository = join(dirname(fileURLToPath(import.meta.url)), '../..');

/** One module: its path from the repository's root with `/`, its source, and its imports as written. */
export interface Module {
  readonly path: string;
  readonly source: string;
  readonly imports: readonly string[];
}

const areas = ['backend', 'dashboard', 'infra', 'tests'];
const skipped = new Set(['node_modules', 'dist', 'dist-console', '.data', 'coverage']);

function* pathsUnder(folder: string): Generator<string> {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    if (skipped.has(entry.name)) continue;
    const path = join(folder, entry.name);
    if (entry.isDirectory()) yield* pathsUnder(path);
    else if (/\.tsx?$/.test(entry.name)) yield relative(repository, path).split(sep).join('/');
  }
}

/** Every module under the house's four folders; throws when one cannot be parsed. */
export function readModules(): Module[] {
  return areas
    .flatMap((area) => [...pathsUnder(join(repository, area))])
    .map((path) => parseModule(path, readFileSync(join(repository, path), 'utf8')));
}

/** Parses one module; throws on a syntax error. */
export function parseModule(path: string, source: string): Module {
  const { program, errors } = parseSync(path, source);
  if (errors.length > 0) throw new Error(`${path}: ${errors[0]?.message}`);
  const imports: string[] = [];
  collect(program, imports);
  return { path, source, imports };
}

const importing = new Set([
  'ImportDeclaration',
  'ExportNamedDeclaration',
  'ExportAllDeclaration',
  'ImportExpression',
  'TSImportType',
]);

function collect(node: unknown, found: string[]): void {
  if (Array.isArray(node)) {
    for (const child of node) collect(child, found);
    return;
  }
  if (typeof node !== 'object' || node === null) return;
  if ('type' in node && importing.has(String(node.type)) && 'source' in node) {
    const value = (node.source as { value?: unknown } | null)?.value;
    if (typeof value === 'string') found.push(value);
  }
  for (const child of Object.values(node)) collect(child, found);
}

const packages: Record<string, string> = {
  contract: 'backend/contract/src',
  proof: 'backend/proof/src',
  service: 'backend/service/src',
  agent: 'backend/agent/src',
  witness: 'backend/witness/src',
  infra: 'infra',
};

/** The path of the module that `specifier` names from within `from`; undefined for what is not of this house. */
export function resolveImport(from: string, specifier: string): string | undefined {
  if (specifier.startsWith('.'))
    return normalize(join(dirname(from), specifier))
      .split(sep)
      .join('/')
      .replace(/\?.*$/, '');
  const [scope, name = '', ...rest] = specifier.split('/');
  if (scope !== '@giamsat') return undefined;
  const inside = `${packages[name] ?? name}/${rest.join('/')}`;
  return inside.endsWith('.mjs') ? inside : `${inside}.ts`;
}
