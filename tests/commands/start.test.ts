// npm start says plainly what stops it, and takes no folder that is not the demo's.
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { freePort } from '../rig/ports.ts';

const repository = join(dirname(fileURLToPath(import.meta.url)), '../..');
let data: string;

beforeEach(() => {
  data = mkdtempSync(join(tmpdir(), 'giamsat-commands-'));
});
afterEach(() => rmSync(data, { recursive: true, force: true }));

/** Runs one of the command scripts to its end. */
function command(script: string, env: Record<string, string>): Promise<{ code: number | null; output: string }> {
  return new Promise((settle) => {
    const child = spawn(process.execPath, [join(repository, 'infra/run', script)], {
      env: { ...process.env, PORT: '0', TLS_PORT: '0', GIAMSAT_DATA: data, ...env },
    });
    let output = '';
    child.stdout.on('data', (chunk) => {
      output += chunk;
    });
    child.stderr.on('data', (chunk) => {
      output += chunk;
    });
    child.on('exit', (code) => settle({ code, output }));
  });
}

/** A port of this machine that something listens on. */
async function takenPort() {
  const server = createServer();
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return { port: address.port, close: () => server.close() };
}

test('a port in use is named, with the way out', async () => {
  const taken = await takenPort();
  const { code, output } = await command('start.mjs', { PORT: String(taken.port), TLS_PORT: String(await freePort()) });
  taken.close();
  expect(output).toContain(`Port ${taken.port} is in use`);
  expect(code).toBe(1);
  expect(readdirSync(data)).toEqual([]);
});

test('a port that is none is refused', async () => {
  const { code, output } = await command('start.mjs', { PORT: 'eighty' });
  expect(output).toContain('PORT is not a port: eighty');
  expect(code).toBe(1);
});

test.each([['fast'], ['0'], ['-6'], ['601'], ['6,5'], ['0x10'], ['Infinity']])(
  'a pace of "%s" is refused before anything begins',
  async (pace) => {
    const { code, output } = await command('start.mjs', { PORT: '8080', TLS_PORT: '8443', DEMO_PACE: pace });
    expect(output).toContain(`DEMO_PACE must be a number from 0.1 to 600`);
    expect(output).toContain(`not "${pace}"`);
    expect(code).toBe(1);
    expect(readdirSync(data)).toEqual([]);
  },
);

test('two wrong variables are told at once, and the two ports must differ', async () => {
  const both = await command('start.mjs', { PORT: '70000', TLS_PORT: '8443', DEMO_PACE: 'x' });
  expect(both.output).toMatch(/PORT is not a port: 70000[\s\S]*DEMO_PACE must be/);
  const same = await command('start.mjs', { PORT: '8443', TLS_PORT: '8443' });
  expect(same.output).toContain('PORT and TLS_PORT are both 8443');
});

test('what is missing on the machine is named with the command that brings it', async () => {
  const bare = mkdtempSync(join(tmpdir(), 'giamsat-bare-'));
  const ports = { PORT: String(await freePort()), TLS_PORT: String(await freePort()) };
  const { code, output } = await command('start.mjs', { ...ports, PATH: bare });
  rmSync(bare, { recursive: true });
  expect(output).toMatch(/Missing: ffmpeg, espeak-ng/);
  expect(output).toContain('sudo apt-get install');
  expect(code).toBe(1);
});

/** A process whose command line looks like one of ours. */
const pretend = (what: string) => spawn(process.execPath, ['-e', 'setTimeout(() => {}, 60_000)', what]);
/** A port that is taken stops the start right behind what is asked of an earlier demo. */
const behind = async (work: (ports: { PORT: string; TLS_PORT: string }) => Promise<void>) => {
  const taken = await takenPort();
  try {
    await work({ PORT: String(taken.port), TLS_PORT: String(await freePort()) });
  } finally {
    taken.close();
  }
};

test('a start a moment after the earlier one was killed waits for its end instead of refusing', () =>
  behind(async (ports) => {
    const [script, demo] = [pretend('infra/run/start.mjs'), pretend('infra/demo/main.ts')];
    const marked = join(data, 'giamsat-demo.json');
    writeFileSync(marked, JSON.stringify({ pid: script.pid, child: demo.pid }));
    const ended = command('start.mjs', ports);
    // As the script of a killed npm does: it notices, says so, stops its demo, and ends.
    await new Promise((wake) => setTimeout(wake, 1_000));
    writeFileSync(marked, JSON.stringify({ pid: script.pid, child: demo.pid, stopping: true }));
    await new Promise((wake) => setTimeout(wake, 3_000));
    script.kill();
    demo.kill();
    const { output } = await ended;
    expect(output).toContain('an earlier demo is still stopping; this one starts as soon as it has');
    expect(output).not.toContain('already runs');
    expect(output).toContain('is in use');
  }));

test('a demo that goes on running is not waited for', () =>
  behind(async (ports) => {
    const script = pretend('infra/run/start.mjs');
    writeFileSync(join(data, 'giamsat-demo.json'), JSON.stringify({ pid: script.pid }));
    const { code, output } = await command('start.mjs', ports);
    script.kill();
    expect(output).toContain(`The demo already runs on ${data} (process ${script.pid})`);
    expect(code).toBe(1);
  }));

test('a folder with other data is not taken for the demo', async () => {
  writeFileSync(join(data, 'real.db'), 'x');
  const ports = { PORT: String(await freePort()), TLS_PORT: String(await freePort()) };
  const { code, output } = await command('start.mjs', ports);
  expect(output).toContain("holds data that is not the demo's");
  expect(code).toBe(1);
  expect(readdirSync(data)).toEqual(['real.db']);
});

test('demo:reset deletes nothing that is not marked as the demo', async () => {
  writeFileSync(join(data, 'real.db'), 'x');
  const { code, output } = await command('demo-reset.mjs', { PORT: '8080', TLS_PORT: '8443' });
  expect(output).toContain('nothing was deleted');
  expect(code).toBe(1);
  expect(readdirSync(data)).toEqual(['real.db']);
});

test('a marker that a full disk cut short still marks the folder', async () => {
  writeFileSync(join(data, 'giamsat-demo.json'), '{"pid"');
  const { code, output } = await command('demo-reset.mjs', { PORT: '8080', TLS_PORT: '8443' });
  expect(output).toContain('is deleted');
  expect(code).toBe(0);
});

test('demo:reset empties a demo folder, but not under a running demo', async () => {
  const ports = { PORT: '8080', TLS_PORT: '8443' };
  mkdirSync(join(data, 'postgres'));
  // A process whose command line looks like one of our scripts, and that stays.
  const running = spawn(process.execPath, ['-e', 'setTimeout(() => {}, 60_000)', 'infra/run/start.mjs']);
  writeFileSync(join(data, 'giamsat-demo.json'), JSON.stringify({ pid: running.pid }));
  const refused = await command('demo-reset.mjs', ports);
  expect(refused.output).toContain(`process ${running.pid}`);
  expect(refused.code).toBe(1);
  expect(readdirSync(data)).toContain('postgres');

  const gone = new Promise((settle) => running.on('exit', settle));
  running.kill();
  await gone;
  const done = await command('demo-reset.mjs', ports);
  expect(done.code).toBe(0);
  expect(readdirSync(data)).toEqual([]);
});

test('demo:reset takes a database along that lies outside of the folder, and nothing that is none', async () => {
  const elsewhere = mkdtempSync(join(tmpdir(), 'giamsat-elsewhere-'));
  const reset = async (pointsTo: string) => {
    mkdirSync(join(data, 'service'));
    writeFileSync(join(data, 'service', 'database-is-in'), `${pointsTo}\n`);
    writeFileSync(join(data, 'giamsat-demo.json'), JSON.stringify({ pid: 1 }));
    const { code, output } = await command('demo-reset.mjs', { PORT: '8080', TLS_PORT: '8443' });
    expect(output).toContain('is deleted');
    expect(code).toBe(0);
    expect(readdirSync(data)).toEqual([]);
  };
  try {
    const [database, letters] = [join(elsewhere, `database-${crypto.randomUUID()}`), join(elsewhere, 'letters')];
    for (const folder of [join(database, 'pg18'), letters]) mkdirSync(folder, { recursive: true });
    writeFileSync(join(database, 'pg18', 'PG_VERSION'), '18\n');
    writeFileSync(join(letters, 'one.txt'), 'x');
    await reset(letters);
    expect(readdirSync(elsewhere).sort()).toEqual([basename(database), 'letters'].sort());
    await reset(database);
    expect(readdirSync(elsewhere)).toEqual(['letters']);
    expect(readdirSync(letters)).toEqual(['one.txt']);
  } finally {
    rmSync(elsewhere, { recursive: true, force: true });
  }
});
