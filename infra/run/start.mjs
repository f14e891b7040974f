// npm start – from a fresh clone to a running demo: checks the machine, brings what is missing, then watches over the demo.
import { ensureDashboard } from './dashboard-build.mjs';
import { findNode24, repository } from './env.mjs';
import { awaitEarlierDemo, claimDemoData, demoSettings, needDisk, needPort, noteDemo } from './machine.mjs';
import { ensurePackages, packagesInstalled } from './packages.mjs';
import { endWithMe } from './process.mjs';
import { say, script, step } from './say.mjs';
import { supervise } from './supervise.mjs';
import { ensureSystemPackages, forDemo } from './system-packages.mjs';

await script(async () => {
  const { port, tlsPort, data } = demoSettings();
  say('giamsat – giám sát phiên tòa');
  const release = endWithMe();
  needDisk(repository, packagesInstalled() ? 200 : 1_500);
  needDisk(data, 1_000, 'Free some, or choose another folder: GIAMSAT_DATA=… npm start');
  await awaitEarlierDemo(data);
  await needPort(port, 'PORT');
  await needPort(tlsPort, 'TLS_PORT');
  claimDemoData(data);
  const system = step('system packages (ffmpeg, speech, fonts)', () => ensureSystemPackages(forDemo));
  const ours = step('packages and Node 24', ensurePackages).then(() => step('pages', ensureDashboard));
  await Promise.all([system, ours]);
  release();
  const env = { PORT: String(port), TLS_PORT: String(tlsPort), GIAMSAT_DATA: data };
  process.exitCode = await supervise(findNode24(), ['infra/demo/main.ts'], env, {
    name: 'the demo',
    kept: 'What was entered and recorded is kept: npm start goes on where it was.',
    onStarted: (pid) => noteDemo(data, pid),
    onStopping: (pid) => noteDemo(data, pid, true),
  });
});
