/** What the machine's key signs: the proof at its enrolment, and the assertions that are exchanged for tokens (RFC 7523). */
import { ASSERTION_MS, ENROLMENT_TYPE, KEY_ALGORITHM } from '@giamsat/contract/wire/ingest';
import { importJWK, SignJWT } from 'jose';
import { v7 as uuidv7 } from 'uuid';
import type { Identity, PrivateKey } from './identity.ts';

export async function signProof(key: PrivateKey, claims: { agent: string; code: string }): Promise<string> {
  const { kty, crv, x } = key;
  return new SignJWT({ sub: claims.agent, code: claims.code })
    .setProtectedHeader({ alg: KEY_ALGORITHM, typ: ENROLMENT_TYPE, jwk: { kty, crv, x } })
    .sign(await importJWK(key, KEY_ALGORITHM));
}

/** `nowMs`: the agent's corrected clock. */
export async function signAssertion({ agent, audience, key }: Identity, nowMs: number): Promise<string> {
  const seconds = Math.floor(nowMs / 1000);
  return new SignJWT()
    .setProtectedHeader({ alg: KEY_ALGORITHM, typ: 'JWT' })
    .setIssuer(agent)
    .setSubject(agent)
    .setAudience(audience)
    .setIssuedAt(seconds)
    .setExpirationTime(seconds + ASSERTION_MS / 1000)
    .setJti(uuidv7())
    .sign(await importJWK(key, KEY_ALGORITHM));
}
