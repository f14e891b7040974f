// What a machine signs, judged: every member of an assertion that could be wrong is wrong once.
import { generateKeyPairSync } from 'node:crypto';
import type { Agent } from '@giamsat/contract/registry';
import { ENROLMENT_TYPE } from '@giamsat/contract/wire/ingest';
import { importJWK, type JWK, type JWTHeaderParameters, type JWTPayload, SignJWT } from 'jose';
import { expect, test } from 'vitest';
import { judgeAssertion, judgeProof } from './assertion.ts';

const makeKey = () => generateKeyPairSync('ed25519').privateKey.export({ format: 'jwk' }) as JWK & { x: string };
const key = makeKey();
const agent: Agent = { code: 'lb-1', court: 'lb', publicKey: key.x, enrolledAt: '2021-01-01T00:00:00.000Z' };
const audience = 'urn:uuid:0b5e1a52-7d5f-4a4d-8f3e-0f3f6a1c2b3d';
const NOON = Date.parse('2021-04-15T05:00:00.000Z');
const seconds = (ms: number) => Math.floor(ms / 1000);

const good: JWTPayload = {
  iss: 'lb-1',
  sub: 'lb-1',
  aud: audience,
  iat: seconds(NOON),
  exp: seconds(NOON) + 60,
  jti: 'one',
};
const sign = async (claims: JWTPayload, with_: JWK = key, header: Partial<JWTHeaderParameters> = {}) =>
  new SignJWT(claims)
    .setProtectedHeader({ alg: 'Ed25519', typ: 'JWT', ...header })
    .sign(await importJWK(with_, 'Ed25519'));
const agentOf = (code: string) =>
  code === 'lb-1' ? agent : code === 'bare' ? { code: 'bare', court: 'lb' } : undefined;
const judge = (assertion: string, nowMs = NOON) => judgeAssertion(assertion, { audience, agentOf, nowMs });
const without = (...names: string[]) =>
  Object.fromEntries(Object.entries(good).filter(([name]) => !names.includes(name)));
const base64 = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');

test('a good one tells whose it is, and how long its jti must be remembered', async () => {
  const judged = await judge(await sign(good));
  expect(judged).toMatchObject({ agent: { code: 'lb-1' }, jti: 'one' });
  // Beyond that moment it is refused by its age.
  await expect(judge(await sign({ ...good, exp: seconds(NOON) + 9000 }), judged.endsMs)).rejects.toMatchObject({
    code: 'wrong-clock',
  });
});

const other = makeKey();
test.each<[string, () => Promise<string> | string]>([
  ['another machine’s key', () => sign(good, other)],
  ['a machine that nobody knows', () => sign({ ...good, iss: 'cl-1', sub: 'cl-1' })],
  ['a machine without a key', () => sign({ ...good, iss: 'bare', sub: 'bare' })],
  ['another subject', () => sign({ ...good, sub: 'cl-1' })],
  ['another service', () => sign({ ...good, aud: 'urn:uuid:00000000-0000-4000-8000-000000000000' })],
  ['no audience', () => sign(without('aud'))],
  ['no end', () => sign(without('exp'))],
  ['no beginning', () => sign(without('iat'))],
  ['no jti', () => sign(without('jti'))],
  ['a jti that fills memory', () => sign({ ...good, jti: 'x'.repeat(65) })],
  ['a jti that is no text', () => sign({ ...good, jti: 7 as never })],
  ['a date beyond all dates', () => sign({ ...good, iat: 1e300, exp: 1e300 })],
  ['a proof of enrolment in its place', () => sign(good, key, { typ: ENROLMENT_TYPE })],
  ['no algorithm', () => `${base64({ alg: 'none', typ: 'JWT' })}.${base64(good)}.`],
  [
    'the public key as a shared secret',
    async () =>
      new SignJWT(good).setProtectedHeader({ alg: 'HS256', typ: 'JWT' }).sign(Buffer.from(key.x, 'base64url')),
  ],
  [
    'a claim changed afterwards',
    async () => {
      const [head, , signature] = (await sign(good)).split('.');
      return `${head}.${base64({ ...good, iat: seconds(NOON) + 1 })}.${signature}`;
    },
  ],
  ['words', () => 'hello'],
  ['dots', () => '..'],
])('%s: unauthenticated', async (_what, make) => {
  await expect(judge(await make())).rejects.toMatchObject({ code: 'unauthenticated', field: '/assertion' });
});

test('a clock may be half a minute off, and no more; then both times are told', async () => {
  for (const offMs of [-89_000, -30_000, 0, 29_000]) {
    const at = seconds(NOON + offMs);
    await expect(judge(await sign({ ...good, iat: at, exp: at + 60 }))).resolves.toMatchObject({ jti: 'one' });
  }
  for (const offMs of [-7 * 3_600_000, -92_000, 32_000, 7 * 3_600_000]) {
    const at = seconds(NOON + offMs);
    const refusal = judge(await sign({ ...good, iat: at, exp: at + 60 }));
    await expect(refusal).rejects.toMatchObject({
      code: 'wrong-clock',
      detail: expect.stringContaining(new Date(NOON + offMs).toISOString()),
    });
    await expect(refusal).rejects.toMatchObject({ detail: expect.stringContaining(new Date(NOON).toISOString()) });
  }
});

test('whose key it is not learns nothing of the clock', async () => {
  const at = seconds(NOON) - 9000;
  await expect(judge(await sign({ ...good, iat: at, exp: at + 60 }, other))).rejects.toMatchObject({
    code: 'unauthenticated',
  });
});

const prove = async (claims: JWTPayload, { shown = key, signer = key as JWK, typ = ENROLMENT_TYPE } = {}) =>
  new SignJWT(claims)
    .setProtectedHeader({ alg: 'Ed25519', typ, jwk: { kty: 'OKP', crv: 'Ed25519', x: shown.x } })
    .sign(await importJWK(signer, 'Ed25519'));
const asked = { agent: 'lb-1', code: '7K3M2QXD9F4TB8NA' };
const claims = { sub: asked.agent, code: asked.code };

test('a proof shows the key that signed it', async () => {
  expect(await judgeProof(await prove(claims), asked)).toBe(key.x);
});
test.each<[string, () => Promise<string>]>([
  ['a key that did not sign', () => prove(claims, { shown: other })],
  ['another machine', () => prove({ ...claims, sub: 'cl-1' })],
  ['another code', () => prove({ ...claims, code: '0000000000000000' })],
  ['an assertion in its place', () => prove(claims, { typ: 'JWT' })],
  ['no key', () => sign(claims, key, { typ: ENROLMENT_TYPE })],
  ['words', async () => 'hello'],
])('%s is no proof', async (_what, make) => {
  await expect(judgeProof(await make(), asked)).rejects.toMatchObject({ code: 'invalid', field: '/proof' });
});
