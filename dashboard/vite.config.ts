/** Builds the dashboard into `dist`, compressed ahead of time; in development serves it before a running service. */
import { readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import { NONCE_PLACEHOLDER } from '@giamsat/contract/page-policy';
import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';

// The host stays as the browser asked for it: the service compares it with the page's origin.
const service = { target: `http://127.0.0.1:${process.env.PORT ?? '8080'}`, changeOrigin: false };

/** The service sends these instead of compressing at each request. */
const precompress = (): Plugin => ({
  name: 'giamsat-precompress',
  apply: 'build',
  async closeBundle() {
    const folder = path.join(import.meta.dirname, 'dist', 'assets');
    for (const name of await readdir(folder)) {
      if (!/\.(js|css|svg)$/.test(name)) continue;
      const text = await readFile(path.join(folder, name));
      if (text.length < 1024) continue;
      const br = await promisify(brotliCompress)(text, { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } });
      const gz = await promisify(gzip)(text, { level: 9 });
      await writeFile(path.join(folder, `${name}.br`), br);
      await writeFile(path.join(folder, `${name}.gz`), gz);
    }
  },
});

export default defineConfig({
  plugins: [react(), precompress()],
  // Scripts run by the nonce that the service puts in its place.
  html: { cspNonce: NONCE_PLACEHOLDER },
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    sourcemap: false,
    target: 'es2023',
    // Everything comes from our own address under the page's policy; data: URLs would need an exception.
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 700,
    rolldownOptions: {
      treeshake: {
        // The contract's schemas are made by plain calls; what the page does not check it need not carry.
        manualPureFunctions: ['Type'],
      },
    },
  },
  server: {
    port: 5173,
    strictPort: true,
    proxy: {
      '/api': service,
      '/ingest/time': service,
      '/media': service,
      '/socket.io': { ...service, ws: true },
    },
  },
});
