/** The demo: a day in four courts. Starts the service, four agents, eight cameras and seven simulated clerks, and stops them in reverse. */
import { join } from 'node:path';
import { layOutCourts } from './director/courts.ts';
import { prepareDrawings } from './director/drawings.ts';
import { enrolAgents } from './director/enrolment.ts';
import { openFolders } from './director/folders.ts';
import { startAgent, startCameras } from './director/machines.ts';
import { type Play, startPlay } from './director/play.ts';
import { openProgress } from './director/progress.ts';
import { startRelay } from './director/relay.ts';
import { prepareSeed } from './director/seed.ts';
import { type StartedService, startService } from './director/service.ts';
import { readSettings } from './director/settings.ts';
import { startSeveral } from './director/several.ts';
import { openDoor } from './incidents/door.ts';
import { createIncidents } from './incidents/incidents.ts';
import { incidentsOf } from './incidents/of-demo.ts';
import { demoPassword } from './registry.ts';

const repository = join(import.meta.dirname, '../..');
const say = (line: string): void => console.log(line);
const report = (line: string): void => console.log(`  · ${line}`);

/** Undone in reverse when the demo stops, however far its start came. */
const undo: (() => Promise<unknown>)[] = [];
let stopped: Promise<void> | undefined;
const stopping = (): boolean => stopped !== undefined;

function stop(): Promise<void> {
  stopped ??= (async () => {
    for (const step of undo.reverse()) {
      try {
        await step();
      } catch (error) {
        console.error(error);
        process.exitCode = 1;
      }
    }
  })();
  return stopped;
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP', 'disconnect'] as const) {
  process.on(signal as NodeJS.Signals, () => void stop().then(() => process.exit()));
}

/** Seconds since `began`, as the other lines of `npm start` show them. */
const took = (began: number): string => `${Math.max(1, Math.round((Date.now() - began) / 1000))} s`;
const clock = (minutes: number): string =>
  `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(Math.floor(minutes % 60)).padStart(2, '0')}`;

async function start(): Promise<void> {
  const settings = readSettings(process.env);
  const folders = openFolders(settings.data);
  const now = Date.now;

  let began = now();
  await prepareSeed(folders);
  const drawn = prepareDrawings(folders.cache);
  drawn.catch(() => undefined);
  const { port, tlsPort, nodes } = settings;
  const asked = { repository, folders, port, tlsPort, report, stopping };
  let services: StartedService[];
  let told: string[] = [];
  if (nodes > 1) ({ services, told } = await startSeveral({ ...asked, nodes, undo }));
  else {
    const service = await startService(asked);
    undo.push(() => service.stop());
    services = [service];
  }
  say(`  ✓ ${nodes > 1 ? `${nodes} nodes with PostgreSQL, Redis and nginx` : 'service'} (${took(began)})`);

  began = now();
  // Lộc Bình's line goes through our hands, so that it can be cut.
  const relay = await startRelay(port);
  undo.push(() => relay.close());
  const pages = join(repository, 'dashboard/dist-console');
  const courts = await layOutCourts(folders, port, pages, { lb: relay.port });
  await enrolAgents(folders, courts);
  const machines = { repository, folders, report, stopping };
  const agents = courts.map((plan) => startAgent(machines, plan));
  undo.push(() => Promise.all(agents.map(({ child }) => child.stop())));
  const ready = await Promise.all(agents.map((agent) => agent.ready));
  const late = ready.filter((is) => !is).length;
  say(`  ✓ ${agents.length} agents${late === 0 ? '' : `, ${late} of them still beginning`} (${took(began)})`);

  // Cameras that find nobody listening would only cost what the agents need to begin.
  began = now();
  await drawn;
  const plans = courts.flatMap((plan) => plan.cameras);
  const cameras = startCameras(machines, plans);
  undo.push(() => cameras.child.stop());
  say(`  ✓ ${plans.length} cameras (${took(began)})`);

  const city = courts.findIndex(({ court }) => court === 'tp');
  const [agent, plan] = [agents[city], courts[city]];
  if (agent === undefined || plan === undefined) throw new Error('the demo has no city court');
  const machinery = { services, agent: { child: agent.child, port: plan.port }, cameras, relay };
  const incidents = createIncidents(incidentsOf(machinery));
  const door = await openDoor(incidents, `http://localhost:${port}/wall`);
  undo.push(async () => {
    incidents.close();
    await door.close();
  });

  const progress = openProgress(folders.progress, now, report);
  const play: Play = startPlay({ progress, pace: settings.pace, courts, cameras, now, report });
  undo.push(() => play.stop());

  say('');
  for (const line of told) say(`  ${line}`);
  say(`  http://localhost:${settings.port}    https://localhost:${settings.tlsPort}`);
  say(`  Sign in: choose one of the demo's people on the first page (password of each: ${demoPassword})`);
  say(`  Incidents to switch on and watch: ${door.address}`);
  for (const { court, port } of courts) say(`  Clerk's console of ${court.toUpperCase()}: http://localhost:${port}`);
  say(`  Day ${progress.day + 1}, ${clock(play.planMinutes())} of the plan, at ${settings.pace} times its pace`);
  say(`  Everything shown is made up. Logs: ${folders.logs}. Ctrl-C stops.`);
}

try {
  await start();
} catch (error) {
  if (!stopping()) {
    console.error(`\n  ✗ ${error instanceof Error ? error.message : String(error)}`);
    process.exitCode = 1;
    await stop();
    process.exit();
  }
}
