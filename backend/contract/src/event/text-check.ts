/** Refuses what canonical JSON and PostgreSQL cannot hold: lone surrogates, U+0000, bottomless nesting, oversized values. */

export const MAX_DEPTH = 24;

/** Length in UTF-16 units that a whole event's text may have; a UTF-8 limit is checked by whoever has the bytes. */
const MAX_UNITS = 256 * 1024;

type Found = { field: string; detail: string };

/** The first such place as a JSON Pointer, or undefined. */
export function findBadText(value: unknown): Found | undefined {
  let units = 0;
  const walk = (v: unknown, at: string, depth: number): Found | undefined => {
    if (typeof v === 'string') {
      units += v.length + 3;
      if (!v.isWellFormed()) return { field: at, detail: 'lone surrogate' };
      if (v.includes('\u0000')) return { field: at, detail: 'U+0000' };
    } else if (typeof v === 'number') {
      units += 8;
      if (!Number.isFinite(v)) return { field: at, detail: 'not a finite number' };
    } else if (typeof v === 'object' && v !== null) {
      if (depth >= MAX_DEPTH) return { field: at, detail: 'nested too deeply' };
      if (Array.isArray(v)) {
        units += 2;
        for (let i = 0; i < v.length; i++) {
          const found = walk(v[i], `${at}/${i}`, depth + 1);
          if (found) return found;
        }
      } else {
        units += 2;
        for (const key of Object.keys(v)) {
          const here = `${at}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`;
          if (key === '__proto__') return { field: here, detail: 'name not allowed' };
          const found = walk(key, here, depth) ?? walk((v as Record<string, unknown>)[key], here, depth + 1);
          if (found) return found;
        }
      }
    } else {
      units += 5;
    }
    return units > MAX_UNITS ? { field: '', detail: 'too large' } : undefined;
  };
  return walk(value, '', 0);
}
