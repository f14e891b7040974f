// Is this machine ready: ports free, room on the disk, a data folder that is the demo's own.
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { basename, dirname, isAbsolute, join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { isRoot, repository } from './env.mjs';
import { signalGroup } from './process.mjs';
import { Stop, say } from './say.mjs';

/** Its presence says: everything in this folder is made up and may be deleted. */
const marker = 'giamsat-demo.json';

/** The slowest and the fastest pace at which a day of the demo can be followed. */
const paces = { from: 0.1, to: 600 };

/** A variable of the environment that is set to something. */
const given = (name) => process.env[name]?.trim() || undefined;

/** The ports and the data folder of the demo, from the environment; throws `Stop` that names whatever makes no sense. */
export function demoSettings() {
  const problems = [];
  const port = (name, fallback) => {
    const value = given(name) ?? String(fallback);
    if (/^\d{1,5}$/.test(value) && Number(value) >= 1 && Number(value) <= 65_535) return Number(value);
    problems.push(`${name} is not a port: ${value}. A port is a whole number from 1 to 65535.`);
    return fallback;
  };
  const ports = { port: port('PORT', 8080), tlsPort: port('TLS_PORT', 8443) };
  if (problems.length === 0 && ports.port === ports.tlsPort)
    problems.push(`PORT and TLS_PORT are both ${ports.port}: they must differ.`);
  const pace = given('DEMO_PACE');
  if (pace !== undefined && !(/^\d+(\.\d+)?$/.test(pace) && Number(pace) >= paces.from && Number(pace) <= paces.to))
    problems.push(
      `DEMO_PACE must be a number from ${paces.from} to ${paces.to} (minutes of the plan in one minute; usual is 6), not "${pace}".`,
    );
  if (problems.length > 0) throw new Stop(problems.join('\n    '));
  return {
    ...ports,
    // Not the system's folder itself: there may lie databases that are not the demo's, and `demo:reset` deletes all of its own.
    data: resolve(given('GIAMSAT_DATA') ?? (isRoot ? '/var/lib/giamsat/demo' : join(repository, '.data'))),
  };
}

function listens(port, host) {
  return new Promise((settle) => {
    const server = createServer();
    server.once('error', (error) => settle(error.code));
    server.listen({ port, host, exclusive: true }, () => server.close(() => settle(undefined)));
  });
}

/** Waits a little, since a service that was just stopped lets its port go a moment later; then throws `Stop`. */
export async function needPort(port, variable, patienceMs = 2_000) {
  const until = Date.now() + patienceMs;
  for (;;) {
    const codes = [await listens(port, '127.0.0.1'), await listens(port)];
    const code = codes.find((one) => one !== undefined);
    if (code === undefined) return;
    if (code === 'EACCES')
      throw new Stop(`Port ${port} may not be opened by this user. Choose another: ${variable}=… npm start`);
    if (code !== 'EADDRINUSE') throw new Stop(`Port ${port} cannot be opened (${code}).`);
    if (Date.now() > until) {
      throw new Stop(`Port ${port} is in use. Stop what uses it, or choose another: ${variable}=${port + 1} npm start`);
    }
    await sleep(300);
  }
}

/** Throws `Stop` when the file system that holds `path` has less than `megabytes` free; `helps` says what to do then. */
export function needDisk(path, megabytes, helps = 'Free some and start again.') {
  let existing = path;
  while (!existsSync(existing)) existing = dirname(existing);
  const { bavail, bsize } = statfsSync(existing);
  const free = Math.floor((bavail * bsize) / 1_000_000);
  if (free < megabytes)
    throw new Stop(`No room: ${existing} has ${free} MB free, ${megabytes} MB are needed. ${helps}`);
}

/** Whether a process lives whose command line holds `words`. */
function lives(pid, words) {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(words);
  } catch {
    return false;
  }
}

/** What the marker says; nothing where there is none, or where a full disk left half of it. */
function readMarker(data) {
  try {
    return JSON.parse(readFileSync(join(data, marker), 'utf8'));
  } catch {
    return {};
  }
}

/** The script that runs the demo on this data, if one does. */
export function demoRunning(data) {
  const { pid } = readMarker(data);
  return pid !== process.pid && lives(pid, 'infra/run/') ? pid : undefined;
}

/** The demo itself, where it lives on without its script. */
function orphanOf(data) {
  const { child } = readMarker(data);
  return lives(child, 'infra/demo/') ? child : undefined;
}

/** A script whose npm was killed notices within a second, and then stops its demo. */
const noticesWithinMs = 3_000;
/** Longer than `supervise` gives the demo to stop. */
const stopsWithinMs = 30_000;

async function whileHolds(holds, ms) {
  for (const until = Date.now() + ms; holds() && Date.now() < until; ) await sleep(200);
  return holds();
}

/**
 * Lets an earlier demo on this data come to its end, as far as it is ending: its npm or its script was killed a moment ago, or it was just
 * told to stop. Throws `Stop` when it goes on running.
 */
export async function awaitEarlierDemo(data) {
  const stopping = () => readMarker(data).stopping === true;
  const running = () => demoRunning(data) !== undefined;
  if (await whileHolds(() => running() && !stopping(), noticesWithinMs)) throw alreadyRuns(data);
  if (!running() && orphanOf(data) === undefined) return;
  say('  … an earlier demo is still stopping; this one starts as soon as it has');
  if (await whileHolds(running, stopsWithinMs)) throw alreadyRuns(data);
  if (await whileHolds(() => orphanOf(data) !== undefined, stopsWithinMs)) signalGroup(orphanOf(data), 'SIGKILL');
}

function alreadyRuns(data) {
  return new Stop(
    `The demo already runs on ${data} (process ${demoRunning(data)}). Stop it with Ctrl-C, or run another one beside it: GIAMSAT_DATA=… PORT=… TLS_PORT=… npm start`,
  );
}

/** Notes down which process is the demo, and whether it is being stopped; a full disk must not keep it from that. */
export function noteDemo(data, child, stopping = false) {
  try {
    writeFileSync(join(data, marker), `${JSON.stringify({ pid: process.pid, child, stopping })}\n`);
  } catch (error) {
    say(`  … ${data} cannot be written (${error.code})`);
  }
}

export function isDemoData(data) {
  return existsSync(join(data, marker));
}

/** Takes the folder for the demo: new or empty, or the demo's already; throws `Stop` for any other and while another demo runs on it. */
export function claimDemoData(data) {
  try {
    mkdirSync(data, { recursive: true, mode: 0o755 });
    if (!isDemoData(data) && readdirSync(data).length > 0) {
      throw new Stop(`${data} holds data that is not the demo's. Choose another folder: GIAMSAT_DATA=… npm start`);
    }
    if (demoRunning(data) !== undefined) throw alreadyRuns(data);
    writeFileSync(join(data, marker), `${JSON.stringify({ pid: process.pid })}\n`);
  } catch (error) {
    if (error instanceof Stop) throw error;
    throw new Stop(
      `${data} cannot be written (${error.code ?? error.message}). Choose another folder: GIAMSAT_DATA=… npm start`,
    );
  }
}

/** The database of the demo's service where its server cannot get into `data`: named there. Only what has such a name is taken for one. */
function databaseElsewhere(data) {
  const pointer = join(data, 'service', 'database-is-in');
  if (!existsSync(pointer)) return undefined;
  const home = readFileSync(pointer, 'utf8').trim();
  return isAbsolute(home) && /^database-[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(basename(home))
    ? home
    : undefined;
}

/** Deletes the demo's data, nothing else's; throws `Stop` when the folder is not marked as the demo's or in use. Returns the line to say. */
export function resetDemoData(data) {
  if (!existsSync(data)) return `nothing to delete: ${data} does not exist`;
  if (!isDemoData(data))
    throw new Stop(`${data} is not marked as the demo's data (no ${marker}): nothing was deleted.`);
  const pid = demoRunning(data) ?? orphanOf(data);
  if (pid !== undefined)
    throw new Stop(`The demo runs on ${data} (process ${pid}): stop it first. Nothing was deleted.`);
  const database = databaseElsewhere(data);
  if (database !== undefined) rmSync(database, { recursive: true, force: true });
  // The marker goes last, so that a reset that was interrupted can be repeated.
  for (const name of readdirSync(data)) if (name !== marker) rmSync(join(data, name), { recursive: true, force: true });
  rmSync(join(data, marker));
  return `the demo's data in ${data} is deleted`;
}
