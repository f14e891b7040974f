/** Statistics over HTTP: figures of the courts whose figures the policy opens, and the very hearings behind one, each asked again. */
import { Problem } from '@giamsat/contract/problem';
import { dayExists, dayOfMs } from '@giamsat/contract/time';
import type { FoundHearing } from '@giamsat/contract/wire/search';
import {
  StatisticsAnswer,
  StatisticsHearings,
  StatisticsHearingsQuery,
  StatisticsQuery,
} from '@giamsat/contract/wire/statistics';
import type { Access } from '../access/access.ts';
import { demand, viewerOf } from '../access/http.ts';
import { may } from '../access/policy.ts';
import type { Viewer } from '../access/viewer.ts';
import type { Registry } from '../hearings/registry.ts';
import { audienceOf, viewOf } from '../live/audience.ts';
import type { Entry } from '../live/sources.ts';
import type { Clock } from '../platform/clock.ts';
import { DomainError } from '../platform/errors.ts';
import type { App } from '../platform/http/routes.ts';
import type { Question, Statistics } from '../statistics/statistics.ts';
import { shownCourt } from './answers.ts';

export type StatisticsRoutesDeps = {
  access: Access;
  clock: Clock;
  registry: Registry;
  statistics: Statistics;
  hearings(ids: readonly string[]): Promise<Entry[]>;
};

const PAGE = 50;

/** Who has taken that court over by then, and who that one, as far as it went to one court alone. */
export function successorOn(
  all: readonly { from: string; to: string; on: string }[],
  court: string,
  day: string,
): string {
  const successions = all.filter(({ on }) => on <= day);
  const seen = new Set([court]);
  let last = court;
  for (;;) {
    const next = [...new Set(successions.filter(({ from }) => from === last).map(({ to }) => to))];
    const [only] = next;
    if (next.length !== 1 || only === undefined || seen.has(only)) return last;
    seen.add(only);
    last = only;
  }
}

export function statisticsRoutes(app: App, deps: StatisticsRoutesDeps): void {
  const { access, clock, registry, statistics } = deps;
  const tags = ['statistics'];
  const config = { asks: 'statistics.read' } as const;
  const refusals = { 400: Problem, 401: Problem, 403: Problem };

  const courtsOf = (viewer: Viewer): string[] =>
    registry
      .content()
      .courts.map(({ code }) => code)
      .filter((court) => may(viewer, 'statistics.read', { court }, clock.now()).allowed);
  const successor = (court: string) => successorOn(registry.content().successions, court, dayOfMs(clock.now()));

  /** @throws DomainError `forbidden` for a court whose figures are not open to this viewer */
  function questionOf(viewer: Viewer, { court, ...filter }: StatisticsQuery): Question {
    const courts = courtsOf(viewer);
    if (court === undefined) return { ...filter, courts, successor };
    demand({ audit: access.audit, now: clock.now() }, viewer, 'statistics.read', { court });
    // With those that it took over, where they are counted with it.
    const together = filter.successors !== 'apart';
    return {
      ...filter,
      courts: courts.filter((one) => one === court || (together && successor(one) === court)),
      successor,
    };
  }

  app.get(
    '/api/v1/statistics',
    {
      config,
      schema: {
        tags,
        summary: 'Figures beside their targets, by court, type and month',
        querystring: StatisticsQuery,
        response: { 200: StatisticsAnswer, ...refusals },
      },
    },
    async (request, reply) => {
      reply.header('cache-control', 'no-store');
      const viewer = viewerOf(request);
      const today = dayOfMs(clock.now());
      const courts = courtsOf(viewer);
      return {
        ...(await statistics.read(questionOf(viewer, request.query))),
        courts: courts.map((code) => shownCourt(registry, code, today)),
        succeeded: courts.some((code) => successor(code) !== code),
      };
    },
  );

  app.get(
    '/api/v1/statistics/hearings',
    {
      config: { asks: 'statistics.hearings' },
      schema: {
        tags,
        summary: 'The hearings behind a figure, newest first',
        querystring: StatisticsHearingsQuery,
        response: { 200: StatisticsHearings, ...refusals, 404: Problem },
      },
    },
    async (request, reply) => {
      reply.header('cache-control', 'no-store');
      const viewer = viewerOf(request);
      const { figure, after, ...filter } = request.query;
      const [day = '', id = ''] = after?.split(' ') ?? [];
      if (after !== undefined && !dayExists(day)) throw new DomainError('invalid', { field: '/query/after' });
      const page = { limit: PAGE, ...(after === undefined ? {} : { after: { day, id } }) };
      const found = await statistics.hearings(questionOf(viewer, filter), figure, page);
      if (!found) throw new DomainError('not-found', { field: '/query/figure' });
      const entries = new Map((await deps.hearings(found.map((one) => one.id))).map((one) => [one.hearing.id, one]));
      const audience = audienceOf(viewer, clock.now());
      const hearings = found.flatMap(({ id: hearing }): FoundHearing[] => {
        const entry = entries.get(hearing);
        const view = entry && viewOf(audience, entry.hearing, clock.now());
        // A document's dates, or a door, may have moved since the question.
        return entry && view && !view.masked ? [shownOf(entry)] : [];
      });
      const last = found.length === PAGE ? found.at(-1) : undefined;
      return { hearings, ...(last ? { next: `${last.day} ${last.id}` } : {}) };
    },
  );
}

function shownOf({ hearing: { id, court, day, state }, context }: Entry): FoundHearing {
  const [number] = state.caseNumbers;
  return {
    id,
    court,
    courtName: context.courtName,
    courtShort: context.courtShort,
    ...(context.roomName === undefined ? {} : { roomName: context.roomName }),
    day,
    ...(state.title === undefined ? {} : { title: state.title }),
    ...(number === undefined ? {} : { caseNumber: number.normal ?? number.raw }),
    stage: state.stage,
  };
}
