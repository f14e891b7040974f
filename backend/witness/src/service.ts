/** The service over HTTPS, asked as a registered witness. */
import { readFileSync } from 'node:fs';
import { ConsistencyProof, Seals } from '@giamsat/contract/wire/seals';
import { noteOf } from '@giamsat/proof/note';
import type { NoteSigner } from '@giamsat/proof/note-signing';
import { witnessRequestText } from '@giamsat/proof/witness-request';
import type { Static, TSchema } from 'typebox';
import { Compile } from 'typebox/compile';
import { Agent, request } from 'undici';
import type { WitnessConfig } from './config.ts';
import type { WitnessedService } from './round.ts';

const TIMEOUT_MS = 15_000;

export function createService(
  config: Pick<WitnessConfig, 'service' | 'serviceCaFile'>,
  signer: NoteSigner,
  now: () => number,
): WitnessedService & { close(): Promise<void> } {
  const dispatcher = new Agent({
    headersTimeout: TIMEOUT_MS,
    bodyTimeout: TIMEOUT_MS,
    connect: {
      timeout: TIMEOUT_MS,
      ...(config.serviceCaFile ? { ca: readFileSync(config.serviceCaFile, 'utf8') } : {}),
    },
  });

  async function call(path: string, body?: unknown): Promise<unknown> {
    const text = witnessRequestText();
    const proof = noteOf({ text, signatures: [signer.sign(text, now())] });
    const answer = await request(new URL(path, config.service), {
      dispatcher,
      method: body === undefined ? 'GET' : 'POST',
      headers: {
        authorization: `Witness ${Buffer.from(proof).toString('base64')}`,
        'giamsat-request': '1',
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const content = await answer.body.text();
    if (answer.statusCode === 401) {
      throw new Error(
        'the service does not know this witness (its key must stand in GIAMSAT_WITNESSES), or the clocks differ by more than five minutes',
      );
    }
    if (answer.statusCode >= 300)
      throw new Error(`the service answered ${answer.statusCode}: ${content.slice(0, 300)}`);
    return content === '' ? undefined : JSON.parse(content);
  }
  const checked = <S extends TSchema>(schema: S, value: unknown): Static<S> => {
    if (!Compile(schema).Check(value)) throw new Error('the answer is not the one of the service');
    return value as Static<S>;
  };

  return {
    seals: async () => checked(Seals, await call('/api/v1/checkpoint')),
    consistency: async (from, to) =>
      checked(ConsistencyProof, await call(`/api/v1/proofs/consistency?from=${from}&to=${to}`)).path,
    handIn: async (note) => void (await call('/api/v1/checkpoint/cosignatures', { note })),
    close: () => dispatcher.close(),
  };
}
