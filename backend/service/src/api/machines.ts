/** Administration of courts, rooms, cameras and agents: an administrator's everywhere, a court administrator's at home. */
import type { AuditKind } from '@giamsat/contract/audit-kinds';
import { Code, type Timestamp } from '@giamsat/contract/primitives';
import { Problem } from '@giamsat/contract/problem';
import { Court, Feed, Room } from '@giamsat/contract/registry';
import { AdminMachines, AgentBody, AgentToken, CourtBody, FeedBody, RoomBody } from '@giamsat/contract/wire/admin';
import type { FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import type { Access } from '../access/access.ts';
import { who } from '../access/audit.ts';
import { demand, viewerOf } from '../access/http.ts';
import { may } from '../access/policy.ts';
import type { Registry } from '../hearings/registry.ts';
import type { Note, RegistryChanges } from '../hearings/registry-changes.ts';
import type { Clock } from '../platform/clock.ts';
import { DomainError } from '../platform/errors.ts';
import type { App } from '../platform/http/routes.ts';

export type MachineRoutesDeps = {
  access: Access;
  clock: Clock;
  registry: Registry;
  changes: RegistryChanges;
  /** When the agent's control socket last gave a sign of life. */
  agentSeenAt(agent: string): Timestamp | undefined;
};

export function machineRoutes(app: App, { access, clock, registry, changes, agentSeenAt }: MachineRoutesDeps): void {
  const tags = ['administration'];
  const params = Type.Object({ code: Code });
  const refusals = { 400: Problem, 401: Problem, 403: Problem };

  const demandChange = (request: FastifyRequest, court: string | undefined) => {
    demand({ audit: access.audit, now: clock.now() }, viewerOf(request), 'machines.change', { court });
  };
  const noted =
    (request: FastifyRequest, kind: AuditKind, detail: Record<string, unknown>): Note =>
    (tx) =>
      access.audit.within(tx, { kind, ...who(viewerOf(request)), address: request.ip, detail });

  app.get(
    '/api/v1/admin/machines',
    {
      config: { asks: 'machines.read' },
      schema: { tags, summary: 'Courts, rooms, cameras and agents', response: { 200: AdminMachines, ...refusals } },
    },
    async (request) => {
      const viewer = viewerOf(request);
      const now = clock.now();
      const mine = (court: string | undefined) => may(viewer, 'machines.read', { court }, now).allowed;
      const { courts, rooms, feeds, agents } = registry.content();
      return {
        courts: courts.filter(({ code }) => mine(code)),
        rooms: rooms.filter(({ court }) => mine(court)),
        feeds: feeds.filter(({ code }) => mine(registry.courtOfFeed(code))),
        agents: agents
          .filter(({ court }) => mine(court))
          .map(({ tokenSha256, ...agent }) => {
            const lastSeenAt = agentSeenAt(agent.code);
            return {
              ...agent,
              enrolled: tokenSha256 !== undefined,
              ...(lastSeenAt === undefined ? {} : { lastSeenAt }),
            };
          }),
      };
    },
  );

  app.put(
    '/api/v1/admin/courts/:code',
    {
      config: { asks: 'machines.change' },
      schema: {
        tags,
        summary: 'Add or change a court',
        params,
        body: CourtBody,
        response: { 200: Court, ...refusals },
      },
    },
    async (request) => {
      const court = { code: request.params.code, ...request.body };
      // A new court is nobody's yet.
      demandChange(request, registry.court(court.code)?.code);
      return changes.putCourt(court, noted(request, 'court.changed', court));
    },
  );
  app.put(
    '/api/v1/admin/rooms/:code',
    {
      config: { asks: 'machines.change' },
      schema: { tags, summary: 'Add or change a room', params, body: RoomBody, response: { 200: Room, ...refusals } },
    },
    async (request) => {
      const room = { code: request.params.code, ...request.body };
      demandChange(request, registry.room(room.code)?.court ?? room.court);
      return changes.putRoom(room, noted(request, 'room.changed', room));
    },
  );
  app.put(
    '/api/v1/admin/feeds/:code',
    {
      config: { asks: 'machines.change' },
      schema: { tags, summary: 'Add or change a camera', params, body: FeedBody, response: { 200: Feed, ...refusals } },
    },
    async (request) => {
      const feed = { code: request.params.code, ...request.body };
      demandChange(request, registry.courtOfFeed(feed.code) ?? registry.courtOfRoom(feed.room));
      return changes.putFeed(feed, noted(request, 'feed.changed', feed));
    },
  );
  const Agent = Type.Object(Type.Omit(AdminMachines.properties.agents.items, ['lastSeenAt']).properties);
  app.put(
    '/api/v1/admin/agents/:code',
    {
      config: { asks: 'machines.change' },
      schema: {
        tags,
        summary: 'Add or change an agent',
        params,
        body: AgentBody,
        response: { 200: Agent, ...refusals },
      },
    },
    async (request) => {
      const agent = { code: request.params.code, ...request.body };
      const before = registry.agent(agent.code);
      demandChange(request, before?.court ?? agent.court);
      if (before && before.court !== agent.court) demandChange(request, agent.court);
      const { tokenSha256, ...stored } = await changes.putAgent(agent, noted(request, 'agent.changed', agent));
      return { ...stored, enrolled: tokenSha256 !== undefined };
    },
  );
  app.post(
    '/api/v1/admin/agents/:code/token',
    {
      config: { asks: 'machines.change' },
      schema: {
        tags,
        summary: 'Give an agent a new token',
        params,
        response: { 201: AgentToken, ...refusals, 404: Problem },
      },
    },
    async (request, reply) => {
      const { code } = request.params;
      const agent = registry.agent(code);
      demandChange(request, agent?.court);
      if (!agent) throw new DomainError('not-found');
      const token = await changes.renewToken(code, noted(request, 'agent.token-renewed', { agent: code }));
      return reply.code(201).header('cache-control', 'no-store').send({ token });
    },
  );
}
