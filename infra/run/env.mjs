// Where things are: the repository, its own Node 24, its tools, and the environment that every child gets.
// Like all of infra/run it runs on the machine's Node (20 or later) before anything is installed.
import { accessSync, constants, existsSync } from 'node:fs';
import { delimiter, dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

export const repository = resolve(dirname(fileURLToPath(import.meta.url)), '../..');
export const isRoot = process.getuid?.() === 0;
export const pnpmVersion = '10.34.9';

/** Absolute path of a Node that runs TypeScript as it is: the one installed here, else the running one if it is new enough. */
export function findNode24() {
  const own = join(repository, 'node_modules', `node-${process.platform}-${process.arch}`, 'bin', 'node');
  if (existsSync(own)) return own;
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major > 24 || (major === 24 && minor >= 15)) return process.execPath;
  throw new Error(`there is no Node 24 for ${process.platform}-${process.arch} here: install Node 24.15 or later`);
}

/** The environment of children: our Node and our tools come first on the path. */
export function childEnv(extra = {}) {
  const first = [dirname(findNode24()), join(repository, 'node_modules', '.bin')];
  const rest = (process.env.PATH ?? '').split(delimiter).filter((entry) => !first.includes(entry));
  return { ...process.env, PATH: [...first, ...rest].join(delimiter), ...extra };
}

/** Whether a command is on the path. */
export function onPath(command) {
  return (process.env.PATH ?? '').split(delimiter).some((folder) => {
    try {
      accessSync(join(folder, command), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}
