/** Search over HTTP: what is found is what the policy lets this viewer read, asked within the query and of each hearing once more. */

import { toldOutside } from '@giamsat/contract/hearing/doors';
import { Problem } from '@giamsat/contract/problem';
import { dayExists, timestampOf } from '@giamsat/contract/time';
import {
  type FoundHearing,
  SearchAnswer,
  type SearchHit,
  SearchRequest,
  SuggestAnswer,
  SuggestRequest,
} from '@giamsat/contract/wire/search';
import type { FastifyRequest } from 'fastify';
import type { Access } from '../access/access.ts';
import { who } from '../access/audit.ts';
import { viewerOf } from '../access/http.ts';
import { logReach } from '../access/log-reach.ts';
import type { Viewer } from '../access/viewer.ts';
import type { Registry } from '../hearings/registry.ts';
import { audienceOf, viewOf } from '../live/audience.ts';
import type { Entry } from '../live/sources.ts';
import type { Clock } from '../platform/clock.ts';
import { DomainError } from '../platform/errors.ts';
import type { App } from '../platform/http/routes.ts';
import { standsApart } from '../review/entries.ts';
import { type Abbreviations, excerptOf, halfTyped, type Item, parseQuery } from '../review/query.ts';
import type { Found, Question } from '../review/question.ts';
import type { Search } from '../review/search.ts';
import { suggestionsOf } from '../review/suggest.ts';

export type SearchRoutesDeps = {
  access: Access;
  clock: Clock;
  registry: Registry;
  search: Search;
  hearings(ids: readonly string[]): Promise<Entry[]>;
};

const PAGE = 50;
const CASES_FOR_SUGGESTIONS = 30;
/** Answers leave at multiples of this, so that the time does not tell how much there was to pass over. */
const GRID_MS = 20;
/** Of one session at a time. */
const AT_ONCE = 3;
/** PostgreSQL's `query_canceled`. */
const TOO_LONG = '57014';

export function searchRoutes(app: App, deps: SearchRoutesDeps): void {
  const { access, clock, registry, search } = deps;
  const tags = ['search'];
  const refusals = { 400: Problem, 401: Problem, 403: Problem, 429: Problem, 503: Problem };
  const going = new Map<string, number>();

  /** @throws DomainError `forbidden` for whom no log is open */
  const sightOf = (viewer: Viewer) => {
    const sight = logReach(viewer, clock.now());
    if (viewer.role !== 'screen' && sight.outside.length > 0) return sight;
    access.audit.denied(viewer, {
      action: 'log.read',
      reason: viewer.role === 'supervisor' ? 'no-authorisation' : 'role',
    });
    throw new DomainError('forbidden');
  };

  /** One after the other, and answered on the grid. */
  async function paced<T>(request: FastifyRequest, work: (viewer: Viewer) => Promise<T>): Promise<T> {
    const viewer = viewerOf(request);
    const count = going.get(viewer.sessionId) ?? 0;
    if (count >= AT_ONCE) throw new DomainError('too-many-requests', { retryAfter: 1 });
    going.set(viewer.sessionId, count + 1);
    const begun = performance.now();
    try {
      const answer = await work(viewer);
      await new Promise((done) => setTimeout(done, GRID_MS - ((performance.now() - begun) % GRID_MS)));
      return answer;
    } catch (error) {
      if ((error as { code?: unknown }).code !== TOO_LONG) throw error;
      throw new DomainError('unavailable', { detail: 'The search took too long: add a word, or choose fewer days.' });
    } finally {
      const left = (going.get(viewer.sessionId) ?? 1) - 1;
      if (left > 0) going.set(viewer.sessionId, left);
      else going.delete(viewer.sessionId);
    }
  }

  /** Of hits, those whose hearing this viewer reads from the side that they are told on, and how the hearing is called there. */
  async function judged(viewer: Viewer, hits: readonly Found[]): Promise<{ hits: Found[]; hearings: FoundHearing[] }> {
    const audience = audienceOf(viewer, clock.now());
    const entries = await deps.hearings([...new Set(hits.map(({ hearing }) => hearing))]);
    const sides = new Map<string, boolean>();
    const hearings = entries.flatMap(({ hearing, context }): FoundHearing[] => {
      const view = viewOf(audience, hearing, clock.now());
      const inside = view?.side === 'inside' && standsApart(hearing);
      const told = inside ? hearing : toldOutside(hearing);
      if (!view?.log || view.masked || !told) return [];
      sides.set(hearing.id, !inside);
      const { title, caseNumbers, stage } = told.state;
      const [number] = caseNumbers;
      return [
        {
          id: hearing.id,
          court: hearing.court,
          courtName: context.courtName,
          courtShort: context.courtShort,
          ...(context.roomName === undefined ? {} : { roomName: context.roomName }),
          day: hearing.day,
          ...(title === undefined ? {} : { title }),
          ...(number === undefined ? {} : { caseNumber: number.normal ?? number.raw }),
          stage,
        },
      ];
    });
    return {
      hits: hits.filter(({ hearing, kind, told }) =>
        kind === 'note' ? sides.has(hearing) : sides.get(hearing) === told,
      ),
      hearings,
    };
  }

  /** With the courts that took it over, and those that it took over. */
  function courtsWith(court: string | undefined): string[] | undefined {
    if (court === undefined) return undefined;
    const { successions } = registry.content();
    const follow = (next: (code: string) => string[]) => {
      const all = new Set([court]);
      for (const one of all) for (const other of next(one)) all.add(other);
      return all;
    };
    const later = follow((code) => successions.filter(({ from }) => from === code).map(({ to }) => to));
    const earlier = follow((code) => successions.filter(({ to }) => to === code).map(({ from }) => from));
    return [...new Set([...later, ...earlier])];
  }

  app.post(
    '/api/v1/search',
    {
      config: { asks: 'log.read' },
      schema: {
        tags,
        summary: 'Lines and cases that hold these words, newest first',
        body: SearchRequest,
        response: { 200: SearchAnswer, ...refusals },
      },
    },
    (request, reply) =>
      paced(request, async (viewer) => {
        reply.header('cache-control', 'no-store');
        const { q = '', after, court, person, from, to, ...filters } = request.body;
        for (const [field, day] of Object.entries({ from, to })) {
          if (day !== undefined && !dayExists(day)) throw new DomainError('invalid', { field: `/${field}` });
        }
        const sight = sightOf(viewer);
        const items = parseQuery(q);
        const people = person === undefined ? [] : parseQuery(person).map((item) => ({ ...item, not: false }) as const);
        const [atMs, key] = after?.split('-').map(Number) ?? [];
        const question: Question = {
          ...filters,
          items,
          courts: courtsWith(court),
          from,
          to,
          person: people.length > 0 ? people : undefined,
          after: atMs === undefined || key === undefined ? undefined : { atMs, key },
          limit: PAGE,
        };
        const filtered =
          people.length > 0 || [court, from, to, ...Object.values(filters)].some((one) => one !== undefined);
        if (items.length === 0 && !filtered) return { hits: [], hearings: [], understood: false };
        const found = await search.find(sight, question);
        const { hits, hearings } = await judged(viewer, found);
        const short = await search.abbreviations();
        access.audit.once({
          kind: 'search.made',
          ...who(viewer),
          address: request.ip,
          // What was looked for is a person's act, and stands nowhere else. What is opened then is a look of its own.
          detail: {
            filter: request.body,
            ...(sight.authorisations.length > 0 ? { authorisations: sight.authorisations } : {}),
            hits: hits.length,
          },
        });
        const last = found.length === PAGE ? found.at(-1) : undefined;
        return {
          hits: hits.map((hit) => hitOf(hit, [...items, ...people], short)),
          hearings,
          understood: true,
          ...(last ? { next: `${last.at_ms}-${last.key}` } : {}),
        };
      }),
  );

  app.post(
    '/api/v1/search/suggestions',
    {
      config: { asks: 'log.read' },
      schema: {
        tags,
        summary: 'Numbers, titles, people and events that begin like this',
        body: SuggestRequest,
        response: { 200: SuggestAnswer, ...refusals },
      },
    },
    (request, reply) =>
      paced(request, async (viewer) => {
        reply.header('cache-control', 'no-store');
        const sight = sightOf(viewer);
        const items = halfTyped(request.body.q);
        if (items.every(({ not }) => not)) return { suggestions: [] };
        const question = { items, kind: 'case' as const, limit: CASES_FOR_SUGGESTIONS };
        const { hits } = await judged(viewer, await search.find(sight, question));
        return {
          suggestions: suggestionsOf(
            hits.map(({ text }) => text),
            items,
          ),
        };
      }),
  );
}

const hitOf = (hit: Found, items: readonly Item[], short: Abbreviations): SearchHit => ({
  ...excerptOf(hit.text, items, short),
  hearing: hit.hearing,
  kind: hit.kind,
  at: timestampOf(hit.at_ms),
  ...(hit.ref === null ? {} : { ref: hit.ref }),
  ...(hit.stage === null ? {} : { stage: hit.stage as SearchHit['stage'] & string }),
  ...(hit.author === undefined ? {} : { author: hit.author }),
  flags: hit.flags,
  corrected: hit.corrected,
});
