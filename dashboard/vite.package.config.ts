/** Builds into `dist-package` the page that certified packages hold: one classic script, because a page in a folder may load no modules. */
import { copyFile } from 'node:fs/promises';
import path from 'node:path';
import { defineConfig, type Plugin } from 'vite';

const folder = path.join(import.meta.dirname, 'src', 'package-page');
const out = 'dist-package';

const page = (): Plugin => ({
  name: 'giamsat-package-page',
  apply: 'build',
  async closeBundle() {
    await copyFile(path.join(folder, 'index.html'), path.join(import.meta.dirname, out, 'index.html'));
  },
});

export default defineConfig({
  plugins: [page()],
  publicDir: false,
  resolve: {
    alias: {
      'node:crypto': path.join(folder, 'node', 'crypto.ts'),
      'node:fs/promises': path.join(folder, 'node', 'files.ts'),
      'node:path': path.join(folder, 'node', 'files.ts'),
    },
  },
  define: { 'process.env.NODE_ENV': '"production"' },
  build: {
    outDir: out,
    emptyOutDir: true,
    target: 'es2023',
    lib: { entry: path.join(folder, 'main.ts'), formats: ['iife'], name: 'giamsat', fileName: () => 'verify.js' },
    rolldownOptions: { transform: { inject: { Buffer: [path.join(folder, 'node', 'buffer.ts'), 'Buffer'] } } },
  },
});
