/** Chromium for tests and benches: Debian's, headless, talking to loopback alone, with a profile that is thrown away. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type BrowserContext, chromium, type Page } from 'playwright-core';

const ARGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--autoplay-policy=no-user-gesture-required',
];

export type Browser = { context: BrowserContext; page: () => Promise<Page>; close: () => Promise<void> };

export async function openBrowser({
  width = 1280,
  height = 800,
  colorScheme = 'dark' as 'dark' | 'light',
} = {}): Promise<Browser> {
  const profile = await mkdtemp(path.join(tmpdir(), 'giamsat-browser-'));
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    headless: true,
    ignoreHTTPSErrors: true,
    viewport: { width, height },
    colorScheme,
    args: ARGS,
  });
  return {
    context,
    page: () => context.newPage(),
    close: async () => {
      await context.close();
      await rm(profile, { recursive: true, force: true });
    },
  };
}
