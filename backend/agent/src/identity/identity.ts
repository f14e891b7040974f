/** Who this machine is to the province: its Ed25519 key and what the key was registered for, in a file that only its user can read. */
import { generateKeyPairSync } from 'node:crypto';
import { rmSync } from 'node:fs';
import path from 'node:path';
import { PublicKey } from '@giamsat/contract/registry';
import { type Static, Type } from 'typebox';
import { Compile } from 'typebox/compile';
import { readIfThere, writeDurable } from '../platform/durable.ts';

/** JWK of an Ed25519 key (RFC 8037); `d` is the secret. */
export const PrivateKey = Type.Object({
  kty: Type.Literal('OKP'),
  crv: Type.Literal('Ed25519'),
  x: PublicKey,
  d: Type.String({ pattern: '^[A-Za-z0-9_-]{43}$' }),
});
export type PrivateKey = Static<typeof PrivateKey>;

const Identity = Type.Object({
  /** The code by which the province knows this machine. */
  agent: Type.String(),
  /** What assertions name as `aud`: this province's service and no other. */
  audience: Type.String(),
  key: PrivateKey,
});
export type Identity = Static<typeof Identity>;

const isIdentity = Compile(Identity);
const isKey = Compile(PrivateKey);
const fileIn = (folder: string) => path.join(folder, 'agent-key.json');
/** Of an enrolment that was begun: asked again with the same key, the service answers again. */
const begunIn = (folder: string) => path.join(folder, 'agent-key.begun.json');

export class NotEnrolledError extends Error {
  constructor(agent: string, folder: string) {
    super(
      `${agent} has no key in ${folder}: this machine is not enrolled yet. Let the court administrator give you a code, then:\n` +
        '  giamsat-agent enrol --config FILE\n' +
        `Máy ${agent} chưa được đăng ký: hãy xin mã đăng ký của quản trị viên Tòa án rồi chạy lệnh trên.`,
    );
    this.name = 'NotEnrolledError';
  }
}

const parsed = (text: string | undefined): unknown => {
  try {
    return text === undefined ? undefined : JSON.parse(text);
  } catch {
    return undefined;
  }
};

/** @throws {NotEnrolledError} when there is none, or it is another machine's */
export function readIdentity(folder: string, agent: string): Identity {
  const identity = parsed(readIfThere(fileIn(folder)));
  if (isIdentity.Check(identity) && identity.agent === agent) return identity;
  throw new NotEnrolledError(agent, folder);
}

/** The key of an enrolment that was begun before and not finished, or a new one. On the disk when it returns. */
export function beginIdentity(folder: string): PrivateKey {
  const begun = parsed(readIfThere(begunIn(folder)));
  if (isKey.Check(begun)) return begun;
  const key = generateKeyPairSync('ed25519').privateKey.export({ format: 'jwk' });
  if (!isKey.Check(key)) throw new Error('no Ed25519 key could be made');
  writeDurable(begunIn(folder), JSON.stringify(key));
  return key;
}

/** In the place of any other. */
export function writeIdentity(folder: string, identity: Identity): void {
  writeDurable(fileIn(folder), JSON.stringify(identity));
  rmSync(begunIn(folder), { force: true });
}
