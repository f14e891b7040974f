import { describe, expect, test } from 'vitest';
import { type AuditLink, auditHash, beginAuditChain, nextInAuditChain } from './audit-chain.ts';
import { NO_PREVIOUS_HASH } from './record.ts';

const entryOf = (id: number) => ({
  id,
  at: '2021-04-15T01:00:00.000Z',
  kind: 'session.opened',
  login: 'giam.sat',
  hearing: null,
  detail: { số: [1, 2.5, null] },
});
function chainOf(count: number): AuditLink[] {
  const links: AuditLink[] = [];
  let prevHash = NO_PREVIOUS_HASH;
  for (let number = 1; number <= count; number++) {
    const entry = entryOf(number * 10);
    const hash = auditHash(number, prevHash, entry);
    links.push({ number, prevHash, hash, entry });
    prevHash = hash;
  }
  return links;
}
/** The number up to which it holds, and what is wrong after that. */
function verdict(links: AuditLink[]): [number, string | undefined] {
  let state = beginAuditChain();
  for (const link of links) {
    const next = nextInAuditChain(state, link);
    if (typeof next === 'string') return [state.number, next];
    state = next;
  }
  return [state.number, undefined];
}
const changed = (at: number, change: (link: AuditLink) => AuditLink) =>
  chainOf(5).map((link) => (link.number === at ? change(link) : link));

describe("the audit's chain", () => {
  test('has this hash; a change here breaks every audit that was written', () => {
    expect(auditHash(1, NO_PREVIOUS_HASH, entryOf(7))).toBe(
      '49921a8eb69b0b5e172b3906b212815fc137418f794bf3f0633c87aa8228ff66',
    );
  });

  test('holds', () => {
    expect(verdict([])).toEqual([0, undefined]);
    expect(verdict(chainOf(5))).toEqual([5, undefined]);
  });

  test('knows no difference between what is null and what is absent', () => {
    const { hearing: _, ...without } = entryOf(7);
    expect(auditHash(1, NO_PREVIOUS_HASH, without)).toBe(auditHash(1, NO_PREVIOUS_HASH, entryOf(7)));
  });

  test('shows a changed entry, also one whose hash was changed with it', () => {
    const forged = { ...entryOf(30), login: 'nguoi.khac' };
    expect(verdict(changed(3, (link) => ({ ...link, entry: forged })))).toEqual([2, 'hash-differs']);
    const hash = auditHash(3, chainOf(2)[1]?.hash ?? '', forged);
    expect(verdict(changed(3, (link) => ({ ...link, entry: forged, hash })))).toEqual([3, 'prev-hash-differs']);
  });

  test('shows a missing, a doubled and a moved link, and an entry that is gone', () => {
    expect(verdict(chainOf(5).filter(({ number }) => number !== 3))).toEqual([2, 'number-missing']);
    const [a, b, c] = chainOf(3) as [AuditLink, AuditLink, AuditLink];
    expect(verdict([a, b, b, c])).toEqual([2, 'number-missing']);
    expect(verdict([a, c, b])).toEqual([1, 'number-missing']);
    expect(verdict(changed(4, (link) => ({ ...link, entry: undefined })))).toEqual([3, 'entry-missing']);
  });

  test('shows a chain that was begun anew from the middle', () => {
    const anew = chainOf(5)
      .slice(2)
      .map((link, n) => ({ ...link, number: n + 1 }));
    expect(verdict(anew)).toEqual([0, 'hash-differs']);
  });
});
