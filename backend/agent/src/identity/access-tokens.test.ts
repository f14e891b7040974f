// Tokens are renewed before they end, by one call at a time; a wrong clock is set and told; a refusal is not asked again at once.
import { generateKeyPairSync } from 'node:crypto';
import pino from 'pino';
import { expect, test } from 'vitest';
import { RefusedError } from '../uplink/service-client.ts';
import { createAccessTokens } from './access-tokens.ts';
import type { Identity, PrivateKey } from './identity.ts';

const key = generateKeyPairSync('ed25519').privateKey.export({ format: 'jwk' }) as PrivateKey;
const identity: Identity = { agent: 'lb-1', audience: 'urn:test', key };
const refusal = (code: string) =>
  new RefusedError(
    401,
    { type: `urn:giamsat:problem:${code}`, title: code, status: 401, detail: `${code} said` },
    undefined,
  );
const claimsOf = (assertion: string) => JSON.parse(Buffer.from(assertion.split('.')[1] ?? '', 'base64url').toString());

function setUp(answer: (n: number, assertion: string) => string | RefusedError = (n) => `token-${n}`) {
  const asked: string[] = [];
  const lines: { msg: string; [member: string]: unknown }[] = [];
  const state = { now: Date.parse('2021-04-15T05:00:00.000Z'), steady: 0, clockSet: 0 };
  const tokens = createAccessTokens({
    identity: () => identity,
    async exchange(assertion) {
      asked.push(assertion);
      const given = answer(asked.length, assertion);
      if (typeof given !== 'string') throw given;
      return { access_token: given, token_type: 'Bearer', expires_in: 600 };
    },
    now: () => state.now,
    async setClock() {
      state.clockSet++;
      state.now += 3_600_000;
    },
    logger: pino({ level: 'info' }, { write: (line) => void lines.push(JSON.parse(line)) }),
    steady: () => state.steady,
  });
  return { tokens, asked, state, lines };
}

test('one call for all who ask at once, and none while the token is young', async () => {
  const { tokens, asked, state } = setUp();
  expect(await Promise.all([tokens.get(), tokens.get(), tokens.get()])).toEqual(['token-1', 'token-1', 'token-1']);
  state.steady = 440_000;
  expect(await tokens.get()).toBe('token-1');
  expect(asked).toHaveLength(1);
});

test('it is renewed while it still holds; nobody waits for that', async () => {
  const { tokens, asked, state } = setUp();
  await tokens.get();
  state.steady = 451_000;
  expect(await tokens.get()).toBe('token-1');
  await expect.poll(() => tokens.get()).toBe('token-2');
  expect(asked).toHaveLength(2);
  expect(new Set(asked.map((one) => claimsOf(one).jti)).size).toBe(2);
});

test('one that ended, or was refused, is not shown again', async () => {
  const { tokens, state } = setUp();
  await tokens.get();
  state.steady = 600_000;
  expect(await tokens.get()).toBe('token-2');
  tokens.refused('token-1');
  expect(await tokens.get()).toBe('token-2');
  tokens.refused('token-2');
  expect(await tokens.get()).toBe('token-3');
});

test('a clock that the service calls wrong is set by the service’s, once, and told with both times', async () => {
  const { tokens, asked, state, lines } = setUp((n) => (n === 1 ? refusal('wrong-clock') : `token-${n}`));
  expect(await tokens.get()).toBe('token-2');
  expect(state.clockSet).toBe(1);
  expect(claimsOf(asked[1] ?? '').iat - claimsOf(asked[0] ?? '').iat).toBe(3600);
  expect(lines).toMatchObject([{ level: 50, corrected: '2021-04-15T05:00:00.000Z', reason: 'wrong-clock said' }]);
  const never = setUp(() => refusal('wrong-clock'));
  await expect(never.tokens.get()).rejects.toThrow(RefusedError);
  expect(never.asked).toHaveLength(2);
});

test('a key that is not taken is told once, asked again after a while, and known again when it is', async () => {
  let revoked = true;
  const { tokens, asked, state, lines } = setUp((n) => (revoked ? refusal('unauthenticated') : `token-${n}`));
  for (let i = 0; i < 5; i++) await expect(tokens.get()).rejects.toMatchObject({ status: 401 });
  expect(asked).toHaveLength(1);
  expect(tokens.known()).toBe(false);
  state.steady = 11_000;
  await expect(tokens.get()).rejects.toMatchObject({ status: 401 });
  expect(asked).toHaveLength(2);
  expect(lines).toHaveLength(1);
  revoked = false;
  state.steady = 22_000;
  expect(await tokens.get()).toBe('token-3');
  expect(tokens.known()).toBe(true);
  expect(lines).toHaveLength(2);
});
