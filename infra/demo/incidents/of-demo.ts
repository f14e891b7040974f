/** The incidents of this demo: its processes are the director's, so the director can take each of them away and give it back. */
import type { Child } from '../director/child.ts';
import type { StartedCameras } from '../director/machines.ts';
import type { Relay } from '../director/relay.ts';
import type { StartedService } from '../director/service.ts';
import { feedOf } from '../registry.ts';
import type { Incident } from './incidents.ts';
import type { IncidentName } from './words.ts';

interface DemoMachines {
  /** The province's nodes, mostly one. */
  services: readonly StartedService[];
  /** The city court's, and its console's port. */
  agent: { child: Child; port: number };
  cameras: Pick<StartedCameras, 'freeze'>;
  relay: Pick<Relay, 'cut' | 'mend' | 'used'>;
}

const frozenFeed = feedOf('ls-a');
const asksWithinMs = 2_000;
const answers = async (port: number, path: string, status: number): Promise<boolean> => {
  const answer = await fetch(`http://127.0.0.1:${port}${path}`, { signal: AbortSignal.timeout(asksWithinMs) });
  await answer.arrayBuffer();
  return answer.status === status;
};

export function incidentsOf({ services, agent, cameras, relay }: DemoMachines): (Incident & { id: IncidentName })[] {
  const kill = (forMs: number): void => {
    for (const service of services) service.kill(forMs);
  };
  /** How much is kept for the journal is read at the start; a service that is away stays away. */
  const diskFull = (full: boolean): void => {
    for (const service of services) {
      service.diskFull(full);
      if (service.pid !== undefined) service.kill(0);
    }
  };
  const servicesAnswer = (path: string) => async (): Promise<boolean> =>
    (await Promise.all(services.map(({ port }) => answers(port, path, 200)))).every(Boolean);
  return [
    { id: 'line', lastsMs: 120_000, begin: relay.cut, end: relay.mend, healed: relay.used },
    {
      id: 'camera',
      lastsMs: 120_000,
      begin: () => cameras.freeze(frozenFeed, true),
      end: () => cameras.freeze(frozenFeed, false),
      healed: () => true,
    },
    {
      id: 'agent',
      lastsMs: 45_000,
      begin: () => agent.child.kill(45_000),
      end: agent.child.wake,
      // Its console asks who one is.
      healed: () => answers(agent.port, '/clerk/api/state', 401),
    },
    {
      id: 'service',
      lastsMs: 30_000,
      begin: () => kill(30_000),
      end: () => {
        for (const service of services) service.wake();
      },
      // Without room it works, and is not ready.
      healed: servicesAnswer('/healthz'),
    },
    {
      id: 'disk',
      lastsMs: 180_000,
      begin: () => diskFull(true),
      end: () => diskFull(false),
      healed: servicesAnswer('/readyz'),
    },
  ];
}
