/** The audit over HTTP: read, who watched which hearing when, exported, and judged; each of these is written into it as well. */

import { Readable } from 'node:stream';
import { BYTE_ORDER_MARK } from '@giamsat/contract/csv';
import { Uuid } from '@giamsat/contract/primitives';
import { Problem } from '@giamsat/contract/problem';
import {
  AuditAnswer,
  AuditExportQuery,
  AuditProof,
  AuditProofQuery,
  AuditQuery,
  MAX_EXPORTED_LINES,
} from '@giamsat/contract/wire/admin';
import { AuditLooks, type Looks } from '@giamsat/contract/wire/session';
import type { FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import type { Access } from '../access/access.ts';
import { who } from '../access/audit.ts';
import type { MayName } from '../access/audit-reading.ts';
import { demand, viewerOf } from '../access/http.ts';
import { type FactsOf, may } from '../access/policy.ts';
import type { Clock } from '../platform/clock.ts';
import { DomainError } from '../platform/errors.ts';
import type { App } from '../platform/http/routes.ts';
import { LooksPage } from './answers.ts';
import { csvEntry, csvHead } from './audit-csv.ts';

export type AuditRoutesDeps = {
  access: Access;
  clock: Clock;
  /** Whose it is, and whether no more sittings are to come; undefined where there is no such hearing. */
  hearing(id: string): Promise<Required<FactsOf['audit.name']> | undefined>;
  nameLooks(looks: Looks): Promise<Looks>;
};

const PAGE = 500;
/** About a tenth of a second of work. */
const PROVED_AT_ONCE = 5_000;

export function auditRoutes(app: App, { access, clock, nameLooks, ...deps }: AuditRoutesDeps): void {
  const tags = ['audit'];
  const refusals = { 400: Problem, 401: Problem, 403: Problem };

  /** Who asks, from where, for a line of their own. */
  const by = (request: FastifyRequest) => ({ ...who(viewerOf(request)), address: request.ip });
  const mayNameFor = (request: FastifyRequest): MayName => {
    const viewer = viewerOf(request);
    // Of another court's hearing there is no line for whoever reads their own court's.
    return (hearing) => may(viewer, 'audit.name', { ...hearing, court: viewer.court }, clock.now()).allowed;
  };
  const readsOf = (request: FastifyRequest, court: string | undefined) =>
    may(viewerOf(request), 'audit.read', { court }, clock.now()).allowed;
  /** Nothing for who reads all of it, else their own court. */
  const within = (request: FastifyRequest): { court?: string } => {
    const { court } = viewerOf(request);
    return court === undefined || readsOf(request, undefined) ? {} : { court };
  };

  app.get(
    '/api/v1/audit',
    {
      config: { asks: 'audit.read' },
      schema: {
        tags,
        summary: 'The audit, newest first',
        querystring: AuditQuery,
        response: { 200: AuditAnswer, ...refusals },
      },
    },
    async (request) => {
      const { limit = 100, before, ...filter } = request.query;
      const page = before === undefined ? {} : { before };
      access.audit.once({ kind: 'audit.read', ...by(request), detail: { filter } });
      return access.audit.read({ ...filter, ...within(request), ...page, limit }, mayNameFor(request));
    },
  );

  app.get(
    '/api/v1/audit/looks',
    {
      config: { asks: 'audit.read' },
      schema: {
        tags,
        summary: 'Who watched a hearing when, after it has ended',
        querystring: Type.Object({ hearing: Uuid, ...LooksPage.properties }, { additionalProperties: false }),
        response: { 200: AuditLooks, ...refusals, 404: Problem },
      },
    },
    async (request) => {
      const { hearing, before, limit = 50 } = request.query;
      const facts = await deps.hearing(hearing);
      if (!facts || !readsOf(request, facts.court)) throw new DomainError('not-found');
      const viewer = viewerOf(request);
      const mayName = may(viewer, 'audit.name', facts, clock.now());
      if (!mayName.allowed && mayName.reason === 'not-ended') {
        // Who asks too early is on record; the page is told when to ask again, and that is no error of it.
        access.audit.denied(viewer, { action: 'audit.name', reason: mayName.reason });
        return { looks: [], lasting: true as const };
      }
      demand({ audit: access.audit, now: clock.now() }, viewer, 'audit.name', facts);
      access.audit.once({ kind: 'looks.read', ...by(request), hearing });
      return nameLooks(await access.looks.read({ hearing, before, limit }));
    },
  );

  app.get(
    '/api/v1/audit/export.csv',
    {
      config: { asks: 'audit.export', proof: true },
      schema: {
        tags,
        summary: 'The audit as a table for a spreadsheet',
        querystring: AuditExportQuery,
        response: { 200: Type.Unsafe<Readable>(Type.String()), ...refusals, 422: Problem },
      },
    },
    async (request, reply) => {
      const { lang = 'vi', ...asked } = request.query;
      const filter = { ...asked, ...within(request) };
      const mayName = mayNameFor(request);
      const { lines, newest } = await access.audit.count(filter, mayName, MAX_EXPORTED_LINES + 1);
      if (lines > MAX_EXPORTED_LINES) {
        throw new DomainError('unprocessable', {
          detail: `More than ${MAX_EXPORTED_LINES} lines: choose fewer days.`,
          field: '/query/from',
        });
      }
      // Before the first byte leaves.
      await access.audit.writeNow({ kind: 'audit.exported', ...by(request), detail: { filter, lines, newest } });

      async function* table() {
        yield BYTE_ORDER_MARK + csvHead(lang);
        for (let before: number | undefined = newest + 1; before !== undefined; ) {
          const page: AuditAnswer = await access.audit.read({ ...filter, before, limit: PAGE }, mayName);
          yield page.entries.map((entry) => csvEntry(entry, lang)).join('');
          before = page.next;
        }
      }
      return reply
        .type('text/csv; charset=utf-8')
        .header('content-disposition', 'attachment; filename="giamsat-audit.csv"')
        .header('cache-control', 'no-store')
        .send(Readable.from(table()));
    },
  );

  app.get(
    '/api/v1/audit/proof',
    {
      config: { asks: 'audit.read' },
      schema: {
        tags,
        summary: 'Judges a stretch of its chain as it is stored',
        querystring: AuditProofQuery,
        response: { 200: AuditProof, ...refusals },
      },
    },
    async (request) => {
      const proof = await access.audit.prove({ from: request.query.from ?? 1, limit: PROVED_AT_ONCE });
      if (proof.next === undefined) {
        const { through, hash, fault } = proof;
        const detail = { through, hash, ...(fault ? { fault } : {}) };
        access.audit.once({ kind: 'audit.checked', ...by(request), detail });
      }
      return proof;
    },
  );
}
