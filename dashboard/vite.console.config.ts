/** Builds the clerk's console into `dist-console`, which the agent serves under `/clerk/`. */
import { NONCE_PLACEHOLDER } from '@giamsat/contract/page-policy';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

export default defineConfig({
  base: '/clerk/',
  plugins: [react()],
  html: { cspNonce: NONCE_PLACEHOLDER },
  build: { outDir: 'dist-console', emptyOutDir: true, rollupOptions: { input: 'console.html' }, sourcemap: false },
  publicDir: false,
});
