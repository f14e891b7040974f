/** Takes the README's pictures of a demo that runs: `node tests/screenshots/take.ts [http://localhost:8080] [console's address]`. */
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { openBrowser } from '../rig/browser.ts';

const [service = 'http://localhost:8080', clerks = 'http://localhost:8461'] = process.argv.slice(2);
/** Everybody's in the demo, and nowhere else. */
const PASSWORD = 'giam-sat-2021';
const FOLDER = path.resolve(import.meta.dirname, '../../infra/readme');
mkdirSync(FOLDER, { recursive: true });

const picture = async (page: Page, name: string) => {
  await page.screenshot({ path: path.join(FOLDER, `${name}.jpg`), type: 'jpeg', quality: 60 });
  console.log(name);
};
const signIn = (page: Page, at: string, login: string) =>
  page.evaluate(
    async ({ path: to, body }) => {
      const headers = { 'content-type': 'application/json', 'giamsat-request': '1' };
      return (await fetch(to, { method: 'POST', headers, body })).status;
    },
    { path: at, body: JSON.stringify({ login, password: PASSWORD }) },
  );

const browser = await openBrowser({ width: 1600, height: 900, colorScheme: 'light' });
try {
  const page = await browser.page();
  await page.goto(service);
  await page.waitForTimeout(1500);
  await picture(page, 'sign-in');
  await signIn(page, '/api/v1/session', 'chanhan');
  await page.goto(`${service}/wall`);
  await page.waitForFunction(() => [...document.querySelectorAll('video')].filter((v) => v.readyState >= 3).length > 1);
  await page.waitForTimeout(8000);
  await picture(page, 'wall');
  const hearing = await page.evaluate(async () => {
    const { rows } = await (await fetch('/api/v1/hearings')).json();
    return rows.find((row: { windows?: unknown[] }) => row.windows?.length)?.id as string | undefined;
  });
  if (hearing) {
    await page.goto(`${service}/hearings/${hearing}`);
    await page.waitForTimeout(12_000);
    await picture(page, 'hearing');
  }
  await page.goto(`${clerks}/clerk/`);
  await page.waitForTimeout(1000);
  console.log('console', await signIn(page, '/clerk/api/session', 'thuky.ls-a'));
  await page.reload();
  await page.waitForTimeout(3000);
  await picture(page, 'console');
} finally {
  await browser.close();
}
