// npm run dev – the demo, restarted when backend code changes, and Vite's server over it, which refreshes pages by itself.

import { join } from 'node:path';
import { ensureBuilt } from './built.mjs';
import { findNode24, repository } from './env.mjs';
import { awaitEarlierDemo, claimDemoData, demoSettings, needPort, noteDemo } from './machine.mjs';
import { ensurePackages } from './packages.mjs';
import { endWithMe } from './process.mjs';
import { say, script, step } from './say.mjs';
import { supervise } from './supervise.mjs';
import { ensureSystemPackages, forDemo } from './system-packages.mjs';

await script(async () => {
  const { port, tlsPort, data } = demoSettings();
  const release = endWithMe();
  await awaitEarlierDemo(data);
  await needPort(port, 'PORT');
  await needPort(tlsPort, 'TLS_PORT');
  claimDemoData(data);
  await step('system packages (ffmpeg, speech, fonts)', () => ensureSystemPackages(forDemo));
  await step('packages and Node 24', ensurePackages);
  await step('pages and programs', ensureBuilt);
  release();
  const env = { PORT: String(port), TLS_PORT: String(tlsPort), GIAMSAT_DATA: data, GIAMSAT_SOURCES: '1' };
  const watched = ['backend', 'infra/demo'].map((folder) => `--watch-path=${folder}`);
  const demo = supervise(findNode24(), [...watched, '--watch-preserve-output', 'infra/demo/main.ts'], env, {
    name: 'the demo',
    onStarted: (pid) => noteDemo(data, pid),
    onStopping: (pid) => noteDemo(data, pid, true),
  });
  const vite = supervise(
    findNode24(),
    [join(repository, 'dashboard/node_modules/vite/bin/vite.js'), 'dashboard'],
    env,
    { name: 'the pages' },
  );
  say('  pages with live reload: http://localhost:5173');
  process.exitCode = Math.max(...(await Promise.all([demo, vite])));
});
