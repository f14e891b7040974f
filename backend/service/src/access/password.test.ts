import { expect, test } from 'vitest';
import { hashPassword, verifyNobody, verifyPassword } from './password.ts';

test('a password is known again, another is not, and no two hashes are equal', async () => {
  const [a, b] = await Promise.all([hashPassword('mật khẩu đủ dài'), hashPassword('mật khẩu đủ dài')]);
  expect(a).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
  expect(a).not.toBe(b);
  expect(await verifyPassword(a, 'mật khẩu đủ dài')).toBe(true);
  expect(await verifyPassword(a, 'mật khẩu đủ dai')).toBe(false);
});

test('the same characters composed otherwise are the same password', async () => {
  expect(await verifyPassword(await hashPassword('nghị án'.normalize('NFD')), 'nghị án'.normalize('NFC'))).toBe(true);
});

test('a hash of other parameters is still verified (RFC 9106 lets each hash carry its own)', async () => {
  const hash = await hashPassword('x'.repeat(12));
  expect(await verifyPassword(hash.replace('m=19456', 'm=16384'), 'x'.repeat(12))).toBe(false);
  expect(await verifyPassword('$argon2i$v=19$m=8,t=1,p=1$c2FsdHNhbHQ$AAAA', 'x')).toBe(false);
  expect(await verifyPassword('', 'x')).toBe(false);
});

test('nobody is never somebody, and many at once are served in turn', async () => {
  expect(await verifyNobody('anything')).toBe(false);
  const hash = await hashPassword('twelve chars');
  const all = await Promise.all(Array.from({ length: 8 }, () => verifyPassword(hash, 'twelve chars')));
  expect(all).toEqual(Array(8).fill(true));
});
