// How a machine becomes known and stops being it, over HTTP and a real database: codes, keys, tokens, and their ends.
import { mkdtemp, rm } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { enrol } from '@giamsat/agent/identity/enrol';
import { beginIdentity, readIdentity } from '@giamsat/agent/identity/identity';
import { signAssertion, signProof } from '@giamsat/agent/identity/sign';
import { JWT_BEARER } from '@giamsat/contract/wire/ingest';
import { createRegistry } from '@giamsat/service/hearings/registry';
import { createAccessTokens } from '@giamsat/service/ingest/access-tokens';
import { createMemoryBus } from '@giamsat/service/platform/bus';
import { silentLogger } from '@giamsat/service/testing/database';
import { eventMaker, hearingSubject } from '@giamsat/service/testing/events';
import { openTestIngest, type TestIngest } from '@giamsat/service/testing/ingest';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { send } from './send.ts';

let ingest: TestIngest;
let keysDir: string;
/** A request that the service has taken and not answered. */
let hanging: (() => void)[] = [];

beforeAll(async () => {
  ingest = await openTestIngest({
    routes: [
      (to) => {
        to.get('/ingest/hang', async () => {
          await new Promise<void>((resolve) => hanging.push(resolve));
          return {};
        });
      },
    ],
  });
});
afterAll(() => ingest.close());
beforeEach(async () => {
  keysDir = await mkdtemp(path.join(tmpdir(), 'giamsat-keys-'));
});
afterEach(async () => {
  for (const go of hanging) go();
  hanging = [];
  await rm(keysDir, { recursive: true, force: true });
});

const machine = (code = 'lb-1') => ({ code, service: ingest.address, keysDir });
const enrolled = async (code = 'lb-1') => {
  const answer = await enrol(machine(code), (await ingest.keys.issueCode(code)).code);
  return { ...answer, identity: readIdentity(keysDir, code) };
};
const refused = expect.objectContaining({ name: 'RefusedError', status: 401 });

async function postForm(body: string, type = 'application/x-www-form-urlencoded') {
  const answer = await fetch(`${ingest.address}/ingest/token`, {
    method: 'POST',
    headers: { 'content-type': type },
    body,
  });
  return { status: answer.status, body: (await answer.json()) as Record<string, unknown>, headers: answer.headers };
}
const exchange = (assertion: string) => postForm(new URLSearchParams({ grant_type: JWT_BEARER, assertion }).toString());
const newToken = async (identity: Parameters<typeof signAssertion>[0]) => {
  const { status, body } = await exchange(await signAssertion(identity, ingest.clock.now()));
  expect(status).toBe(200);
  return String(body.access_token);
};
const make = eventMaker();
const speak = async (token: string) =>
  (
    await send(ingest, [make({ type: 'hearing.note.recorded', subject: hearingSubject(), data: { text: 'x' } })], {
      token,
    })
  ).status;

test('a code makes a key known, and the key’s assertion is worth ten minutes', async () => {
  const { identity, audience, fingerprint } = await enrolled();
  expect(audience).toMatch(/^urn:uuid:/);
  expect(fingerprint).toMatch(/^[0-9a-f]{4}( [0-9a-f]{4}){3}$/);
  expect(ingest.enrolled.at(-1)).toBe('lb-1');
  const answer = await exchange(await signAssertion(identity, ingest.clock.now()));
  expect(answer).toMatchObject({ status: 200, body: { token_type: 'Bearer', expires_in: 600 } });
  expect(answer.headers.get('cache-control')).toBe('no-store');
  const token = String(answer.body.access_token);
  expect(await speak(token)).toBe(200);
  ingest.clock.advance(599_000);
  expect(await speak(token)).toBe(200);
  ingest.clock.advance(1_000);
  expect(await speak(token)).toBe(401);
});

test('a code is good once, for its machine, for an hour; the same key may ask again when the answer was lost', async () => {
  const { code } = await ingest.keys.issueCode('lb-1');
  await expect(enrol(machine('ls-1'), code)).rejects.toEqual(refused);
  const key = beginIdentity(keysDir);
  const first = await enrol(machine(), code.toLowerCase().replaceAll('-', ' '));
  // As if the answer had been lost: the agent would still have that key, and ask with it.
  const again = await fetch(`${ingest.address}/ingest/enrol`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ agent: 'lb-1', code, proof: await signProof(key, { agent: 'lb-1', code }) }),
  });
  expect(await again.json()).toEqual(first);
  // Another key (the file of the begun one is gone) finds it used.
  await expect(enrol(machine(), code)).rejects.toEqual(refused);

  const late = await ingest.keys.issueCode('lb-1');
  ingest.clock.advance(3_600_000);
  await expect(enrol(machine(), late.code)).rejects.toEqual(refused);
  const [old, next] = [await ingest.keys.issueCode('lb-1'), await ingest.keys.issueCode('lb-1')];
  await expect(enrol(machine(), old.code)).rejects.toEqual(refused);
  await enrol(machine(), next.code);
});

test('an assertion is good once, at every node and after a restart; a token is good at all of them', async () => {
  const { identity } = await enrolled();
  const assertion = await signAssertion(identity, ingest.clock.now());
  const { body } = await exchange(assertion);
  expect(await exchange(assertion)).toMatchObject({ status: 401, body: { detail: 'The assertion was used before' } });
  const bus = createMemoryBus({ logger: silentLogger });
  const registry = await createRegistry({ sql: ingest.sql, bus, logger: silentLogger });
  const other = await createAccessTokens({ sql: ingest.sql, registry, clock: ingest.clock });
  await expect(other.exchange(assertion)).rejects.toMatchObject({ code: 'unauthenticated' });
  expect(await other.agentOf(String(body.access_token))).toMatchObject({ code: 'lb-1' });
  expect(await other.agentOf('A'.repeat(43))).toBeUndefined();
  registry.close();
});

test('revoked: its tokens, its key, its codes and what it had under way end at once', async () => {
  const { identity } = await enrolled();
  const used = await ingest.keys.issueCode('lb-1');
  const unused = await ingest.keys.issueCode('lb-1');
  const token = await newToken(identity);
  const cut = new Promise<string>((resolve) => {
    const call = request(`${ingest.address}/ingest/hang`, { headers: { authorization: `Bearer ${token}` } });
    call.on('response', ({ statusCode }) => resolve(`answered ${statusCode}`));
    call.on('error', (error: NodeJS.ErrnoException) => resolve(String(error.code)));
    call.end();
  });
  await expect.poll(() => hanging.length).toBe(1);
  const began = performance.now();
  await ingest.keys.revoke('lb-1');
  expect(await cut).toBe('ECONNRESET');
  expect(performance.now() - began).toBeLessThan(500);
  expect(await speak(token)).toBe(401);
  expect(await exchange(await signAssertion(identity, ingest.clock.now()))).toMatchObject({ status: 401 });
  for (const { code } of [used, unused]) await expect(enrol(machine(), code)).rejects.toEqual(refused);
  const { identity: anew } = await enrolled();
  expect(await speak(await newToken(anew))).toBe(200);
});

test('enrolled again: the new key takes the place of the old one, whose code and key cannot come back', async () => {
  const key = beginIdentity(keysDir);
  const first = await ingest.keys.issueCode('lb-1');
  await enrol(machine(), first.code);
  const old = readIdentity(keysDir, 'lb-1');
  const token = await newToken(old);
  const { identity } = await enrolled();
  expect(identity.key.x).not.toBe(old.key.x);
  expect(await speak(token)).toBe(401);
  expect(await exchange(await signAssertion(old, ingest.clock.now()))).toMatchObject({ status: 401 });
  const back = await fetch(`${ingest.address}/ingest/enrol`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      agent: 'lb-1',
      code: first.code,
      proof: await signProof(key, { agent: 'lb-1', code: first.code }),
    }),
  });
  expect(back.status).toBe(401);
  expect(await speak(await newToken(identity))).toBe(200);
});

test('another court’s machine gets no further than its own rooms', async () => {
  const token = await newToken((await enrolled('ls-1')).identity);
  const says = (agent: string, feed: string) =>
    eventMaker(`/courts/${agent.slice(0, 2)}/agents/${agent}`)({
      type: 'stream.interrupted',
      subject: `feeds/${feed}`,
      data: { camera: feed },
    });
  const events = [says('lb-1', 'lb-1-cam-1'), says('ls-1', 'lb-1-cam-1'), says('ls-1', 'ls-a-cam-1')];
  const { body } = await send(ingest, events, { token });
  expect(body.results.map((one) => (one.status === 'rejected' ? one.problem.type : one.status))).toEqual([
    'urn:giamsat:problem:wrong-court',
    'urn:giamsat:problem:wrong-court',
    'accepted',
  ]);
});

test('a clock that is wrong is told so with both times', async () => {
  const { identity } = await enrolled();
  const answer = await exchange(await signAssertion(identity, ingest.clock.now() - 3_600_000));
  expect(answer).toMatchObject({ status: 401, body: { type: 'urn:giamsat:problem:wrong-clock', field: '/assertion' } });
  const second = Math.floor((ingest.clock.now() - 3_600_000) / 1000) * 1000;
  for (const ms of [ingest.clock.now(), second]) expect(answer.body.detail).toContain(new Date(ms).toISOString());
});

test('what is no form, or not this form, is refused with its field', async () => {
  const grant = `grant_type=${encodeURIComponent(JWT_BEARER)}`;
  expect((await postForm(`${grant}&assertion=x`, 'application/json')).status).toBe(415);
  expect(await postForm('grant_type=password&assertion=x')).toMatchObject({
    status: 400,
    body: { field: '/grant_type' },
  });
  expect(await postForm(grant)).toMatchObject({ status: 400, body: { field: '/assertion' } });
  expect(await postForm(`${grant}&assertion=x&assertion=y`)).toMatchObject({ status: 400, body: { field: '' } });
  expect((await postForm(`${grant}&assertion=${'x'.repeat(9000)}`)).status).toBe(413);
  expect(await postForm(`${grant}&assertion=x`)).toMatchObject({ status: 401, body: { field: '/assertion' } });
});
