/** Administration of courts, rooms, cameras and agents: an administrator's everywhere, a court administrator's at home. */
import type { AuditKind } from '@giamsat/contract/audit-kinds';
import { Code } from '@giamsat/contract/primitives';
import { Problem } from '@giamsat/contract/problem';
import { Court, Feed, Room, type Agent as StoredAgent } from '@giamsat/contract/registry';
import { AdminMachines, AgentBody, CourtBody, EnrolmentCode, FeedBody, RoomBody } from '@giamsat/contract/wire/admin';
import type { AgentVitals } from '@giamsat/contract/wire/ingest';
import type { FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import type { Access } from '../access/access.ts';
import { who } from '../access/audit.ts';
import { demand, viewerOf } from '../access/http.ts';
import { may } from '../access/policy.ts';
import { type AgentKeys, fingerprintOf } from '../hearings/agent-keys.ts';
import type { Registry } from '../hearings/registry.ts';
import type { Note, RegistryChanges } from '../hearings/registry-changes.ts';
import type { Clock } from '../platform/clock.ts';
import type { App } from '../platform/http/routes.ts';

export type MachineRoutesDeps = {
  access: Access;
  clock: Clock;
  registry: Registry;
  changes: RegistryChanges;
  agentKeys: AgentKeys;
  /** What the agent's control socket last told. */
  agentVitals(agent: string): Pick<AgentVitals, 'at' | 'clockOffsetMs'> | undefined;
};

/** A key is shown as its fingerprint. */
const shown = ({ publicKey, ...agent }: StoredAgent) => ({
  ...agent,
  ...(publicKey === undefined ? {} : { fingerprint: fingerprintOf(publicKey) }),
});

export function machineRoutes(app: App, deps: MachineRoutesDeps): void {
  const { access, clock, registry, changes, agentKeys, agentVitals } = deps;
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
          .map((agent) => {
            const { at: lastSeenAt, clockOffsetMs } = agentVitals(agent.code) ?? {};
            return {
              ...shown(agent),
              ...(lastSeenAt === undefined ? {} : { lastSeenAt }),
              ...(clockOffsetMs === undefined ? {} : { clockOffsetMs }),
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
  const Agent = Type.Object(
    Type.Omit(AdminMachines.properties.agents.items, ['lastSeenAt', 'clockOffsetMs']).properties,
  );
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
      return shown(await changes.putAgent(agent, noted(request, 'agent.changed', agent)));
    },
  );
  app.post(
    '/api/v1/admin/agents/:code/enrolment',
    {
      config: { asks: 'machines.change', proof: true },
      schema: {
        tags,
        summary: 'Give a one-time code by which a machine is enrolled',
        params,
        response: { 201: EnrolmentCode, ...refusals, 404: Problem },
      },
    },
    async (request, reply) => {
      const { code: agent } = request.params;
      demandChange(request, registry.agent(agent)?.court);
      const issued = await agentKeys.issueCode(agent, noted(request, 'agent.code-issued', { agent }));
      return reply.code(201).header('cache-control', 'no-store').send(issued);
    },
  );
  app.post(
    '/api/v1/admin/agents/:code/revoke',
    {
      config: { asks: 'machines.change', proof: true },
      schema: {
        tags,
        summary: 'End the key of a machine, and what it has open',
        params,
        response: { 200: Agent, ...refusals, 404: Problem },
      },
    },
    async (request) => {
      const { code: agent } = request.params;
      const before = registry.agent(agent);
      demandChange(request, before?.court);
      const fingerprint = before?.publicKey && fingerprintOf(before.publicKey);
      const detail = { agent, ...(fingerprint ? { fingerprint } : {}) };
      return shown(await agentKeys.revoke(agent, noted(request, 'agent.revoked', detail)));
    },
  );
}
