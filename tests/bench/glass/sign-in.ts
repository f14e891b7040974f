/** Signs a page in as the supervisor who watches the wall. */
import type { Page } from 'playwright-core';
import { PEOPLE } from '../../rig/province.ts';

export async function signIn(page: Page, origin: string, password: string): Promise<void> {
  await page.goto(`${origin}/`);
  const status = await page.evaluate(
    async ({ login, password: secret }) =>
      (
        await fetch('/api/v1/session', {
          method: 'POST',
          headers: { 'content-type': 'application/json', 'giamsat-request': '1' },
          body: JSON.stringify({ login, password: secret }),
        })
      ).status,
    { login: PEOPLE.supervisor, password },
  );
  if (status !== 200) throw new Error(`sign-in: ${status}`);
}
