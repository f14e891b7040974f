/** Stands in the package's script for `node:fs/promises` and `node:path`: asked for on the command line alone. */
import { builtin } from './builtin.ts';

type Files = typeof import('node:fs/promises');
type Paths = typeof import('node:path');
const files = (): Files => builtin<Files>('node:fs/promises') as Files;

export const open: Files['open'] = (...args) => files().open(...args);
export const stat = (name: string) => files().stat(name);
export const lstat = (name: string) => files().lstat(name);
export const readdir = (name: string) => files().readdir(name);
export default { join: (...parts: string[]): string => (builtin<Paths>('node:path') as Paths).join(...parts) };
