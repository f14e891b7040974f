// npm start – from a fresh clone to a running demo: checks the machine, brings what is missing, then watches over the demo.
// npm run nodes – the same over several nodes of the service, with PostgreSQL, Redis and nginx of Debian.
import { ensureBuilt } from './built.mjs';
import { findNode24, repository } from './env.mjs';
import { awaitEarlierDemo, claimDemoData, demoSettings, needDisk, needPort, noteDemo } from './machine.mjs';
import { ensurePackages, packagesInstalled } from './packages.mjs';
import { endWithMe } from './process.mjs';
import { say, script, step } from './say.mjs';
import { supervise } from './supervise.mjs';
import { ensureSystemPackages, forDemo, forNodes } from './system-packages.mjs';

const several = process.argv[2] === 'nodes';

await script(async () => {
  // Beside the demo of one node, which has another database.
  if (several && !process.env.GIAMSAT_DATA?.trim()) process.env.GIAMSAT_DATA = `${demoSettings().data}-nodes`;
  const { port, tlsPort, data } = demoSettings();
  say('giamsat – giám sát phiên tòa');
  const release = endWithMe();
  needDisk(repository, packagesInstalled() ? 200 : 1_500);
  needDisk(data, 1_000, 'Free some, or choose another folder: GIAMSAT_DATA=… npm start');
  await awaitEarlierDemo(data);
  await needPort(port, 'PORT');
  await needPort(tlsPort, 'TLS_PORT');
  claimDemoData(data);
  const names = several ? 'ffmpeg, speech, fonts, nginx, Redis, PostgreSQL' : 'ffmpeg, speech, fonts';
  const system = step(`system packages (${names})`, () => ensureSystemPackages(several ? forNodes : forDemo));
  const ours = step('packages and Node 24', ensurePackages).then(() => step('pages and programs', ensureBuilt));
  await Promise.all([system, ours]);
  release();
  const env = {
    ...{ PORT: String(port), TLS_PORT: String(tlsPort), GIAMSAT_DATA: data },
    ...(several ? { DEMO_NODES: process.env.DEMO_NODES ?? '2' } : {}),
  };
  process.exitCode = await supervise(findNode24(), ['infra/demo/main.ts'], env, {
    name: 'the demo',
    kept: 'What was entered and recorded is kept: npm start goes on where it was.',
    onStarted: (pid) => noteDemo(data, pid),
    onStopping: (pid) => noteDemo(data, pid, true),
  });
});
