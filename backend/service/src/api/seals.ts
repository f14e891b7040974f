/** Seals and their proofs over HTTP: for those who keep the evidence, and for witnesses, who prove themselves by their keys. */
import { Problem } from '@giamsat/contract/problem';
import {
  ConsistencyProof,
  ConsistencyQuery,
  CosignatureBody,
  InclusionProof,
  InclusionQuery,
  Seals,
} from '@giamsat/contract/wire/seals';
import type { Checkpoints } from '../journal/checkpoints.ts';
import type { App } from '../platform/http/routes.ts';
import { NoContent } from './answers.ts';

export function sealRoutes(app: App, { checkpoints }: { checkpoints: Checkpoints }): void {
  const tags = ['seals'];
  const config = { asks: 'seals.read', witness: true } as const;
  const refusals = { 400: Problem, 401: Problem, 403: Problem };
  const hex = (hashes: readonly Uint8Array[]) => hashes.map((hash) => Buffer.from(hash).toString('hex'));

  app.get(
    '/api/v1/checkpoint',
    { config, schema: { tags, summary: 'The newest seal of the journal', response: { 200: Seals, ...refusals } } },
    async () => checkpoints.newest(),
  );
  app.get(
    '/api/v1/proofs/inclusion',
    {
      config,
      schema: {
        tags,
        summary: 'Proof that a record is under a seal',
        querystring: InclusionQuery,
        response: { 200: InclusionProof, ...refusals, 404: Problem },
      },
    },
    async ({ query }) => {
      const { size, leaf, path } = await checkpoints.inclusion(
        Number(query.position),
        query.size === undefined ? undefined : Number(query.size),
      );
      return { position: Number(query.position), size, leaf: leaf.toString('hex'), path: hex(path) };
    },
  );
  app.get(
    '/api/v1/proofs/consistency',
    {
      config,
      schema: {
        tags,
        summary: 'Proof that one seal continues another',
        querystring: ConsistencyQuery,
        response: { 200: ConsistencyProof, ...refusals, 404: Problem },
      },
    },
    async ({ query }) => {
      const [from, to] = [Number(query.from), Number(query.to)];
      return { from, to, path: hex(await checkpoints.consistency(from, to)) };
    },
  );
  app.post(
    '/api/v1/checkpoint/cosignatures',
    {
      config,
      schema: {
        tags,
        summary: 'Hand in a countersignature of a registered witness',
        body: CosignatureBody,
        response: { 204: NoContent, ...refusals },
      },
    },
    async ({ body }, reply) => {
      await checkpoints.witnesses.keep(body.note);
      return reply.code(204).send(null);
    },
  );
}
