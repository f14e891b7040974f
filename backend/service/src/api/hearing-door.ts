/** The way to one hearing that its routes share: what somebody may not see at all is not there, and a refusal is written down. */
import { Uuid } from '@giamsat/contract/primitives';
import { timestampOf } from '@giamsat/contract/time';
import type { FastifyRequest } from 'fastify';
import { Compile } from 'typebox/compile';
import type { Access } from '../access/access.ts';
import { viewerOf } from '../access/http.ts';
import { type FactsOf, type HearingAction, may } from '../access/policy.ts';
import { factsOf } from '../access/redact.ts';
import type { Viewer } from '../access/viewer.ts';
import { audienceOf, type View, viewOf } from '../live/audience.ts';
import type { Entry } from '../live/sources.ts';
import type { Clock } from '../platform/clock.ts';
import { DomainError } from '../platform/errors.ts';

export type Found = { viewer: Viewer; entry: Entry; view: View };
export type Opened = Found & {
  /** The same question again, with more facts: whose note it is. */
  may<A extends HearingAction>(action: A, more: Omit<FactsOf[A], keyof FactsOf['row.read']>): boolean;
};

const isUuid = Compile(Uuid);

export function hearingDoor(deps: { access: Access; clock: Clock; get(id: string): Promise<Entry | undefined> }) {
  const { access, clock } = deps;
  const opened = new WeakMap<FastifyRequest, Opened>();

  const decide = <A extends HearingAction>(viewer: Viewer, action: A, { hearing }: Entry, more: object = {}) => {
    const now = clock.now();
    const facts = { ...factsOf(hearing, timestampOf(now)), restricted: false, released: false, ...more };
    return may(viewer, action, facts as unknown as FactsOf[A], now);
  };
  const refuse = (viewer: Viewer, action: HearingAction, entry: Entry): void => {
    const decision = decide(viewer, action, entry);
    const reason = decision.allowed ? 'role' : decision.reason;
    access.audit.denied(viewer, { action, reason, hearing: entry.hearing.id });
  };
  /** The hearing as this viewer sees it. @throws DomainError `not-found` */
  const find = async (request: FastifyRequest, id: string): Promise<Found> => {
    const viewer = viewerOf(request);
    const entry = await deps.get(id);
    const view = entry && viewOf(audienceOf(viewer, clock.now()), entry.hearing, clock.now());
    if (entry && !view) refuse(viewer, 'row.read', entry);
    if (!entry || !view) throw new DomainError('not-found');
    return { viewer, entry, view };
  };

  return {
    find,
    refuse,
    /** A hook for `onRequest`: the right to the hearing in the address is asked before anything else of the request is read. */
    at: (action: HearingAction) => async (request: FastifyRequest) => {
      const { id } = request.params as { id: string };
      if (!isUuid.Check(id)) throw new DomainError('invalid', { field: '/params/id' });
      const found = await find(request, id);
      if (!decide(found.viewer, action, found.entry).allowed) {
        refuse(found.viewer, action, found.entry);
        throw new DomainError('forbidden');
      }
      opened.set(request, {
        ...found,
        may: (asked, more) => decide(found.viewer, asked, found.entry, more).allowed,
      });
    },
    /** What the hook found. */
    opened(request: FastifyRequest): Opened {
      const found = opened.get(request);
      if (!found) throw new Error('the route has no hook at its door');
      return found;
    },
  };
}
