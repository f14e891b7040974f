/** What axe holds against a page, for tests in a browser. */
import axe from 'axe-core';
import type { Page } from 'playwright-core';
import { expect } from 'vitest';

/**
 * Serious and critical ones alone, as `rule: place`.
 * @param again of a page that was judged before, in other colours: only what colours can spoil
 */
export const violations = async (page: Page, again = false): Promise<string[]> => {
  await page.evaluate(axe.source);
  const found = await page.evaluate(async (again) => {
    const { axe } = window as unknown as { axe: typeof import('axe-core') };
    const { violations, passes } = await axe.run(document, {
      resultTypes: ['violations'],
      ...(again ? { runOnly: ['color-contrast', 'link-in-text-block'] } : {}),
    });
    return { violations, passed: again ? (passes[0]?.nodes.length ?? 0) : passes.length };
  }, again);
  // A page that was not drawn has nothing that could be wrong.
  expect(found.passed).toBeGreaterThan(again ? 0 : 5);
  return found.violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(
      ({ id, nodes }) => `${id}: ${nodes.map(({ target, any }) => `${target} ${any[0]?.message ?? ''}`).join(' | ')}`,
    );
};
