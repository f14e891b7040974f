// The service and the court's agent, each with nearly all that it imports in one file of JavaScript (decision 128).
import { relative } from 'node:path';
import { join } from 'node:path/posix';
import { defineConfig } from 'rolldown';
import { repository } from './env.mjs';

/** A source asks for files beside it; the one file stands elsewhere, and knows where the source was. */
const places = {
  name: 'places',
  transform(code, id) {
    if (!id.startsWith(repository) || id.includes('node_modules') || !code.includes('import.meta.')) return;
    const source = join('../../..', relative(repository, id));
    return code
      .replaceAll('import.meta.dirname', `(import.meta.dirname + ${JSON.stringify(`/${join(source, '..')}`)})`)
      .replaceAll('import.meta.url', `new URL(${JSON.stringify(source)}, import.meta.url)`);
  },
};

const program = (name, external = []) => ({
  input: `backend/${name}/src/main.ts`,
  cwd: repository,
  platform: 'node',
  plugins: [places],
  // Those that are not there in the first place, and those that read files of their own.
  external: ['pg-native', 'bufferutil', 'utf-8-validate', ...external],
  output: {
    file: `backend/${name}/dist/main.js`,
    format: 'esm',
    codeSplitting: false,
    // What is left of packages of another age, where no file of theirs is read.
    banner: 'const __dirname = import.meta.dirname, __filename = import.meta.filename;',
  },
});

export default defineConfig([program('service', ['@fastify/swagger-ui', 'pino']), program('agent', ['pino'])]);
