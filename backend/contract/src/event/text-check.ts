/** Refuses what canonical JSON and PostgreSQL cannot hold: lone surrogates, U+0000, bottomless nesting, oversized values. */

export const MAX_DEPTH = 24;

/** Length in UTF-16 units that a whole event's text may have; a UTF-8 limit is checked by whoever has the bytes. */
const MAX_UNITS = 256 * 1024;

type Found = { field: string; detail: string };

const TOO_LARGE: Found = { field: '', detail: 'too large' };

/** The same, seen from what holds it: paths are made only where something is found. */
const within = (key: string | number, found: Found): Found =>
  found === TOO_LARGE
    ? found
    : { ...found, field: `/${String(key).replaceAll('~', '~0').replaceAll('/', '~1')}${found.field}` };

/** The first such place as a JSON Pointer, or undefined. */
export function findBadText(value: unknown): Found | undefined {
  let units = 0;
  const walk = (v: unknown, depth: number): Found | undefined => {
    if (typeof v === 'string') {
      units += v.length + 3;
      if (!v.isWellFormed()) return { field: '', detail: 'lone surrogate' };
      if (v.includes('\u0000')) return { field: '', detail: 'U+0000' };
    } else if (typeof v === 'number') {
      units += 8;
      if (!Number.isFinite(v)) return { field: '', detail: 'not a finite number' };
    } else if (typeof v === 'object' && v !== null) {
      if (depth >= MAX_DEPTH) return { field: '', detail: 'nested too deeply' };
      units += 2;
      if (Array.isArray(v)) {
        for (let i = 0; i < v.length; i++) {
          const found = walk(v[i], depth + 1);
          if (found) return within(i, found);
        }
      } else {
        for (const key of Object.keys(v)) {
          const found =
            key === '__proto__'
              ? { field: '', detail: 'name not allowed' }
              : (walk(key, depth) ?? walk((v as Record<string, unknown>)[key], depth + 1));
          if (found) return within(key, found);
        }
      }
    } else {
      units += 5;
    }
    return units > MAX_UNITS ? TOO_LARGE : undefined;
  };
  return walk(value, 0);
}
