/** Judges what a machine signs: the proof that it holds the key it registers, and the assertions by which it gets tokens (RFC 7523 §3). */
import { type Agent, PublicKey } from '@giamsat/contract/registry';
import { ASSERTION_MS, CLOCK_TOLERANCE_MS, ENROLMENT_TYPE, KEY_ALGORITHM } from '@giamsat/contract/wire/ingest';
import { decodeJwt, EmbeddedJWK, errors, importJWK, type JWTPayload, jwtVerify } from 'jose';
import { Compile } from 'typebox/compile';
import { rfc3339 } from '../platform/clock.ts';
import { DomainError } from '../platform/errors.ts';

const isPublicKey = Compile(PublicKey);
const algorithms = [KEY_ALGORITHM];

/** @returns the key that signed the proof. @throws DomainError `invalid` */
export async function judgeProof(proof: string, expected: { agent: string; code: string }): Promise<string> {
  try {
    const { payload, protectedHeader } = await jwtVerify(proof, EmbeddedJWK, { algorithms, typ: ENROLMENT_TYPE });
    const { kty, crv, x } = protectedHeader.jwk ?? {};
    const fits = kty === 'OKP' && crv === 'Ed25519' && isPublicKey.Check(x);
    if (fits && payload.sub === expected.agent && payload.code === expected.code) return x as string;
  } catch (error) {
    if (!(error instanceof errors.JOSEError)) throw error;
  }
  throw new DomainError('invalid', { detail: 'not a proof of that key for this machine and code', field: '/proof' });
}

export type Assertion = { agent: Agent; jti: string /** From then on it is refused by its age. */; endsMs: number };

const refused = (detail: string) => new DomainError('unauthenticated', { detail, field: '/assertion' });
/** Seconds that are a date (ECMA-262 §21.4.1.1). */
const isDate = (seconds: unknown): seconds is number => typeof seconds === 'number' && Math.abs(seconds) <= 8.64e12;

/** @throws DomainError `unauthenticated`; `wrong-clock` with both times where all but the time is right */
export async function judgeAssertion(
  assertion: string,
  context: { audience: string; agentOf: (code: string) => Agent | undefined; nowMs: number },
): Promise<Assertion> {
  const { audience, nowMs } = context;
  let claims: JWTPayload;
  try {
    claims = decodeJwt(assertion);
  } catch {
    throw refused('not an assertion');
  }
  const agent = context.agentOf(String(claims.iss));
  // Whether there is no such machine, or one without a key, is nobody's business.
  if (!agent?.publicKey) throw refused('no key of this machine is known; it has to be enrolled');
  try {
    const key = await importJWK({ kty: 'OKP', crv: 'Ed25519', x: agent.publicKey }, KEY_ALGORITHM);
    await jwtVerify(assertion, key, {
      algorithms,
      typ: 'JWT',
      issuer: agent.code,
      subject: agent.code,
      audience,
      requiredClaims: ['iat', 'exp', 'jti'],
      maxTokenAge: ASSERTION_MS / 1000,
      clockTolerance: CLOCK_TOLERANCE_MS / 1000,
      currentDate: new Date(nowMs),
    });
  } catch (error) {
    if (!(error instanceof errors.JOSEError)) throw error;
    const { claim } = error as Partial<errors.JWTClaimValidationFailed>;
    // The signature was right by then: the times are the machine's own words.
    const untimely = error instanceof errors.JWTExpired || ['iat', 'exp', 'nbf'].includes(claim ?? '');
    const { iat, exp } = claims;
    if (!untimely || !isDate(iat) || !isDate(exp)) throw refused(reasonOf(error, claim));
    throw new DomainError('wrong-clock', {
      detail:
        `The assertion was made at ${rfc3339(iat * 1000)} and ends at ${rfc3339(exp * 1000)}; here it is ${rfc3339(nowMs)}. ` +
        `It is taken for ${ASSERTION_MS / 1000} s, and clocks may be ${CLOCK_TOLERANCE_MS / 1000} s apart.`,
      field: '/assertion',
    });
  }
  if (typeof claims.jti !== 'string' || claims.jti.length > 64)
    throw refused('jti is no text of at most 64 characters');
  return { agent, jti: claims.jti, endsMs: (claims.iat ?? 0) * 1000 + ASSERTION_MS + 2 * CLOCK_TOLERANCE_MS };
}

const reasonOf = (error: errors.JOSEError, claim: string | undefined): string => {
  if (error instanceof errors.JWSSignatureVerificationFailed) {
    return 'not signed by the key of this machine; it was enrolled anew, or its key was revoked';
  }
  return claim === undefined ? 'not an assertion' : `${claim} is not what it must be`;
};
